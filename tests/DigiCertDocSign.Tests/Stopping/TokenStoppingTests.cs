using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Stopping;

/// <summary>
/// A pipeline that ends while a token is at work, which nothing can interrupt: it ends at once all the same, and nothing more is begun.
/// </summary>
[Collection(nameof(SoftHsm))]
public sealed class TokenStoppingTests(SoftHsm hsm) : IDisposable
{
    private const string Make =
        "$team | New-DocSigningCsr -Pkcs11Module $module -TokenLabel $label -Pin $pin -KeyAlgorithm P256 -CsrDirectory $folder "
        + "-ThrottleLimit $throttle -Confirm:$false";

    // Only against a test that hangs for ever; nothing is measured.
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(2);

    private readonly ModuleSession _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("docsigning-").FullName;

    [FaultyTokenTheory]
    [InlineData("flags 0", 1)]
    [InlineData("sessions 1", 8)]
    public async Task Ctrl_C_does_not_wait_for_the_token_and_no_further_key_is_made(string setting, int throttle)
    {
        using var token = new FaultyToken(setting, "hold 5");
        token.Hold();
        string label = hsm.NewToken();
        using PowerShell shell = _session.NewShell(Make, Variables(token.Module, label, 40, throttle));
        shell.BeginInvoke();
        await token.SeenAsync("C_GenerateKeyPair 5");

        await StopAsync(shell, token);

        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Equal(0, token.Count("C_Finalize"));
        int csrs = Directory.GetFiles(_folder).Length;
        Assert.InRange(csrs, 0, 4);

        token.LetGo();
        await token.SeenAsync("C_Finalize");
        token.AssertClosed();
        Assert.Equal(5, token.Count("C_GenerateKeyPair"));
        Assert.Equal((5, csrs), (hsm.CountKeys(label), Directory.GetFiles(_folder).Length));
        AssertCompletes(SoftHsm.Module, label, 40);
    }

    [FaultyTokenFact]
    public async Task A_run_that_is_begun_again_at_once_waits_for_the_key_that_is_still_in_the_making()
    {
        using var token = new FaultyToken("hold 5");
        token.Hold();
        string label = hsm.NewToken();
        using PowerShell stopped = _session.NewShell(Make, Variables(token.Module, label, 20, 1));
        stopped.BeginInvoke();
        await token.SeenAsync("C_GenerateKeyPair 5");
        await StopAsync(stopped, token);

        int looks = token.Count("C_GetTokenInfo");
        using PowerShell again = _session.NewShell(Make);
        Task<PSDataCollection<PSObject>> run = again.InvokeAsync();
        await token.SeenAsync("C_GetTokenInfo", looks + 2);
        token.LetGo();
        Assert.Equal(20, (await run.WaitAsync(Guard)).Count);
        Assert.Empty(again.Streams.Error);
        Assert.Equal(20, token.Count("C_GenerateKeyPair"));
        AssertCompletes(SoftHsm.Module, label, 20);
    }

    [FaultyTokenFact]
    public async Task A_command_that_wants_no_more_ends_the_making_of_keys()
    {
        using var token = new FaultyToken();
        string label = hsm.NewToken();
        _session.Run("Import-Module -Assembly $tests", ("tests", typeof(SelectFirstCommand).Assembly)).Clean();
        Assert.Single(_session.Run(Make + " | Select-First", Variables(token.Module, label, 1000, 4)).Clean());

        await token.SeenAsync("C_Finalize");
        token.AssertClosed();

        // Four at once, and as many inputs ahead as keep them busy.
        int made = token.Count("C_GenerateKeyPair");
        Assert.InRange(made, 1, 4 * 5);
        Assert.Equal(made, hsm.CountKeys(label));
        Assert.InRange(Directory.GetFiles(_folder).Length, 1, made);
        AssertCompletes(SoftHsm.Module, label, 30);
    }

    [FaultyTokenFact]
    public async Task ErrorAction_Stop_at_a_bad_input_does_not_wait_for_the_token_either()
    {
        using var token = new FaultyToken("hold 1");
        token.Hold();
        string label = hsm.NewToken();
        PSObject[] team = [.. Team(4), SandboxSession.Person(email: "bad@fjordlab.example", phone: null), .. Team(40)];

        ScriptRun run = _session.Run(Make + " -ErrorAction Stop", [.. Variables(token.Module, label, 0, 8), ("team", team)]);
        Assert.Equal("PhoneMissing", run.Terminating?.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Empty(run.Output);

        token.LetGo();
        await token.SeenAsync("C_Finalize");
        token.AssertClosed();
        Assert.InRange(token.Count("C_GenerateKeyPair"), 0, 4);
        Assert.Equal(token.Count("C_GenerateKeyPair"), hsm.CountKeys(label));
        AssertCompletes(SoftHsm.Module, label, 40);
    }

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>
    /// As Ctrl+C. Were it to wait for the token, the token is let go in the end, so that the test fails instead of hanging.
    /// </summary>
    internal static async Task StopAsync(PowerShell shell, FaultyToken token)
    {
        try
        {
            await Task.Run(shell.Stop).WaitAsync(Guard);
        }
        catch (TimeoutException)
        {
            token.LetGo();
            throw;
        }
    }

    private static IEnumerable<PSObject> Team(int people) =>
        Enumerable.Range(1, people).Select(number => SandboxSession.Person("Nils", $"Hagen {number}", $"nils{number}@fjordlab.example"));

    private (string, object?)[] Variables(string module, string label, int people, int throttle) =>
    [
        ("module", module),
        ("label", label),
        ("pin", Secret.Of(SoftHsm.Pin)),
        ("folder", _folder),
        ("throttle", throttle),
        ("team", Team(people).ToArray()),
    ];

    /// <summary>Run again, everybody has one key and its CSR, those who had before included.</summary>
    private void AssertCompletes(string module, string label, int people)
    {
        int before = Directory.GetFiles(_folder).Length;
        ScriptRun run = _session.Run(Make, Variables(module, label, people, 4));
        Assert.Equal(people, run.Clean().Count);
        Assert.Equal(before, run.Warnings.Count(warning => warning.Contains("nothing was made", StringComparison.Ordinal)));
        Assert.Equal((people, people), (hsm.CountKeys(label), Directory.GetFiles(_folder).Length));
    }
}
