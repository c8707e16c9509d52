using System.Runtime.InteropServices;
using CertCentral.Pacing;

namespace DigiCertDocSign;

/// <summary>
/// Counts of requests in a folder, one small file per API key and server, so that all processes of a user on this machine
/// keep to one limit together. A file holds times alone; its name is a digest from which no key can be found. Only its owner
/// may open it.
/// </summary>
/// <remarks>
/// It lies here because the client touches no files. The folder must be on a disk of this machine: the times are those of the
/// machine's own clock. Deleting a file forgets the requests of the last minutes and does no other harm.
/// </remarks>
public sealed class PacingFolder : IPacingStore, IEquatable<PacingFolder>
{
    private const string Suffix = ".pace";
    private readonly string _folder;

    /// <param name="folder">Made when it is missing, at the first request.</param>
    public PacingFolder(string folder) => _folder = System.IO.Path.GetFullPath(folder);

    /// <summary>The full path of the folder.</summary>
    public string Path => _folder;

    /// <inheritdoc/>
    public Stream? TryOpen(string name)
    {
        string path = System.IO.Path.Combine(_folder, name + Suffix);
        try
        {
            return Open(path);
        }
        catch (IOException inUse) when (IsInUse(inUse))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool Equals(PacingFolder? other) => other is not null && string.Equals(_folder, other._folder, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PacingFolder);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_folder);

    private FileStream Open(string path)
    {
        try
        {
            return OpenExisting(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            Create(path);
            return OpenExisting(path);
        }
    }

    // Unbuffered: the few numbers go straight to the file. No sharing is a lock of the whole file on every platform, and the
    // system takes it away from a process that dies.
    private static FileStream OpenExisting(string path) => new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);

    private void Create(string path)
    {
        OwnerOnly.CreateDirectory(_folder, ownerOnly: true);
        try
        {
            OwnerOnly.CreateFile(path).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process made it a moment ago.
        }
    }

    private static bool IsInUse(IOException exception)
    {
        const int SharingViolation = 32;
        const int LockViolation = 33;
        const int WouldBlockOnLinux = 11;
        const int WouldBlockOnMac = 35;
        int code = exception.HResult & 0xFFFF;
        return RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? code is SharingViolation or LockViolation
            : exception.HResult is WouldBlockOnLinux or WouldBlockOnMac;
    }
}
