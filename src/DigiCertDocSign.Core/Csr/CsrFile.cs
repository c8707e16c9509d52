using System.Text;
using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Csr;

/// <summary>
/// The file of one request. An earlier one that is to give way is set aside before the new key is made: were it still
/// in place after a crash, it would stand beside a key that it does not belong to.
/// </summary>
internal sealed class CsrFile(string path, bool replace, TimeProvider time)
{
    private const string Field = "CsrPath";
    private string? _aside;

    /// <summary>The text of a request that is there; null when there is none or it cannot be read.</summary>
    public static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            return null;
        }
    }

    /// <summary>What a text says as a CSR; null when it is none.</summary>
    public static CsrInfo? Inspect(string text)
    {
        try
        {
            return CsrInspector.Inspect(text);
        }
        catch (DocSigningException)
        {
            return null;
        }
    }

    /// <summary>SHA-256 of the public keys of those requests that gave way to this one, in upper-case hexadecimal.</summary>
    public static IReadOnlyCollection<string> KeysSetAside(string path) =>
        [.. SetAside.Of(path).Select(Read).Select(text => text is null ? null : Inspect(text)?.PublicKeySha256).OfType<string>()];

    /// <summary>Where the earlier request is now; null when there was none.</summary>
    public string? Aside => _aside;

    /// <exception cref="DocSigningException">CsrFileExists or CsrFileNotWritten.</exception>
    public void MakeRoom()
    {
        if (File.Exists(path))
        {
            if (!replace)
            {
                throw Exists();
            }

            Guarded("The new key was not made.", () => _aside = SetAside.Move(path, time.GetUtcNow()));
        }
    }

    /// <summary>No key was made: the earlier request is still the right one.</summary>
    /// <returns>As <see cref="SetAside.Undo"/>.</returns>
    public string Restore() => SetAside.Undo(_aside, path);

    /// <exception cref="DocSigningException">CsrFileExists or CsrFileNotWritten.</exception>
    public void Write(string pem, string? keyReference) => Guarded(
        $"The key was made and stays at {keyReference}.",
        () => DurableFile.Write(path, Encoding.ASCII.GetBytes(pem), ownerOnly: false, overwrite: false));

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
        $"The CSR file {path} exists and is kept, with its key. Use -Force to set both aside and make new ones, or name another place.");
}
