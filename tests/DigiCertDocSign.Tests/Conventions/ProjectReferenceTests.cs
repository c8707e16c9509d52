using System.Xml.Linq;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>References run one way: cmdlets, then core, then client. The sandbox reads the API for itself.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["CertCentral.Client"] = [],
        ["CertCentral.Sandbox"] = [],
        ["DigiCertDocSign.Core"] = ["CertCentral.Client"],
        ["DigiCertDocSign"] = ["CertCentral.Sandbox", "DigiCertDocSign.Core"],

        // Built and staged with the cmdlets, linked by none: PowerShell loads it.
        ["DigiCertDocSign.Loader"] = [],

        // Built before them, linked by neither: both load the staged module as PowerShell does.
        ["DigiCertDocSign.Shell"] = [],
        ["DigiCertDocSign.Help"] = [],
    };

    [Fact]
    public void Project_references_run_one_way()
    {
        string[] projects =
            Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).ToArray();

        Assert.Equal(
            Allowed.Keys.Order(StringComparer.Ordinal),
            projects.Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));
        Assert.All(projects, path => Assert.Equal(Allowed[Path.GetFileNameWithoutExtension(path)], Linked(path)));
    }

    [Fact]
    public void Only_the_cmdlets_and_their_loader_know_PowerShell()
    {
        IEnumerable<string> knowing =
            SourceFile.Shipped.Where(file => file.Code.Contains("System.Management.Automation", StringComparison.Ordinal))
                .Select(file => file.Project)
                .Distinct()
                .Order(StringComparer.Ordinal);

        Assert.Equal(["DigiCertDocSign", "DigiCertDocSign.Loader"], knowing);
    }

    private static IEnumerable<string> Linked(string project) => XDocument.Load(project).Descendants("ProjectReference")
        .Where(reference => !string.Equals(
            (string?)reference.Attribute("ReferenceOutputAssembly"),
            "false",
            StringComparison.OrdinalIgnoreCase))
        .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')))
        .Order(StringComparer.Ordinal);
}
