using System.Text;

namespace DigiCertDocSign;

/// <summary>
/// The file of one request. An earlier one that is to be replaced is set aside before the new key is made: were it still
/// in place after a crash, it would stand beside a key that it does not belong to.
/// </summary>
internal sealed class CsrFile(string path, bool overwrite)
{
    private const string Field = "CsrPath";
    private readonly string _aside = path + ".old";

    /// <exception cref="DocSigningException">CsrFileExists or CsrFileNotWritten.</exception>
    public void MakeRoom()
    {
        if (File.Exists(path))
        {
            if (!overwrite)
            {
                throw Exists();
            }

            Guarded("The new key was not made.", () =>
            {
                File.Delete(_aside);
                File.Move(path, _aside);
            });
        }
    }

    /// <summary>No key was made: the earlier request is still the right one.</summary>
    public void Restore()
    {
        if (File.Exists(_aside) && !File.Exists(path))
        {
            Guarded($"The earlier CSR is now {_aside}.", () => File.Move(_aside, path));
        }
    }

    /// <exception cref="DocSigningException">CsrFileExists or CsrFileNotWritten.</exception>
    public void Write(string pem, string keyReference) => Guarded($"The key was made and stays at {keyReference}.", () =>
    {
        DurableFile.Write(path, Encoding.ASCII.GetBytes(pem), ownerOnly: false, overwrite);
        if (overwrite)
        {
            File.Delete(_aside);
        }
    });

    private void Guarded(string consequence, Action act)
    {
        try
        {
            act();
        }
        catch (FileExistsException)
        {
            throw Exists();
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            throw new DocSigningException(
                FaultKind.CsrFileNotWritten,
                Field,
                $"The CSR file {path} cannot be written. {problem.Message} {consequence}",
                problem);
        }
    }

    private DocSigningException Exists() => new(
        FaultKind.CsrFileExists,
        Field,
        $"The CSR file {path} exists and is kept. Use -Force to replace it, or name another place.");
}
