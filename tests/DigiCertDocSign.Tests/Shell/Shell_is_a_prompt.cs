using DigiCertDocSign.Tests.Help;

namespace DigiCertDocSign.Tests.Shell;

public sealed class Shell_is_a_prompt : IDisposable
{
    private const string Prompt = "DocSigning> ";
    private const string Continuation = ">> ";
    private readonly SampleModuleFolder _module = new();

    [Fact]
    public async Task Commands_share_one_session_until_exit()
    {
        ShellResult result = await TypeAsync("$id = 4", "(Get-SampleBadge $id).Holder", "exit 5", "'never'");

        Assert.Equal(Prompt + Prompt + "Zoë Müller\n" + Prompt, result.Output.ReplaceLineEndings("\n").TrimEnd('\n'));
        Assert.Equal(5, result.ExitCode);
    }

    [Fact]
    public async Task An_open_command_goes_on_over_lines_and_an_empty_line_closes_it()
    {
        ShellResult result = await TypeAsync("if ($true) {", "'inside'", "}", "1 +", "2", "'open", "", "'next'");

        Assert.Equal(
            Prompt + Continuation + Continuation + "inside\n" + Prompt + Continuation + "3\n" + Prompt + Continuation + Prompt + "next\n"
                + Prompt,
            result.Output.ReplaceLineEndings("\n").TrimEnd('\n'));
        Assert.Contains("string is missing the terminator", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_does_not_end_the_session_nor_does_the_end_of_a_script_file()
    {
        string script = _module.Write("leave.ps1", "'in the file'; exit 7");

        ShellResult result = await TypeAsync("throw 'oops'", "if ) {", "Get-Nothing", $"& '{script}'", "\"left with $LASTEXITCODE\"");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("in the file\n" + Prompt + "left with 7", result.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("oops", result.Errors, StringComparison.Ordinal);
        Assert.Contains("Missing '(' after 'if'", result.Errors, StringComparison.Ordinal);
        Assert.Contains("Get-Nothing", result.Errors, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Ctrl_C_comes_back_to_the_prompt()
    {
        ShellResult result = await ShellProcess.RunAsync(
            ["--module", _module.ManifestPath],
            "Wait-SampleBadge\n'still ' + 'here'\nexit 6\n",
            interruptAfter: "this takes a while");

        Assert.Contains("still here", result.Output, StringComparison.Ordinal);
        Assert.Equal(6, result.ExitCode);
    }

    public void Dispose() => _module.Dispose();

    private Task<ShellResult> TypeAsync(params string[] lines) =>
        ShellProcess.RunAsync(["--module", _module.ManifestPath], string.Join('\n', lines) + "\n");
}
