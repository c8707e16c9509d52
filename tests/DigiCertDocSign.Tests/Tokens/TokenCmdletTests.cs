using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;
using DigiCertDocSign.Tests.Secrets;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>
/// Keys on a token, through the staged module: from directory users to a certificate that is proven to belong to the key.
/// </summary>
[Collection(nameof(SoftHsm))]
public sealed class TokenCmdletTests(SoftHsm hsm, SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private static readonly PSObject[] Team =
    [
        SandboxSession.Person("Jürgen", "Größmann", "juergen@fjordlab.example"),
        SandboxSession.Person("Mira", "Solberg", "mira@fjordlab.example"),
        SandboxSession.Person("Ida", "Berg", "ida@fjordlab.example"),
    ];

    private static (string, object?)[] On(string label, string pin = SoftHsm.Pin, string? module = null) =>
        [("module", module ?? SoftHsm.Module), ("label", label), ("pin", Secret.Of(pin)), ("team", Team)];

    [SoftHsmFact]
    public void The_labels_and_serial_numbers_of_the_tokens_are_offered()
    {
        string label = hsm.NewToken();

        ScriptRun run = sandbox.Run(
            "foreach ($name in \"TokenLabel $label\", 'TokenSerial ') { $line = \"New-DocSigningCsr -Pkcs11Module '$module' -$name\"; "
                + ",@((TabExpansion2 $line $line.Length).CompletionMatches.CompletionText) }",
            On(label));

        run.Clean();
        Assert.Equal([label], ((object[])run.Output[0].BaseObject).Select(one => $"{one}".Trim('\'')));
        Assert.All((object[])run.Output[1].BaseObject, serial => Assert.Matches("^[0-9a-f]{16}$", $"{serial}"));
    }

    [SoftHsmFact]
    public async Task The_whole_job_with_keys_that_never_leave_the_token()
    {
        sandbox.Fresh();
        string label = hsm.NewToken();

        ScriptRun issued = await sandbox.RunAsync(
            TimeSpan.FromSeconds(10),
            """
            $csrs = $team | New-DocSigningCsr -Pkcs11Module $module -TokenLabel $label -Pin $pin -KeyAlgorithm P256 -CsrDirectory $folder
            $order = @{ @BASICS@ }
            $orders = $csrs | New-DocSigningOrder @order
            $orders | Approve-DocSigningRequest
            $orders | Wait-DocSigningOrder -TimeoutSec 7200 -PollIntervalSec 30
            """,
            On(label));
        Assert.All(issued.Clean(), order => Assert.Equal("Issued", order.Properties["Status"].Value));
        Assert.Equal(3, hsm.CountKeys(label));

        ScriptRun csrs = sandbox.Run("$csrs");
        Assert.Equal(
            Team.Select(person => person.Properties["EmailAddress"].Value),
            csrs.Output.Select(csr => csr.Properties["Email"].Value));
        foreach (string path in sandbox.Files)
        {
            Assert.Contains(
                "verify OK",
                await OpenSsl.RunAsync("req", "-verify", "-noout", "-in", path),
                StringComparison.OrdinalIgnoreCase);
        }

        // The key is compared by its public part, which this token shows without a login, and with one.
        foreach (string login in new[] { "", "-Pin $pin" })
        {
            IReadOnlyList<PSObject> checks = sandbox.Run($"$orders | Test-DocSigningCertificate {login}").Clean();
            Assert.Equal(
                3,
                checks.Count(check => (string)check.Properties["Check"].Value == "Key" && (bool)check.Properties["Passed"].Value));
        }

        Assert.Equal(3, sandbox.Run("$orders | Save-DocSigningCertificate -Path $folder/out -Pin $pin").Clean().Count);
        Assert.Equal(
            ["KeyNotExportable"],
            sandbox.Run("$orders[0] | Save-DocSigningCertificate -Path $folder/out -Format Pfx -Pin $pin -Password $password").ErrorIds);
        Assert.Equal(
            ["TokenPinWrong"],
            sandbox.Run("$orders | Test-DocSigningCertificate -Pin $wrong", ("wrong", Secret.Of("000000"))).ErrorIds);

        // The key of another person is told apart.
        ScriptRun other = sandbox.Run(
            "Save-DocSigningCertificate -OrderId $orders[0].OrderId -KeyReference $csrs[1].KeyReference -Path $folder/other -Pin $pin");
        Assert.Equal(["CertificateKeyMismatch"], other.ErrorIds);
    }

    [SoftHsmFact]
    public void A_wrong_PIN_ends_the_run_at_the_first_refusal()
    {
        sandbox.Fresh();
        string label = hsm.NewToken();

        ScriptRun run = sandbox.Run(
            "$team | New-DocSigningCsr -Pkcs11Module $module -TokenLabel $label -Pin $pin -CsrDirectory $folder",
            On(label, "000000", SoftHsm.Spy));

        Assert.Equal(["TokenPinWrong"], run.ErrorIds);
        Assert.Empty(run.Output);
        Assert.Equal(1, hsm.TakeCalls()["C_Login"]);
        Assert.Empty(sandbox.Files);
        Assert.Equal(0, hsm.CountKeys(label));
    }

    [SoftHsmFact]
    public void WhatIf_touches_no_token()
    {
        sandbox.Fresh();
        string label = hsm.NewToken();
        string[] state = StateOfTests.Files();
        sandbox
            .Run(
                "$team | New-DocSigningCsr -Pkcs11Module $module -TokenLabel $label -Pin $pin -CsrDirectory $folder/new -WhatIf",
                On(label))
            .Clean();

        Assert.Empty(sandbox.Files);
        Assert.Equal(state, StateOfTests.Files());
        Assert.Equal(0, hsm.CountKeys(label));
    }

    [SoftHsmFact]
    public void A_second_run_that_makes_keys_on_the_token_is_refused_one_that_uses_keys_is_not()
    {
        sandbox.Fresh();
        string label = hsm.NewToken();
        sandbox.Run(
            """
            $store = @{ Pkcs11Module = $module; TokenLabel = $label; Pin = $pin; KeyAlgorithm = 'P256' }
            $order = @{ @BASICS@ }
            $orders = $team | New-DocSigningCsr @store | New-DocSigningOrder @order
            $orders | Approve-DocSigningRequest
            """,
            On(label)).Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        ScriptRun run = sandbox.Run(
            """
            $team | New-DocSigningCsr @store -Force | ForEach-Object -Process {
                try { $team | New-DocSigningCsr @store -Force } catch { $_ }
                $orders | Install-DocSigningCertificate -Pin $pin
                $orders | Test-DocSigningCertificate -Pin $pin -SignatureCheck | Where-Object Check -eq Signature
            } -End { $team | New-DocSigningCsr @store -Force }
            """);

        ErrorRecord[] refused = [.. run.Clean().Select(one => one.BaseObject).OfType<ErrorRecord>()];

        Assert.Equal(Enumerable.Repeat("TokenBusy", 3), refused.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.All(refused, error => Assert.Contains(
            "another run of this user on this machine is making keys on it",
            error.Exception.Message,
            StringComparison.Ordinal));
        Assert.Equal(
            [9, 9, 3],
            new[] { "AlreadyThere", "Passed", "Csr" }.Select(property => run.Output.Count(one => one.Properties[property] is not null)));
        Assert.DoesNotContain(false, run.Output.Select(one => one.Properties["Passed"]?.Value));

        // Over, it is in nobody's way, though its pipeline goes on: three people, three runs.
        Assert.Equal(9, hsm.CountKeys(label));
    }

    [SoftHsmFact]
    public void A_second_run_takes_up_keys_and_after_Force_the_next_run_tells_new_from_old()
    {
        sandbox.Fresh();
        string label = hsm.NewToken();
        const string Make = "$team | New-DocSigningCsr -Pkcs11Module $module -TokenLabel $label -Pin $pin -KeyAlgorithm P256";
        string[] first = Keys(sandbox.Run(Make, On(label)).Clean());

        ScriptRun again = sandbox.Run(Make);
        Assert.Equal(first, Keys(again.Clean()));
        Assert.Equal(3, again.Warnings.Count(warning => warning.Contains("taken up", StringComparison.Ordinal)));
        Assert.Equal(3, hsm.CountKeys(label));

        const string MakeFiles = Make + " -CsrDirectory $folder";
        Assert.Equal(first, Keys(sandbox.Run(MakeFiles).Clean()));
        ScriptRun forced = sandbox.Run(MakeFiles + " -Force");
        string[] second = Keys(forced.Clean());
        Assert.Empty(first.Intersect(second));
        Assert.Equal(3, forced.Warnings.Count(warning => warning.Contains("beside the new one", StringComparison.Ordinal)));
        Assert.Equal(6, hsm.CountKeys(label));

        // The CSR names its key.
        ScriptRun later = sandbox.Run(MakeFiles);
        Assert.Equal(second, Keys(later.Clean()));
        Assert.Equal(3, later.Warnings.Count(warning => warning.Contains("nothing was made", StringComparison.Ordinal)));

        // As a forced run leaves it that is killed between key and CSR: the earlier CSR is set aside, and with it its key.
        File.Delete(forced.Value<string>("CsrPath", row: 1));
        ScriptRun healed = sandbox.Run(MakeFiles);

        Assert.Equal(second, Keys(healed.Clean()));
        Assert.Single(healed.Warnings, warning => warning.Contains("no other was made", StringComparison.Ordinal));
        Assert.Equal(6, hsm.CountKeys(label));

        // Without CSR files nothing tells the two apart.
        ScriptRun unclear = sandbox.Run(Make);
        Assert.Equal(Enumerable.Repeat("KeyLabelTaken", 3), unclear.ErrorIds);
        Assert.Contains("not clear which one is meant. Use -Force", unclear.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(6, hsm.CountKeys(label));
    }

    [SoftHsmFact]
    public void The_test_of_a_token_says_what_it_is_whether_it_opens_and_what_it_can_make()
    {
        sandbox.Fresh();
        string label = hsm.NewToken();
        const string Test = "Test-DocSigningKeyStore -Pkcs11Module $module -TokenLabel $label -Pin $pin -KeyAlgorithm P384";
        Assert.Equal(["Module True", "Token True", "Pin True", "Algorithm True", "Certification "], Findings(sandbox.Run(Test, On(label))));
        Assert.Contains("SoftHSM", Detail("Certification"), StringComparison.Ordinal);
        Assert.Contains("in software", Detail("Certification"), StringComparison.Ordinal);

        sandbox.Run("$wrong = $pin", On(label, "000000")).Clean();
        Assert.Contains("few may be left", Detail("Pin"), StringComparison.Ordinal);
        sandbox.Run("$right = $pin", On(label)).Clean();
        Assert.Contains("Wrong ones had been tried", Detail("Pin"), StringComparison.Ordinal);
        Assert.Contains("Pin False", Findings(sandbox.Run(Test, On(label, "000000"))));

        Assert.Equal(["Token False"], Findings(sandbox.Run(Test, On("nobody"))));
        Assert.Equal(["Module False"], Findings(sandbox.Run(Test, On(label, module: Path.Combine(sandbox.Folder, "none.so")))));
        hsm.Configure("CKM_RSA_PKCS_KEY_PAIR_GEN,CKM_RSA_PKCS");
        try
        {
            Assert.Contains("Algorithm False", Findings(sandbox.Run(Test, On(label))));
        }
        finally
        {
            hsm.Configure();
        }

        Assert.Equal(0, hsm.CountKeys(label));

        string Detail(string check) =>
            sandbox.Run($"({Test} | Where-Object Check -eq {check}).Detail").Clean().Select(text => text.ToString()).FirstOrDefault() ?? "";
    }

    [SoftHsmFact]
    public void No_PIN_right_or_wrong_is_seen_in_any_stream_object_or_file()
    {
        sandbox.Fresh();
        const string Right = "PINMARKER4h8w2k", Wrong = "WRONGMARKER7c1z";
        string label = hsm.NewToken(pin: Right);
        var searcher = new Searcher([Right, Wrong]);
        const string Loud = "$csrs = $null; $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'; ";
        const string Store = "-Pkcs11Module $module -TokenLabel $label -Pin $pin -KeyAlgorithm P256 -Verbose -Debug";
        const string Make = $"{Loud} Test-DocSigningKeyStore {Store}; $team | New-DocSigningCsr {Store} -CsrDirectory $folder -WhatIf; "
            + $"$csrs = $team | New-DocSigningCsr {Store} -CsrDirectory $folder; $csrs; ";
        const string Order = "$order = @{ @BASICS@ }; $orders = $csrs | New-DocSigningOrder @order; $orders; $orders | "
            + "Approve-DocSigningRequest; $clock.Advance([timespan]::FromMinutes(5)); ";
        const string Login = "-Pin $pin -Verbose -Debug";
        const string Use = $"""
            {Loud} $orders | Test-DocSigningCertificate {Login} -SignatureCheck
            $orders | Install-DocSigningCertificate {Login} -WhatIf; $orders | Install-DocSigningCertificate {Login}
            $orders | Save-DocSigningCertificate {Login} -Path $folder -WhatIf; $orders | Save-DocSigningCertificate {Login} -Path $folder
            """;
        string[] withPin =
        [
            "Install-DocSigningCertificate",
            "New-DocSigningCsr",
            "Save-DocSigningCertificate",
            "Test-DocSigningCertificate",
            "Test-DocSigningKeyStore",
        ];
        Assert.Equal(withPin, sandbox
            .Run("(Get-Command -Module DigiCertDocSign -ParameterName Pin).Name")
            .Clean()
            .Select(name => name.ToString())
            .Order(StringComparer.Ordinal));
        sandbox.Session.Host.TakeText();
        foreach ((string script, string pin, string? refused) in new[]
        {
            (Make, Wrong, "TokenPinWrong"),
            (Make + Order, Right, null),
            (Use, Wrong, "TokenPinWrong"),
            (Use, Right, null),
        })
        {
            ScriptRun run = sandbox.Run(script, On(label, pin));
            Assert.All(run.ErrorIds, id => Assert.Equal(refused, id));
            Assert.Equal(refused is null, !run.ErrorIds.Any());
            searcher.Object("run", run.Output.Cast<object>().Concat(run.Errors).Append(run.Terminating!).Concat(run.Verbose)
                .Concat(run.Debug)
                .Concat(run.Warnings)
                .Concat(run.Information)
                .Concat(run.Progress)
                .ToArray());
            string shown = sandbox.Session.Host.TakeText();
            Assert.Contains("What if:", shown, StringComparison.Ordinal);
            searcher.Text("host", shown);
        }

        // What was typed stays in the record of the call; what the module says of it does not repeat it.
        ErrorRecord bad = Assert.Single(
            sandbox.Run("Test-DocSigningCertificate 1 -KeyReference \"pkcs11:token=$label?pin-value=$text\"", ("text", Wrong)).Errors);
        searcher.Object("reference", new object?[]
        {
            bad.ToString(),
            bad.Exception,
            bad.ErrorDetails,
            bad.CategoryInfo,
            bad.FullyQualifiedErrorId,
            bad.TargetObject,
        });
        foreach (string file in sandbox.Files)
        {
            searcher.File(file);
        }

        searcher.Text("requests", string.Join("\n", sandbox.Changes.Select(call => call.Body)));

        Assert.Empty(searcher.Found);
        Assert.True(searcher.Texts > 1000);
        Assert.True(sandbox.Files.Count() >= 6);
        Assert.Equal(6, sandbox.Changes.Count());
    }

    private static string[] Findings(ScriptRun run) =>
        [.. run.Clean().Select(finding => $"{finding.Properties["Check"].Value} {finding.Properties["Passed"].Value}")];

    private static string[] Keys(IReadOnlyList<PSObject> csrs) => [.. csrs.Select(csr => (string)csr.Properties["PublicKeySha256"].Value)];
}
