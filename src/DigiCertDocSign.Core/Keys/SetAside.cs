using System.Globalization;

namespace DigiCertDocSign;

/// <summary>Files that give way to new ones are never deleted: a key that was replaced by mistake is worth what its certificate did cost.</summary>
internal static class SetAside
{
    /// <summary>Gives the file the time in its name: mira@fjordlab.example.key.20261124T145228Z.pem.</summary>
    /// <returns>Where it is now; null when there was none.</returns>
    /// <exception cref="IOException">And its kin: see <see cref="DurableFile.IsFileProblem"/>.</exception>
    public static string? Move(string path, DateTimeOffset now)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        string stamp = now.ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        for (int copy = 1; ; copy++)
        {
            string aside = Path.ChangeExtension(path, $"{stamp}{(copy == 1 ? "" : "-" + copy.ToString(CultureInfo.InvariantCulture))}{Path.GetExtension(path)}");
            if (!File.Exists(aside))
            {
                File.Move(path, aside);
                return aside;
            }
        }
    }

    /// <summary>Puts it back, when nothing has taken its place.</summary>
    public static void Undo(string? aside, string path)
    {
        if (aside is not null && File.Exists(aside) && !File.Exists(path))
        {
            File.Move(aside, path);
        }
    }
}
