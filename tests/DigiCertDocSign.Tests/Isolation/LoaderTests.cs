using System.Globalization;
using System.Text.RegularExpressions;
using Mono.Cecil;

namespace DigiCertDocSign.Tests.Isolation;

/// <summary>
/// What the loader does before PowerShell reads the cmdlets: it refuses to bring another copy of the module beside a loaded one, and sets
/// up the folder for Windows PowerShell.
/// </summary>
public sealed class LoaderTests : IDisposable
{
    /// <summary>What is built here.</summary>
    private static readonly string Version =
        Regex.Match(File.ReadAllText(Repository.Manifest), @"ModuleVersion\s*=\s*'([\d.]+)'").Groups[1].Value;

    private readonly TempFolder _folder = new();

    private string Copy => _folder.File("copy");

    private string Manifest => Path.Combine(Copy, "DigiCertDocSign.psd1");

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Another build of one version, as a copy from the Gallery beside a clone: .NET would refuse the loader in its own words, had both one
    /// name.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_version_or_build_is_refused_in_a_sentence_and_the_loaded_one_works_on(bool isNewer)
    {
        MakeCopy();
        if (isNewer)
        {
            MakeNewer();
        }
        else
        {
            MakeAnotherBuild();
        }

        string[] lines = await ChildShell.RunAsync($$"""
            $other = {{IsolationTests.Quoted(Manifest)}}
            try { Import-Module $other } catch { "beside: $_" }
            Connect-DocSigning -Sandbox
            "first: $((New-SandboxOrder).Status)"
            Remove-Module DigiCertDocSign
            try { Import-Module $other } catch { "instead: $_" }
            Import-Module {{IsolationTests.Quoted(Repository.Manifest)}}
            Connect-DocSigning -Sandbox
            "second: $((New-SandboxOrder).Status)"
            """);

        string sentence = Sentence(Version, Repository.StagedModule);
        Assert.Equal([$"beside: {sentence}", "first: NeedsApproval", $"instead: {sentence}", "second: NeedsApproval"], lines);
    }

    [Fact]
    public async Task An_older_version_beside_a_newer_one_is_refused_in_the_same_way()
    {
        MakeCopy();
        MakeNewer();

        string[] lines = await ChildShell.RunAsync(
            $$"""
            try { Import-Module {{IsolationTests.Quoted(Repository.Manifest)}} } catch { "$_" }
            "$((Get-Module DigiCertDocSign).Version)"
            """,
            module: Manifest);

        Assert.Equal([Sentence("9.9.9", Copy), "9.9.9"], lines);
    }

    [Fact]
    public async Task The_same_version_from_another_folder_is_refused_beside_the_loaded_one()
    {
        MakeCopy();

        string[] lines = await ChildShell.RunAsync($$"""
            try { Import-Module {{IsolationTests.Quoted(Manifest)}} } catch { "$_" }
            Import-Module {{IsolationTests.Quoted(Repository.Manifest)}} -Force
            Connect-DocSigning -Sandbox
            "$((New-SandboxOrder).Status)"
            """);

        Assert.Equal([Sentence(Version, Repository.StagedModule), "NeedsApproval"], lines);
    }

    /// <summary>Else that of another folder, or a release beside a debug build, could not be refused in words of ours.</summary>
    [Fact]
    public void Builds_that_may_differ_have_loaders_of_different_names()
    {
        string[] names =
        [
            NameOfLoader("-property:Configuration=Debug"),
            NameOfLoader("-property:Configuration=Release"),
            NameOfLoader("-property:Configuration=Debug", $"-property:RepositoryRoot={_folder.Path}/"),
        ];

        Assert.All(names, name => Assert.Matches(@"^DigiCertDocSign\.Loader\.[\d.]+\.[\dA-Fa-f]{8}$", name));
        Assert.Equal(names, names.Distinct());
        Assert.Equal(names[0], NameOfLoader("-property:Configuration=Debug"));

        string NameOfLoader(params string[] properties)
        {
            string project = Path.Combine(Repository.Root, "src", "DigiCertDocSign.Loader", "LoaderName.props");
            string[] arguments = ["msbuild", project, "-getProperty:LoaderName", $"-property:Version={Version}", .. properties];
            return ProgramRun.Of("dotnet", arguments).MustSucceed().Output.Trim();
        }
    }

    [Fact]
    public async Task The_same_version_from_another_folder_instead_of_the_loaded_one_is_told_once()
    {
        MakeCopy();

        string[] lines = await ChildShell.RunAsync($$"""
            Connect-DocSigning -Sandbox -WarningVariable none
            Remove-Module DigiCertDocSign
            Import-Module {{IsolationTests.Quoted(Manifest)}}
            Connect-DocSigning -Sandbox -WarningVariable told -WarningAction SilentlyContinue
            "$($none.Count) $told"
            "$((New-SandboxOrder -WarningVariable again).Status) $again"
            """);

        string loaded = Path.Combine(Repository.StagedModule, "bin", "net8.0");
        Assert.Equal(
            [
                $"0 DigiCertDocSign {Version} is loaded in this session, from {loaded}, and that code runs, not the copy that was imported "
                    + $"from {Copy}: for the copy, start a new session.",
                "NeedsApproval",
            ],
            lines);
    }

    /// <summary>As far as that goes here: the cmdlets and what their attributes name are loaded, nothing of them is run.</summary>
    [Fact]
    public async Task The_loader_for_Windows_PowerShell_lets_the_cmdlets_of_its_folder_be_read()
    {
        MakeCopy();
        string manifest = await File.ReadAllTextAsync(Manifest);
        Assert.Equal(3, manifest.Split("$PSEdition -eq 'Core'").Length);
        await File.WriteAllTextAsync(Manifest, manifest.Replace("'Core') {", "'Desktop') {", StringComparison.Ordinal));

        string[] lines = await ChildShell.RunAsync(
            $$"""
            "$((Get-Module DigiCertDocSign).ExportedCmdlets.Count)"
            $copy = {{IsolationTests.Quoted(Copy)}}
            [System.AppDomain]::CurrentDomain.GetAssemblies() |
                Where-Object { -not $_.IsDynamic -and $_.Location.StartsWith($copy) } | ForEach-Object { $_.Location }
            """,
            module: Manifest);

        Assert.Equal(manifest.Split("-DocSigning").Length - 1, int.Parse(lines[0], CultureInfo.InvariantCulture));
        string[] expected = ["DigiCertDocSign.Loader.dll", "DigiCertDocSign.dll", "DigiCertDocSign.Core.dll"];
        Assert.Superset(expected.Select(name => Path.Combine(Copy, "bin", "net472", name)).ToHashSet(), lines[1..].ToHashSet());
        Assert.All(lines[1..], path => Assert.StartsWith(Path.Combine(Copy, "bin", "net472"), path, StringComparison.Ordinal));
    }

    private static string Sentence(string version, string folder) =>
        $"DigiCertDocSign {version} is loaded in this session, from {folder}: "
            + "to import another version or copy of it, start a new session.";

    private void MakeCopy()
    {
        foreach (string file in Directory.EnumerateFiles(Repository.StagedModule, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(Copy, Path.GetRelativePath(Repository.StagedModule, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>As a build of another version would write what bears the version.</summary>
    private void MakeNewer()
    {
        File.WriteAllText(Manifest, File.ReadAllText(Manifest).Replace($"'{Version}'", "'9.9.9'", StringComparison.Ordinal));
        Rewrite(name =>
        {
            name.Name = name.Name.Replace(Version, "9.9.9", StringComparison.Ordinal);
            name.Version = new System.Version(9, 9, 9, 0);
        });
    }

    /// <summary>As a build in another folder would: the loader has another name, and the assemblies are others of the same name.</summary>
    private void MakeAnotherBuild() =>
        Rewrite(name => name.Name = Regex.Replace(name.Name, @"(?<=\.)[\dA-Fa-f]{8}$", "00000000"));

    private void Rewrite(Action<AssemblyNameDefinition> rename)
    {
        foreach (string file in new[] { "DigiCertDocSign.Loader.dll", "DigiCertDocSign.dll" })
        {
            string path = Path.Combine(Copy, "bin", "net8.0", file);
            using var module = ModuleDefinition.ReadModule(new MemoryStream(File.ReadAllBytes(path)));
            rename(module.Assembly.Name);
            module.Mvid = Guid.NewGuid();
            module.Write(path);
        }
    }
}
