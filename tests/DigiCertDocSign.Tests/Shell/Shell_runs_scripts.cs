using DigiCertDocSign.Tests.Help;

namespace DigiCertDocSign.Tests.Shell;

public sealed class Shell_runs_scripts : IDisposable
{
    private readonly SampleModuleFolder _module = new();

    [Fact]
    public async Task Results_and_warnings_are_output_and_errors_are_not()
    {
        ShellResult result = await RunAsync("""
            'Grüße'
            5, 13, 6 | ForEach-Object { [pscustomobject]@{ Id = $_ } } | Get-SampleBadge -Verbose | Out-Host
            Wait-SampleBadge -NoWait
            'the end'
            """);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            [
                "Grüße", "VERBOSE: reading a badge", "VERBOSE: reading a badge", "Id Holder     Colour", "-- ------     ------",
                "5 Zoë Müller   Blue", "6 Zoë Müller   Blue", "WARNING: this takes a while", "the end",
            ],
            Lines(result.Output));
        Assert.Contains("There is no badge 13.", result.Errors, StringComparison.Ordinal);
        Assert.Contains("script.ps1:2", result.Errors, StringComparison.Ordinal);
        Assert.Contains("Waiting for a badge: nobody came (40 %)", Lines(result.Errors));
        Assert.DoesNotContain('\x1b', result.Output + result.Errors);
    }

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("exit 0", 0)]
    [InlineData("'fine'", 0)]
    [InlineData("1 / 0; 'goes on'", 0)]
    [InlineData("Get-SampleBadge -Id 13", 0)]
    [InlineData("throw 'the last straw'", 1)]
    [InlineData("Get-SampleBadge -Id 13 -ErrorAction Stop", 1)]
    [InlineData("if (", 1)]
    [InlineData("param([Parameter(Mandatory)][int]$Number) exit 0", 1)]
    [InlineData("dotnet no-such-command.dll *> $null; 'mine is fine'", 0)]
    [InlineData("function Leave { exit 4 }; Leave; 'never'", 4)]
    public async Task The_exit_code_is_the_scripts_own_word(string script, int exitCode)
    {
        ShellResult result = await RunAsync(script);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.DoesNotContain("never", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_uncaught_error_names_script_and_line()
    {
        ShellResult result = await RunAsync("'before'\nthrow 'the last straw'\n'never'");

        Assert.Equal(["before"], Lines(result.Output));
        Assert.Contains("script.ps1:2", result.Errors, StringComparison.Ordinal);
        Assert.Contains("the last straw", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_reach_the_script_as_text_and_never_as_code()
    {
        ShellResult result = await RunAsync(
            """
            param([string]$Name, [switch]$Loud, [switch]$Quiet, [string]$Path, [Parameter(ValueFromRemainingArguments)]$Rest)
            "$Name|$Loud|$Quiet|$Path|$($Rest -join '/')"
            """,
            "-Name", "it's $(exit 9); 'x'", "-Loud", "-Quiet:$false", "-Path:a b", "-5", "$HOME", "-x y");

        Assert.Equal("it's $(exit 9); 'x'|True|False|a b|-5/$HOME/-x y", result.Output.Trim());
    }

    [Theory]
    [InlineData("y\n", "7 Zoë Red")]
    [InlineData("n\n", "none")]
    [InlineData("maybe\n?\nA\n", "7 Zoë Red")]
    [InlineData("s\n'suspended: ' + (20 + 1)\nexit\ny\n", "7 Zoë Red")]
    public async Task A_confirmation_is_asked_and_obeyed(string answers, string lastLine)
    {
        ShellResult result = await RunAsync(
            "$badge = New-SampleBadge Zoë; if ($badge) { \"$($badge.Id) $($badge.Holder) $($badge.Colour)\" } else { 'none' }",
            answers);

        Assert.Contains("Performing the operation \"Make a badge\" on target \"Zoë\".", result.Output, StringComparison.Ordinal);
        Assert.Equal(answers.StartsWith('s'), result.Output.Contains("suspended: 21", StringComparison.Ordinal));
        Assert.EndsWith(lastLine, Lines(result.Output)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_without_an_answer_ends_the_command_with_advice()
    {
        ShellResult result = await RunAsync("New-SampleBadge Zoë");

        Assert.Contains("-Confirm:$false", result.Errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("Red", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_values_credentials_and_secrets_are_asked_for_and_secrets_are_not_shown()
    {
        ShellResult result = await RunAsync(
            """
            function Take { param([Parameter(Mandatory)][int[]]$Number, [Parameter(Mandatory)][securestring]$Pin)
                "$(($Number | ForEach-Object { $_ + 1 }) -join ',') $([System.Net.NetworkCredential]::new('', $Pin).Password.Length)" }
            Take
            $login = $Host.UI.PromptForCredential('Log in', '', '', '')
            "$($login.UserName) $($login.Password.Length)"
            """,
            "4\nx\n5\n\nhunter2\njoe\nswordfish\n");

        string[] lines = Lines(result.Output);

        Assert.Contains(lines, line => line.EndsWith("5,6 7", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("joe 9", StringComparison.Ordinal));
        Assert.DoesNotContain("hunter2", result.Output + result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", result.Output + result.Errors, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Ctrl_C_stops_the_cmdlet_and_the_script_ends_with_130()
    {
        string script = _module.Write("script.ps1", "try { Wait-SampleBadge } finally { [Console]::WriteLine('cleaned up') }\n'never'");

        ShellResult result = await ShellProcess.RunAsync(["--module", _module.ManifestPath, script], interruptAfter: "this takes a while");

        Assert.Equal(130, result.ExitCode);
        Assert.Equal(["WARNING: this takes a while", "cleaned up"], Lines(result.Output));
    }

    [Theory]
    [InlineData("--modul x", 64, "'--modul' is no option")]
    [InlineData("--module", 64, "--module needs the path")]
    [InlineData("no-such-script.ps1", 64, "does not exist")]
    [InlineData("--module no-such-module.psd1", 1, "no-such-module.psd1")]
    public async Task A_wrong_command_line_says_what_is_wrong(string commandLine, int exitCode, string complaint)
    {
        ShellResult result = await ShellProcess.RunAsync(commandLine.Split(' '));

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(complaint, result.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _module.Dispose();

    private Task<ShellResult> RunAsync(string script, params string[] arguments)
    {
        // The only argument of a script without parameters is what its user types.
        string input = arguments is [var typed] && typed.Contains('\n', StringComparison.Ordinal) ? typed : "";
        string path = _module.Write("script.ps1", script);
        return ShellProcess.RunAsync(["--module", _module.ManifestPath, path, .. input.Length > 0 ? [] : arguments], input);
    }

    private static string[] Lines(string text) =>
        [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
}
