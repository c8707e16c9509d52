using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DigiCertDocSign.Tests.Shell;

namespace DigiCertDocSign.Tests.Package;

/// <summary>The way from the Gallery to a user and back, in the real PowerShell, with a folder for the Gallery.</summary>
public sealed class GalleryTests : IDisposable
{
    // 12 MB as PowerShell and the Gallery count them.
    private const int MostBytes = 12 * 1024 * 1024;
    private const string Next = "99.0.0";

    private readonly TempFolder _folder = new();
    private readonly string _version =
        Regex.Match(File.ReadAllText(Repository.Manifest), @"ModuleVersion\s*=\s*'([\d.]+)'").Groups[1].Value;

    public void Dispose() => _folder.Dispose();

    [UnixFact]
    public async Task A_package_is_published_found_installed_used_updated_and_uninstalled()
    {
        Directory.CreateDirectory(_folder.File("gallery"));
        CopyStaged(_version);
        CopyStaged(Next);

        string[] first = await RunAsync(
            $$"""
            Register-PSResourceRepository -Name Folder -Uri $root/gallery -Trusted
            foreach ($version in '{{_version}}', '{{Next}}') {
                Publish-PSResource -Path $root/$version/DigiCertDocSign -Repository Folder
            }

            Find-PSResource DigiCertDocSign -Repository Folder -Version '*' | ForEach-Object { "found $($_.Version)" }
            Install-PSResource DigiCertDocSign -Version {{_version}} -Repository Folder
            Import-Module DigiCertDocSign
            """ + Order);
        Assert.Equal([$"found {Next}", $"found {_version}", $"ran {_version}", "placed NeedsApproval"], first);

        string[] second = await RunAsync("Update-PSResource DigiCertDocSign -Repository Folder; Import-Module DigiCertDocSign" + Order);
        Assert.Equal([$"ran {Next}", "placed NeedsApproval"], second);

        string[] third = await RunAsync(
            """
            Get-InstalledPSResource DigiCertDocSign | ForEach-Object { "installed $($_.Version)" }
            Uninstall-PSResource DigiCertDocSign -Version '*'
            Get-Module DigiCertDocSign -ListAvailable | ForEach-Object { "left $($_.Version)" }
            """);
        Assert.Equal([$"installed {Next}", $"installed {_version}"], third);

        AssertPackage(_folder.File($"gallery/DigiCertDocSign.{_version}.nupkg"));
    }

    private const string Order =
        """

        "ran $((Get-Module DigiCertDocSign).Version)"
        if (-not (Get-Module DigiCertDocSign).ModuleBase.StartsWith($env:XDG_DATA_HOME)) { throw 'It is another module.' }
        Connect-DocSigning -Sandbox -SandboxPath $root/sandbox.json
        $major = (Get-Module DigiCertDocSign).Version.Major
        $person = [pscustomobject]@{ GivenName = 'Mira'; Surname = ('Solberg', 'Berg')[$major -gt 0]; Title = 'Counsel'
            EmailAddress = "mira$major@fjordlab.example"; OfficePhone = '+47 22 00 00 00' }
        $order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1
            AgreeToSubscriberAgreement = $true; ProvisioningMethod = 'ClientApp'; Confirm = $false }
        $person | New-DocSigningOrder @order | ForEach-Object { "placed $($_.Status)" }
        """;

    /// <summary>Runs the script for a user of its own, whose modules and repositories are in the test's folder. It must end well.</summary>
    /// <returns>The lines that it wrote.</returns>
    private async Task<string[]> RunAsync(string script)
    {
        string path = _folder.Write(
            "step.ps1",
            $$"""
            $ErrorActionPreference = 'Stop'
            $ProgressPreference = 'SilentlyContinue'
            $root = '{{_folder.Path}}'
            $env:HOME = $root
            $env:XDG_DATA_HOME = "$root/.local/share"
            $env:XDG_STATE_HOME = "$root/state"
            New-Item -ItemType Directory -Path $env:XDG_DATA_HOME -Force | Out-Null
            $env:PSModulePath = "$env:XDG_DATA_HOME/powershell/Modules:$PSHOME/Modules"
            {{script}}
            """);
        ShellResult result = await Pwsh.RunAsync([path]);
        Assert.True(result.ExitCode == 0 && result.Errors.Length == 0, result.Output + result.Errors);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private void CopyStaged(string version)
    {
        string target = _folder.File($"{version}/DigiCertDocSign");
        foreach (string file in Directory.EnumerateFiles(Repository.StagedModule, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(Repository.StagedModule, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        string manifest = Path.Combine(target, "DigiCertDocSign.psd1");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace($"'{_version}'", $"'{version}'", StringComparison.Ordinal));
    }

    private void AssertPackage(string path)
    {
        Assert.InRange(new FileInfo(path).Length, 1, MostBytes);
        using ZipArchive package = ZipFile.OpenRead(path);
        using Stream content = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var about = XElement.Load(content);
        string Value(string name) => about.Descendants().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal(("DigiCertDocSign", _version), (Value("id"), Value("version")));
        Assert.StartsWith("https://", Value("licenseUrl"), StringComparison.Ordinal);
        Assert.StartsWith($"{_version}: ", Value("releaseNotes"), StringComparison.Ordinal);
        Assert.True(Value("releaseNotes").Length > 100, Value("releaseNotes"));
        Assert.DoesNotContain(package.Entries, entry => Regex.IsMatch(entry.FullName, @"\.(pdb|xml~|json~)$"));
    }

    private sealed class UnixFactAttribute : FactAttribute
    {
        public UnixFactAttribute() =>
            Skip = OperatingSystem.IsWindows() ? "Windows has no setting that keeps this away from the modules of the user." : null;
    }
}
