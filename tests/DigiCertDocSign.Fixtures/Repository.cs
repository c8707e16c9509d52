namespace DigiCertDocSign.Fixtures;

/// <summary>Where the clone, the staged module and the built tools lie.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string StagedModule { get; } = Path.Combine(Root, "out", "DigiCertDocSign");

    public static string Manifest { get; } = Path.Combine(StagedModule, "DigiCertDocSign.psd1");

    /// <summary>The help tool of the same configuration.</summary>
    public static string HelpTool { get; } = Path.Combine(
        Root, "src", "DigiCertDocSign.Help", "bin", Configuration, "net10.0", "DigiCertDocSign.Help.dll");

    /// <summary>Debug or Release, as these tests were built.</summary>
    public static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DigiCertDocSign.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run inside the clone: no DigiCertDocSign.sln above " + AppContext.BaseDirectory);
    }
}
