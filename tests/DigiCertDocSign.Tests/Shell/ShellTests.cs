using System.Diagnostics;

namespace DigiCertDocSign.Tests.Shell;

/// <summary>'dotnet run' of the shell's project, as README has it.</summary>
public sealed class ShellTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_script_gets_its_arguments_as_text_and_finds_the_module()
    {
        string blank = Directory.CreateDirectory(_folder.File("a folder with blanks")).FullName;
        string script = Path.Combine(blank, "to run.ps1");
        await File.WriteAllTextAsync(script, """
            param([string]$Name, [switch]$Loud, [Parameter(ValueFromRemainingArguments)]$Rest)
            "$Name|$Loud|$($Rest -join '/')|$PSScriptRoot"
            Connect-DocSigning -Sandbox
            "$((Get-Module DigiCertDocSign).ModuleBase)|$((Get-DocSigningConnection).IsSandbox)"
            "$($PSVersionTable.PSVersion), telemetry off: $env:POWERSHELL_TELEMETRY_OPTOUT"
            """);

        ShellResult result = await Pwsh.RunByDotnetAsync(
            [script, "-Name", "it's $(exit 9); 'x' & y", "-Loud", "$HOME", "zwölf Boxkämpfer"]);

        Assert.Equal("", result.Errors);
        Assert.Equal(
            [
                $"it's $(exit 9); 'x' & y|True|$HOME/zwölf Boxkämpfer|{blank}",
                $"{Repository.StagedModule}|True",
                "7.6.9, telemetry off: 1",
                "",
            ],
            result.Output.Split('\n').Select(line => line.TrimEnd('\r')));
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task The_clones_module_comes_before_one_that_is_installed_and_inherited_paths_stay()
    {
        string installed = Path.Combine(_folder.Path, "powershell", "Modules", "DigiCertDocSign");
        Directory.CreateDirectory(installed);
        await File.WriteAllTextAsync(Path.Combine(installed, "DigiCertDocSign.psm1"), "function Connect-DocSigning { 'installed' }");
        string script = _folder.Write("which.ps1", """
            (Get-Command Connect-DocSigning).Module.ModuleBase
            $env:PSModulePath
            """);
        var environment = new Dictionary<string, string> { ["XDG_DATA_HOME"] = _folder.Path, ["PSModulePath"] = _folder.File("mine") };

        ShellResult result = await Pwsh.RunByDotnetAsync([script], environment: environment);

        Assert.Equal("", result.Errors);
        string[] lines = result.Output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal(Repository.StagedModule, lines[0]);
        string[] paths = lines[1].Split(Path.PathSeparator);
        Assert.Contains(_folder.File("mine"), paths.Skip(1));
    }

    [Fact]
    public async Task Where_XDG_DATA_HOME_is_empty_modules_are_looked_for_at_home()
    {
        var environment = new Dictionary<string, string> { ["XDG_DATA_HOME"] = "" };

        ShellResult result = await Pwsh.RunByDotnetAsync([_folder.Write("where.ps1", "$env:PSModulePath")], environment: environment);

        Assert.Equal("", result.Errors);
        Assert.All(result.Output.Trim().Split(Path.PathSeparator), path => Assert.True(Path.IsPathRooted(path), path));
    }

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("throw 'the last straw'", 1)]
    [InlineData("Get-DocSigningOrder -OrderId 1; 'goes on'", 0)]
    [InlineData("$ErrorActionPreference = 'Stop'; Get-DocSigningOrder -OrderId 1; 'never'", 1)]
    public async Task The_exit_code_is_the_scripts_own_word(string script, int exitCode)
    {
        ShellResult result = await Pwsh.RunByDotnetAsync([_folder.Write("leave.ps1", script)]);

        Assert.True(exitCode == result.ExitCode, result.Errors);
        Assert.DoesNotContain("never", result.Output, StringComparison.Ordinal);
        Assert.Equal(script.Contains("goes on", StringComparison.Ordinal), result.Output.Contains("goes on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_script_it_is_a_prompt_with_the_modules_of_PowerShell()
    {
        ShellResult result = await Pwsh.RunByDotnetAsync(
            [],
            "(Get-Command Connect-DocSigning, Select-Object).Source -join '+'\nexit 5\n");

        Assert.Contains("DigiCertDocSign+Microsoft.PowerShell.Utility", result.Output, StringComparison.Ordinal);
        Assert.Equal(5, result.ExitCode);
    }

    /// <summary>As NUGET_PACKAGES may say it.</summary>
    [Theory]
    [InlineData("/a/folder")]
    [InlineData("/a/folder/")]
    public async Task PowerShell_is_found_in_a_package_folder_with_or_without_final_slash(string packages)
    {
        string properties = Path.Combine(Repository.Root, "src", "DigiCertDocSign.Shell", "PowerShell.props");
        string[] arguments = ["msbuild", properties, "-getProperty:PowerShellHome", $"-property:NuGetPackageRoot={packages}"];

        ShellResult result = await Pwsh.RunAsync(Pwsh.Redirected(new ProcessStartInfo("dotnet", arguments)));

        // The slash that is added is that of this system.
        Assert.StartsWith("/a/folder/powershell/", result.Output.Replace('\\', '/'), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
