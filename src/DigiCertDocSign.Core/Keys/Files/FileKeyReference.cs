namespace DigiCertDocSign.Keys.Files;

/// <summary>
/// Key references of files: file URIs (RFC 8089). Written and read by hand, because <see cref="Uri"/> treats a percent
/// sign in a path differently on .NET Framework, on Windows and on Unix.
/// </summary>
internal static class FileKeyReference
{
    private const string Scheme = "file:";

    public static bool IsOne(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    public static string FromPath(string fullPath)
    {
        string path = Path.DirectorySeparatorChar == '\\' ? fullPath.Replace('\\', '/') : fullPath;
        string escaped = string.Join("/", path.Split('/').Select(Escape));
        return path.StartsWith("//", StringComparison.Ordinal) ? Scheme + escaped
            : path.StartsWith("/", StringComparison.Ordinal) ? Scheme + "//" + escaped
            : Scheme + "///" + escaped;
    }

    /// <summary>The full path of a reference; anything that is no <c>file:</c> URI is taken for a path.</summary>
    public static string ToPath(string pathOrReference)
    {
        if (!IsOne(pathOrReference))
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

    // Both characters are allowed in a path (RFC 3986 section 3.3) and make a reference readable: a drive, an address.
    private static string Escape(string segment) => Uri.EscapeDataString(segment).Replace("%40", "@").Replace("%3A", ":");
}
