namespace DigiCertDocSign.Tests.Help;

/// <summary>
/// A module of this assembly's sample cmdlets in a folder of its own, laid out as the shipped module is: manifest and script
/// module in the root, the assembly imported by the script, help in en-US.
/// </summary>
public sealed class SampleModuleFolder : IDisposable
{
    private const string Manifest = """
        @{
            RootModule        = 'SampleBadges.psm1'
            ModuleVersion     = '1.0.0'
            GUID              = '6f0f7e6c-0d1f-4d2b-9d5a-6a2c0f6f9b39'
            CmdletsToExport   = @('New-SampleBadge', 'Get-SampleBadge', 'Wait-SampleBadge')
            FunctionsToExport = @()
        }
        """;

    public SampleModuleFolder()
    {
        Root = Directory.CreateTempSubdirectory("sample-badges-").FullName;
        ManifestPath = Write(Path.Combine("SampleBadges", "SampleBadges.psd1"), Manifest);
        ModulePath = Path.GetDirectoryName(ManifestPath)!;
        string assembly = typeof(SampleModuleFolder).Assembly.Location.Replace("'", "''", StringComparison.Ordinal);
        Write(Path.Combine("SampleBadges", "SampleBadges.psm1"), $"Import-Module -Name '{assembly}'");
    }

    public string Root { get; }

    public string ModulePath { get; }

    public string ManifestPath { get; }

    public string HelpPath => Path.Combine(ModulePath, "en-US");

    /// <summary>Writes a file below <see cref="Root"/>.</summary>
    /// <returns>Its full path.</returns>
    public string Write(string relativePath, string content)
    {
        string path = Path.Combine(Root, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
