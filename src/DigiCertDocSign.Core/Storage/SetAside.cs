using System.Globalization;
using System.Text.RegularExpressions;

namespace DigiCertDocSign.Storage;

/// <summary>
/// Moves files aside that a new one replaces. They are never deleted: a key that was replaced by mistake is worth as much as its
/// certificate has cost.
/// </summary>
internal static class SetAside
{
    private static readonly Regex Stamp = new(@"^\.\d{8}T\d{6}Z(-\d+)?$", RegexOptions.CultureInvariant);

    /// <summary>Gives the file the time in its name: mira@fjordlab.example.key.20261124T145228Z.pem.</summary>
    /// <returns>Where it is now; null when there was none.</returns>
    /// <exception cref="IOException">
    /// As for all kinds that <see cref="DurableFile.IsFileProblem"/> names: the file cannot be moved.
    /// </exception>
    public static string? Move(string path, DateTimeOffset now)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        string stamp = now.ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        for (int copy = 1; ; copy++)
        {
            string aside = Path.ChangeExtension(
                path,
                $"{stamp}{(copy == 1 ? "" : "-" + copy.ToString(CultureInfo.InvariantCulture))}{Path.GetExtension(path)}");
            if (!File.Exists(aside))
            {
                File.Move(path, aside);
                return aside;
            }
        }
    }

    /// <summary>The files that were moved aside from this path; none when its folder cannot be listed.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        string stem = Path.ChangeExtension(path, null);
        string extension = Path.GetExtension(path);
        try
        {
            return
            [
                .. Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Where(file =>
                    file.StartsWith(stem + ".", StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal)
                    && Stamp.IsMatch(file.Substring(stem.Length, Math.Max(0, file.Length - stem.Length - extension.Length)))),
            ];
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            return [];
        }
    }

    /// <summary>Moves the file back, unless another one has taken its place.</summary>
    /// <returns>A sentence that says where the file is, with a blank before it, when it could not be moved back; else empty.</returns>
    public static string Undo(string? aside, string path)
    {
        try
        {
            if (aside is not null && File.Exists(aside) && !File.Exists(path))
            {
                File.Move(aside, path);
            }
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            // It stays where it is, and the sentence says so.
        }

        return File.Exists(aside) ? $" The earlier file is now {aside}." : "";
    }
}
