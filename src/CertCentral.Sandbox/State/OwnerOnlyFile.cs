namespace CertCentral.Sandbox.State;

/// <summary>Files that nobody but their owner may read, and that nobody else may open meanwhile.</summary>
internal static class OwnerOnlyFile
{
    /// <summary>On Windows the folder's own access list decides, as for all files in a user's profile.</summary>
    public static FileStream Create(string path, FileMode mode, FileOptions fileOptions)
    {
#if NET
        if (!OperatingSystem.IsWindows())
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = mode,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = fileOptions,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
#endif
        return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 4096, fileOptions);
    }
}
