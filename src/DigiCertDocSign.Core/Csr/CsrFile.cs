using System.Text;
using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Csr;

/// <summary>
/// The file of one CSR. An earlier one that is to be replaced is set aside before the new key is made: if it were still in its place
/// after a crash, it would stand beside a key that it does not belong to. It holds no secret, but who may write to it chooses whose key
/// gets the certificate, so it is its owner's alone.
/// </summary>
internal sealed class CsrFile(string path, bool replace, TimeProvider time)
{
    private string? _aside;

    /// <summary>The text of a CSR that is there; null when there is none or it cannot be read.</summary>
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

    /// <summary>SHA-256 of the public keys of those CSRs that were set aside from this path, in upper-case hexadecimal.</summary>
    public static IReadOnlyCollection<string> KeysSetAside(string path) =>
        [.. SetAside.Of(path).Select(Read).Select(text => text is null ? null : Inspect(text)?.PublicKeySha256).OfType<string>()];

    /// <summary>The path where the earlier CSR is now; null when there was none.</summary>
    public string? Aside => _aside;

    /// <summary>Sets an earlier CSR aside.</summary>
    /// <exception cref="DocSigningException">CsrFileExists or CsrFileNotWritten.</exception>
    public void MakeRoom()
    {
        if (File.Exists(path))
        {
            if (!replace)
            {
                throw CsrFaults.FileExists(path);
            }

            Guarded("The new key was not made.", () => _aside = SetAside.Move(path, time.GetUtcNow()));
        }
    }

    /// <summary>Moves the earlier CSR back: no key was made, so it is still the right one.</summary>
    /// <returns>As <see cref="SetAside.Undo"/>.</returns>
    public string Restore() => SetAside.Undo(_aside, path);

    /// <summary>Writes the CSR. It is durable when this returns.</summary>
    /// <exception cref="DocSigningException">CsrFileExists or CsrFileNotWritten.</exception>
    public void Write(string pem, string? keyReference) => Guarded(
        $"The key was made and stays at {keyReference}.",
        () => DurableFile.Write(path, Encoding.ASCII.GetBytes(pem), ownerOnly: true, overwrite: false));

    private void Guarded(string consequence, Action act)
    {
        try
        {
            act();
        }
        catch (FileExistsException)
        {
            throw CsrFaults.FileExists(path);
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            throw CsrFaults.FileNotWritten(path, problem, consequence);
        }
    }
}
