namespace DigiCertDocSign.Shell.Running;

internal static class StagedModule
{
    /// <summary>
    /// Path of the manifest that the build staged in the clone around <paramref name="startFolder"/>; null where there is
    /// no clone or no build.
    /// </summary>
    public static string? Find(string startFolder)
    {
        for (var folder = new DirectoryInfo(startFolder); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DigiCertDocSign.sln")))
            {
                string manifest = Path.Combine(folder.FullName, "out", "DigiCertDocSign", "DigiCertDocSign.psd1");
                return File.Exists(manifest) ? manifest : null;
            }
        }

        return null;
    }
}
