using System.Management.Automation;

namespace DigiCertDocSign.Cmdlets;

/// <summary>Turns a path as PowerShell knows it (relative to the location, with drives) into one that .NET can open.</summary>
internal static class FilePath
{
    /// <exception cref="DocSigningException">The path is not in the file system.</exception>
    public static string Resolve(PSCmdlet cmdlet, string path)
    {
        try
        {
            string full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem"
                ? full
                : throw FilePathFaults.NoFilePath(path, $"it is in the provider {provider.Name}", null);
        }
        catch (Exception exception) when (exception is not (DocSigningException or PipelineStoppedException or OutOfMemoryException))
        {
            // A drive may be that of any provider, and each throws what its author chose.
            throw FilePathFaults.NoFilePath(path, exception.Message, exception);
        }
    }
}

/// <summary>What can go wrong with a path, in words.</summary>
internal static class FilePathFaults
{
    public static DocSigningException NoFilePath(string path, string why, Exception? inner) =>
        new(FaultKind.PathInvalid, "Path", $"'{path}' is no path of the file system: {why}", inner);
}
