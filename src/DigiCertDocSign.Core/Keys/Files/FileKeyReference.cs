namespace DigiCertDocSign.Keys.Files;

/// <summary>
/// Key references of files: file URIs (RFC 8089). This class writes and reads them by hand, because <see cref="Uri"/> treats a percent sign
/// in a path differently on .NET Framework, on Windows and on Unix.
/// </summary>
internal static class FileKeyReference
{
    /// <summary>What every such URI begins with.</summary>
    public const string Scheme = "file:";

    private static readonly string[] PinMarks = ["pin-value", "pin-source"];

    /// <summary>The reference, or the path of a file, as it is; a path may not look as if it held a PIN.</summary>
    /// <exception cref="DocSigningException">KeyReferenceInvalid: there is a PIN in it. The message does not repeat the text.</exception>
    public static string Read(string pathOrReference) =>
        !PinMarks.Any(mark => pathOrReference.IndexOf(mark, StringComparison.OrdinalIgnoreCase) >= 0)
            ? pathOrReference
            : throw FileFaults.PinInReference();

    /// <summary>The reference of the file at a full path.</summary>
    public static string FromPath(string fullPath)
    {
        string path = Path.DirectorySeparatorChar == '\\' ? fullPath.Replace('\\', '/') : fullPath;
        string escaped = string.Join("/", path.Split('/').Select(Escape));
        return path.StartsWith("//", StringComparison.Ordinal) ? Scheme + escaped
            : path.StartsWith("/", StringComparison.Ordinal) ? Scheme + "//" + escaped
            : Scheme + "///" + escaped;
    }

    /// <summary>The full path of a reference; any text that is no <c>file:</c> URI is taken for a path.</summary>
    public static string ToPath(string pathOrReference)
    {
        if (!pathOrReference.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Path.GetFullPath(pathOrReference);
        }

        string rest = pathOrReference.Substring(Scheme.Length);
        string path = rest.StartsWith("//localhost/", StringComparison.OrdinalIgnoreCase) ? rest.Substring("//localhost".Length)
            : rest.StartsWith("///", StringComparison.Ordinal) ? rest.Substring(2)
            : rest;
        // /C:/keys is C:/keys; //server/share stays what it is.
        bool hasDrive = path.Length > 2 && path[0] == '/' && path[2] == ':' && Path.DirectorySeparatorChar == '\\';
        return Path.GetFullPath(Uri.UnescapeDataString(hasDrive ? path.Substring(1) : path));
    }

    // Both characters are allowed in a path (RFC 3986 section 3.3), and a drive or an address is easier to read with them.
    private static string Escape(string segment) => Uri.EscapeDataString(segment).Replace("%40", "@").Replace("%3A", ":");
}
