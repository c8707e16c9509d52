using System.Management.Automation;
using System.Runtime.InteropServices;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>A token that is locked, full, pulled out or short of sessions while keys are made for many people on it.</summary>
[Collection(nameof(SoftHsm))]
public sealed class TokenBadDayTests(SoftHsm hsm, SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Make =
        "$team | New-DocSigningCsr -Pkcs11Module $module -TokenLabel $label -Pin $pin -KeyAlgorithm P256 -CsrDirectory $folder "
        + "-ThrottleLimit $throttle";

    [FaultyTokenTheory]
    [InlineData("flags 0x40000", "TokenPinLocked", "is locked after too many wrong attempts", 0)]
    [InlineData("flags 0x20000", "TokenPinLocked", "one last attempt before it locks, and that is not spent", 0)]
    [InlineData("login 0xA4", "TokenPinLocked", "is locked after too many wrong attempts", 1)] // CKR_PIN_LOCKED
    [InlineData("login 0xA0", "TokenPinWrong", "before more attempts lock the token", 1)] // CKR_PIN_INCORRECT
    [InlineData("login 0xA3", "TokenPinLocked", "has expired", 1)] // CKR_PIN_EXPIRED
    [InlineData("login 0x102", "TokenPinLocked", "No user PIN is set", 1)] // CKR_USER_PIN_NOT_INITIALIZED
    [InlineData("login 0x32", "TokenNotFound", "not there any more", 1)] // CKR_DEVICE_REMOVED
    public void A_PIN_that_is_refused_is_tried_once_at_most_for_all_people(string setting, string errorId, string says, int logins)
    {
        sandbox.Fresh();
        using var token = new FaultyToken(setting);
        string label = hsm.NewToken();

        ScriptRun run = Run(Make, token, label, 50);

        AssertOneFault(run, errorId, says);
        Assert.Equal(logins, token.Count("C_Login"));
        Assert.Empty(run.Output);
        Assert.Empty(sandbox.Files);
        Assert.Equal(0, hsm.CountKeys(label));
        token.AssertClosed();
    }

    [FaultyTokenFact]
    public void A_token_that_counts_wrong_attempts_or_has_a_pad_of_its_own_is_used_all_the_same()
    {
        sandbox.Fresh();
        string label = hsm.NewToken();
        using (var low = new FaultyToken("flags 0x10000"))
        {
            Assert.Equal(3, Run(Make, low, label, 3).Clean().Count);
        }

        string withoutPin = Make.Replace("-Pin $pin", "", StringComparison.Ordinal);
        using (var pad = new FaultyToken($"pad {SoftHsm.Pin}"))
        {
            Assert.Equal(6, Run(withoutPin, pad, label, 6).Clean().Count);
            Assert.Equal(1, pad.Count("C_Login"));
        }

        using var cancelled = new FaultyToken("pad any", "login 0x50"); // CKR_FUNCTION_CANCELED
        AssertOneFault(Run(withoutPin, cancelled, label, 9), "TokenPinMissing", "PIN entry on the pad");

        Assert.Equal(1, cancelled.Count("C_Login"));
        Assert.Equal(6, hsm.CountKeys(label));
    }

    [FaultyTokenFact]
    public void A_token_that_gets_full_ends_the_run_and_the_next_one_goes_on_where_it_ended()
    {
        sandbox.Fresh();
        using var full = new FaultyToken("keys 3", "then 0x31"); // CKR_DEVICE_MEMORY
        string label = hsm.NewToken();

        ScriptRun run = Run(Make, full, label, 10, throttle: 1);

        AssertOneFault(run, "TokenFull", "no room for another object");
        Assert.Equal(3, run.Output.Count);
        AssertEachKeyHasItsCsr(label, keys: 3, csrs: 3);
        full.AssertClosed();
        AssertHealsOn(label, 10);
    }

    [FaultyTokenFact]
    public void A_token_that_is_pulled_out_ends_the_run_and_the_next_one_goes_on_where_it_ended()
    {
        sandbox.Fresh();
        using var pulled = new FaultyToken("keys 40", "then 0x32"); // CKR_DEVICE_REMOVED
        string label = hsm.NewToken();

        ScriptRun run = Run(Make, pulled, label, 1000);
        AssertOneFault(run, "TokenNotFound", "not there any more");
        Assert.Contains("already made are taken up", run.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(40, hsm.CountKeys(label));
        Assert.InRange(sandbox.Files.Count(), 32, 40);

        // Those that were under way at that moment have failed, too; nobody else was tried.
        Assert.InRange(pulled.Count("C_GenerateKeyPair"), 41, 40 + 32);
        pulled.AssertClosed();
        AssertHealsOn(label, 80);
    }

    [FaultyTokenFact]
    public void A_token_that_cannot_make_or_store_keys_is_reported_before_any_is_made()
    {
        sandbox.Fresh();
        string label = hsm.NewToken();
        using (var rsa = new FaultyToken("rsa-only 1"))
        {
            AssertOneFault(Run(Make.Replace("P256", "P384", StringComparison.Ordinal), rsa, label, 50), "KeyAlgorithmUnavailable", "P-384");
            Assert.Equal(0, rsa.Count("C_GenerateKeyPair"));
        }

        using var closed = new FaultyToken("flags 0x2"); // CKF_WRITE_PROTECTED
        AssertOneFault(Run(Make, closed, label, 50), "TokenFault", "write-protected");

        Assert.Empty(sandbox.Files);
        Assert.Equal(0, hsm.CountKeys(label));
    }

    [FaultyTokenFact]
    public void A_token_that_makes_an_extractable_key_ends_the_run_and_gets_no_CSR_for_it()
    {
        sandbox.Fresh();
        using var disobedient = new FaultyToken("disobeys 1");
        string label = hsm.NewToken();

        ScriptRun run = Run(Make, disobedient, label, 50, throttle: 1);
        AssertOneFault(
            run,
            "KeyNotProtected",
            "it can be taken out (CKA_EXTRACTABLE). No CSR was made. The key stays there: remove it with the vendor's tool");
        Assert.Empty(run.Output);
        Assert.Empty(sandbox.Files);
        Assert.Equal(1, disobedient.Count("C_GenerateKeyPair"));
        disobedient.AssertClosed();

        // It stays, and is never taken up; the others get theirs from a token that does as it is told.
        Assert.Equal(1, hsm.CountKeys(label));
        ScriptRun healed = Run(Make, SoftHsm.Module, label, 5);
        AssertOneFault(healed, "KeyLabelTaken", "already holds a key for nils1@fjordlab.example, that can be copied");

        Assert.Equal(4, healed.Output.Count);
        Assert.Equal(5, hsm.CountKeys(label));
    }

    [FaultyTokenFact]
    public async Task What_a_token_reads_while_it_makes_a_key_stays_in_its_place()
    {
        sandbox.Fresh();
        using var token = new FaultyToken("hold 1");
        string label = hsm.NewToken();
        token.Hold();
        Task<ScriptRun> run = Task.Run(() => Run(Make, token, label, 1));
        await token.SeenAsync("C_GenerateKeyPair");

        // Shown by a release build alone: a debug build keeps what its methods have in hand.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        List<IntPtr> others = [.. Enumerable.Range(0, 4_000).Select(number => Marshal.AllocHGlobal((number % 24) + 1))];
        others.ForEach(other => Marshal.WriteByte(other, 1));
        token.LetGo();

        Assert.Single((await run).Clean());
        others.ForEach(Marshal.FreeHGlobal);
    }

    [FaultyTokenFact]
    public void A_half_made_key_that_does_not_sign_is_passed_over_and_a_whole_one_is_made()
    {
        sandbox.Fresh();
        string label = hsm.NewToken();
        Run(Make, SoftHsm.Module, label, 3).Clean();
        File.Delete(Path.Combine(sandbox.Folder, "nils2@fjordlab.example.csr.pem"));

        // Every key that is taken up signs once before; the one without its CSR is the only one that does not.
        using var token = new FaultyToken("broken 1");
        ScriptRun run = Run(Make.Replace("$team", "$team[1]", StringComparison.Ordinal), token, label, 3, throttle: 1);
        Assert.Single(run.Clean());
        Assert.Contains("held 1 earlier key(s) for nils2@fjordlab.example", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal((1, 4), (token.Count("C_GenerateKeyPair"), hsm.CountKeys(label)));
        token.AssertClosed();
    }

    [FaultyTokenTheory]
    [InlineData("keys 9", " -Pin $pin")]
    [InlineData("pad " + SoftHsm.Pin, "")]
    public async Task A_key_that_asks_for_the_PIN_at_each_signature_gets_it(string setting, string pin)
    {
        sandbox.Fresh();
        using var token = new FaultyToken(setting);
        string label = hsm.NewToken();
        foreach (int person in new[] { 1, 2 })
        {
            hsm.Tool(
                label,
                "--keypairgen",
                "--key-type",
                "EC:prime256v1",
                "--label",
                $"nils{person}@fjordlab.example",
                "--id",
                $"0{person}",
                "--always-auth");
        }

        ScriptRun run = Run(Make.Replace(" -Pin $pin", pin, StringComparison.Ordinal), token, label, 2);

        Assert.Equal(2, run.Clean().Count);
        Assert.Equal(3, token.Count("C_Login"));
        foreach (string path in sandbox.Files)
        {
            Assert.Contains(
                "verify OK",
                await OpenSsl.RunAsync("req", "-verify", "-noout", "-in", path),
                StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal((2, 2), (hsm.CountKeys(label), sandbox.Files.Count()));
    }

    [FaultyTokenTheory]
    [InlineData(1, 40)]
    [InlineData(2, 150)]
    public void A_token_with_few_sessions_serves_many_people_at_once_and_has_none_open_at_last(int sessions, int people)
    {
        sandbox.Fresh();
        using var token = new FaultyToken($"sessions {sessions}");
        string label = hsm.NewToken();

        Assert.Equal(people, Run(Make, token, label, people).Clean().Count);
        Assert.Equal((sessions, 1, people), (token.MostSessions, token.Count("C_Login"), token.Count("C_GenerateKeyPair")));
        Assert.Equal(sessions, token.Count("C_OpenSession"));
        AssertEachKeyHasItsCsr(label, people, people);
        token.AssertClosed();
    }

    [FaultyTokenTheory]
    [InlineData("flags 0x40000", "Pin", "locked", 0)]
    [InlineData("flags 0x20000", "Pin", "one last attempt", 0)]
    [InlineData("login 0xA4", "Pin", "locked", 1)]
    [InlineData("login 0x32", "Token", "not there any more", 1)]
    [InlineData("flags 0x2", "Token", "write-protected", 1)]
    [InlineData("rsa-only 1", "Algorithm", "does not make elliptic-curve keys", 1)]
    public void The_test_of_a_token_tells_its_bad_day(string setting, string check, string says, int logins)
    {
        using var token = new FaultyToken(setting);
        string label = hsm.NewToken();
        ScriptRun run =
            Run("Test-DocSigningKeyStore -Pkcs11Module $module -TokenLabel $label -Pin $pin -KeyAlgorithm P256", token, label, 0);

        PSObject failed = Assert.Single(run.Clean(), finding => Equals(finding.Properties["Passed"].Value, false));
        Assert.Equal(check, failed.Properties["Check"].Value);
        Assert.Contains(says, (string)failed.Properties["Detail"].Value, StringComparison.Ordinal);
        Assert.Equal(logins, token.Count("C_Login"));
        token.AssertClosed();
    }

    private ScriptRun Run(string script, FaultyToken token, string label, int people, int throttle = 8) =>
        Run(script, token.Module, label, people, throttle);

    private ScriptRun Run(string script, string module, string label, int people, int throttle = 8) => sandbox.Run(
        script,
        ("module", module), ("label", label), ("pin", Secret.Of(SoftHsm.Pin)), ("throttle", throttle),
        (
            "team",
            Enumerable.Range(1, people)
                .Select(number => SandboxSession.Person("Nils", $"Hagen {number}", $"nils{number}@fjordlab.example"))
                .ToArray()));

    private static void AssertOneFault(ScriptRun run, string errorId, string says)
    {
        Assert.Equal([errorId], run.ErrorIds);
        Assert.Contains(says, run.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    /// <summary>The same list on the token in good health: everybody has one CSR and one key, and no key is made twice.</summary>
    private void AssertHealsOn(string label, int people)
    {
        Assert.Equal(people, Run(Make, SoftHsm.Module, label, people).Clean().Count);
        AssertEachKeyHasItsCsr(label, people, people);
    }

    private void AssertEachKeyHasItsCsr(string label, int keys, int csrs)
    {
        Assert.Equal((keys, csrs), (hsm.CountKeys(label), sandbox.Files.Count()));
        ScriptRun opened = Run(Make, SoftHsm.Module, label, csrs);
        Assert.Equal(csrs, opened.Clean().Count);
        Assert.Equal(csrs, opened.Warnings.Count(warning => warning.Contains("nothing was made", StringComparison.Ordinal)));
    }
}
