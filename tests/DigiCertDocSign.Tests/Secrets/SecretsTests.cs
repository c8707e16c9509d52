using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Secrets;

/// <summary>
/// No secret in any stream, error, object or file, whatever goes well or wrong. Each secret is a text that occurs nowhere else.
/// </summary>
public sealed class SecretsTests : IDisposable
{
    private const string ApiKey = "APIKEYMARKER7Q2M4X9K1R5T8W3Z6";
    private const string WrongKey = "WRONGKEYMARKER3H8L2P7S5V1Y4B9";
    private const string KeyPassword = "KEYPASSWORDMARKER-5n8v2c";
    private const string WrongPassword = "WRONGPASSWORDMARKER-7j1k4d";
    private const string PfxPassword = "PFXPASSWORDMARKER-9x3z6q";
    private const string CardNumber = "4012888888881881";
    private const string Cvv = "9173";

    // Any talkative setting that a user could have.
    private const string Loud = "$VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = 'Continue'; ";

    private static readonly string[] Secrets = [ApiKey, WrongKey, KeyPassword, WrongPassword, PfxPassword, CardNumber];

    private readonly string _folder = Directory.CreateTempSubdirectory("secrets").FullName;
    private readonly ModuleSession _session = new();
    private readonly Searcher _searcher = new(Secrets);
    private readonly List<string> _errorIds = [];

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Everything_goes_well_and_no_secret_is_seen()
    {
        await using LoopbackServer server = await StartAsync();
        Play(
            "Connect-DocSigning -ApiKey $key -BaseUri $uri -JournalPath $folder/journal.db -PassThru -Verbose -Debug",
            ("key", Secret.Of(ApiKey)),
            ("uri", server.BaseUri));
        Play(
            "$csr = New-DocSigningCsr -GivenName Mira -Surname Solberg -JobTitle Buyer -Phone '+47 55 50 01 42' -Email "
                + "mira@fjordlab.example -KeyDirectory $folder -KeyPassword $password -KeyAlgorithm P256 -Confirm:$false -Verbose -Debug; "
                + "$csr",
            ("password", Secret.Of(KeyPassword)));
        Play("$placed = $csr | " + Order + "; $placed", Card());
        Play("$placed | Get-DocSigningOrder -Verbose -Debug; $placed | Get-DocSigningOrderStatus -Verbose -Debug; Get-DocSigningRequest "
            + "-Verbose -Debug; Get-DocSigningConnection");
        Play(
            "$placed | Save-DocSigningCertificate -Path $folder -Format Pfx, PemChain -KeyPassword $password -Password $pfx "
                + "-Confirm:$false -Verbose -Debug",
            ("pfx", Secret.Of(PfxPassword)));
        Play("$placed | Test-DocSigningCertificate -KeyPassword $password -Verbose -Debug");
        Play("$placed | Install-DocSigningCertificate -KeyPassword $password -Confirm:$false -Verbose -Debug");

        Assert.Empty(_errorIds);

        // The secrets were really used: on the wire, for the key and for the PFX.
        Assert.All(server.Calls, call => Assert.Equal(ApiKey, call.Headers["X-DC-DEVKEY"]));
        string body = server.Calls.Single(call => call.PathAndQuery.EndsWith("/ds_org_individual", StringComparison.Ordinal)).Body;
        Assert.Contains(CardNumber, body, StringComparison.Ordinal);
        Assert.Contains(Cvv, body, StringComparison.Ordinal);
        using X509Certificate2 pfx = X509CertificateLoader.LoadPkcs12FromFile(Directory.GetFiles(_folder, "*.pfx").Single(), PfxPassword);
        Assert.True(pfx.HasPrivateKey);
        AssertNothingFound("account.json", ".pfx");
    }

    [Fact]
    public async Task Everything_goes_wrong_and_no_secret_is_seen()
    {
        await using LoopbackServer server = await StartAsync();
        Play(
            "Connect-DocSigning -ApiKey $key -BaseUri $uri -JournalPath $folder/journal.db -Verbose -Debug -ErrorVariable failed",
            ("key", Secret.Of(WrongKey)),
            ("uri", server.BaseUri));
        Play(
            "Connect-DocSigning -ApiKey $key -BaseUri 'http://192.0.2.1/' -Verbose -Debug -ErrorVariable failed",
            ("key", Secret.Of(ApiKey)));
        Play(
            "Connect-DocSigning -ApiKey $broken -BaseUri $uri -JournalPath $folder/journal.db -Verbose -Debug -ErrorVariable failed",
            ("broken", Secret.Of(ApiKey + "\n" + WrongKey)));
        Play("$quick = Connect-DocSigning -ApiKey $key -BaseUri $uri -JournalPath $folder/journal.db -TimeoutSec 1 -SkipValidation -Name "
            + "Quick -PassThru; Connect-DocSigning -ApiKey $key -BaseUri $uri -JournalPath $folder/journal.db");
        Play(
            "$csr = New-DocSigningCsr -GivenName Mira -Surname Solberg -JobTitle Buyer -Phone '+47 55 50 01 42' -Email "
                + "mira@fjordlab.example -KeyDirectory $folder -KeyPassword $password -KeyAlgorithm P256 -Confirm:$false; $csr; $csr | "
                + "New-DocSigningCsr -KeyDirectory $folder -KeyPassword $wrongOne -Confirm:$false -ErrorVariable failed",
            ("password", Secret.Of(KeyPassword)),
            ("wrongOne", Secret.Of(WrongPassword)));
        Play(
            "$bad = $card.Clone(); $bad.ExpirationYear = 1999; $csr | " + Order.Replace("$card", "$bad", StringComparison.Ordinal),
            Card());
        Play("$csr | " + Order.Replace("-BillingAddress $billing", "", StringComparison.Ordinal));
        Play("$csr | " + Order.Replace("$csr.Csr", "'no CSR'", StringComparison.Ordinal));

        foreach (ByHand answer in BadAnswers())
        {
            // After the order the server tells nothing more, so that what became of it stays unknown.
            bool sent = false;
            server.Answering =
                call => call.Method == "POST" && call.PathAndQuery.EndsWith("/ds_org_individual", StringComparison.Ordinal)
                    ? Sent(answer)
                    : sent && call.Method == "GET"
                        ? ByHand.Answer(403, "application/json", """{"errors":[{"code":"access_denied","message":"Not now."}]}""")
                        : null;
            Play("$csr | " + Order + (answer == ByHand.HangAfter ? " -Connection $quick" : ""));
            server.Answering = null;

            ByHand Sent(ByHand given)
            {
                sent = true;
                return given;
            }
        }

        Play("Get-DocSigningOrder 4 -Verbose -Debug -ErrorVariable failed");
        Play("$placed = $csr | " + Order + "; $placed");
        Play(
            "$placed | Save-DocSigningCertificate -Path $folder -Format Pfx -KeyPassword $wrong -Password $pfx -Confirm:$false -Verbose "
                + "-Debug -ErrorVariable failed",
            ("wrong", Secret.Of(WrongPassword)),
            ("pfx", Secret.Of(PfxPassword)));
        Play("$placed | Test-DocSigningCertificate -KeyPassword $wrong -Verbose -Debug -ErrorVariable failed");
        Play("$placed | Install-DocSigningCertificate -KeyPassword $wrong -Confirm:$false -Verbose -Debug -ErrorVariable failed");

        string[] expected =
        [
            "ApiKeyRefused", "BaseUriInvalid", "ApiKeyInvalid", "CreditCardInvalid", "BillingAddressMissing", "CsrUnreadable",
            "CallRefused", "PermissionDenied", "OrderOutcomeUnknown", "NotFound", "KeyPasswordWrong",
        ];
        Assert.True(!expected.Except(_errorIds).Any(), string.Join(" ", _errorIds));
        AssertNothingFound("account.json");
    }

    [Fact]
    public void The_search_finds_what_is_hidden_deep()
    {
        var searcher = new Searcher(["needle"]);
        var inner = new InvalidOperationException("harmless");
        inner.Data["note"] = new[] { "a needle" };
        var record = new ErrorRecord(
            new AggregateException(inner),
            "Id",
            ErrorCategory.NotSpecified,
            ModuleSession.Input(("Deep", ModuleSession.Input(("Deeper", "needle")))));
        string path = Path.Combine(_folder, "file");
        File.WriteAllText(path, "a needle", System.Text.Encoding.Unicode);

        searcher.Object("record", record);
        searcher.File(path);

        Assert.Contains(searcher.Found, place => place.Contains(".Data", StringComparison.Ordinal));
        Assert.Contains(searcher.Found, place => place.EndsWith(".Deep.Deeper", StringComparison.Ordinal));
        Assert.Contains(searcher.Found, place => place.StartsWith(path, StringComparison.Ordinal));
    }

    private const string Order =
        "New-DocSigningOrder -Csr $csr.Csr -OrganizationId 610233 -Contact @{ ContactType = 'organization_contact'; UserId = 880145 } "
        + "-ProvisioningMethod Email -Years 1"
        + " -PaymentMethod Card -CreditCard $card -BillingAddress $billing -AgreeToSubscriberAgreement -AllowDuplicate -SettleSec 0 "
        + "-PatienceSec 0 -Confirm:$false -Verbose -Debug -WarningAction Continue -ErrorVariable failed";


    private static (string, object?)[] Card() =>
    [
        ("card", new System.Collections.Hashtable
        {
            ["Number"] = Secret.Of(CardNumber),
            ["Cvv"] = Secret.Of(Cvv),
            ["ExpirationMonth"] = "12",
            ["ExpirationYear"] = $"{TimeProvider.System.GetUtcNow().Year + 2}",
            ["CardholderName"] = "Ida Berg",
        }),
        ("billing", new System.Collections.Hashtable
        {
            ["Address"] = "Kaigaten 4", ["City"] = "Bergen", ["State"] = "Vestland", ["Zip"] = "5015", ["Country"] = "NO",
        }),
    ];

    /// <summary>Every way in which an order goes wrong on the wire; some quote what was sent.</summary>
    private static IEnumerable<ByHand> BadAnswers()
    {
        string quoting =
            $$"""{"errors":[{"code":"invalid_card","message":"Card {{CardNumber}} with cvv {{Cvv}} and key {{ApiKey}} refused"}]}""";
        yield return ByHand.Answer(400, "application/json", quoting);
        yield return ByHand.Answer(403, "application/json", quoting.Replace("invalid_card", "access_denied", StringComparison.Ordinal));
        yield return ByHand.Answer(500, "application/json", quoting);
        yield return ByHand.Answer(503, "text/html", $"<html><title>Card {CardNumber} {ApiKey}</title></html>");
        yield return ByHand.Answer(201, "text/html", $"<html><title>Card {CardNumber} {ApiKey}</title></html>");
        yield return ByHand.Answer(201, "application/json", $$"""{"id": "{{CardNumber}} {{ApiKey}}", "requests": 3 """);
        yield return ByHand.BreakInBody(201, "application/json", $$"""{"card": "{{CardNumber}}", "key": "{{ApiKey}}" """, 5000);
        yield return ByHand.DropBefore;
        yield return ByHand.DropAfter;
        yield return ByHand.HangAfter;
    }

    private Task<LoopbackServer> StartAsync() => LoopbackServer.StartAsync(new SandboxOptions
    {
        ApiKey = ApiKey,
        StatePath = Path.Combine(_folder, "account.json"),
        ApprovalDelay = TimeSpan.Zero,
        ValidationDelay = TimeSpan.Zero,
    });

    private void Play(string script, params (string Name, object? Value)[] variables)
    {
        ScriptRun run = _session.Run(Loud + script + "; $failed; $Error", [.. variables, ("folder", _folder)]);
        foreach (PSObject item in run.Output.Where(item => item?.BaseObject is not null))
        {
            _searcher.Object("output", item);
        }

        foreach (ErrorRecord error in run.Errors.Concat(run.Terminating is null ? [] : [run.Terminating]))
        {
            _searcher.Object("error", error);
            _searcher.Text("exception", error.Exception.ToString());
            _searcher.Text("place", error.ScriptStackTrace);
        }

        foreach (string text in run.Warnings.Concat(run.Verbose).Concat(run.Debug).Concat(run.Information)
            .Concat(run.Progress.Select(record => record.ToString())))
        {
            _searcher.Text("stream", text);
            AssertNoCvv(text);
        }

        foreach (ErrorRecord error in run.Errors)
        {
            AssertNoCvv(error.ToString());
        }

        _errorIds.AddRange(run.ErrorIds);
    }

    // Four digits may be part of a longer number by chance, so it is looked for as a word.
    private static void AssertNoCvv(string text) => Assert.DoesNotMatch($@"\b{Cvv}\b", text);

    private void AssertNothingFound(params string[] filesThere)
    {
        string[] files = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);
        Assert.All(filesThere, part => Assert.Contains(files, file => file.Contains(part, StringComparison.Ordinal)));
        // The sandbox holds its lock file open for itself alone; there is nothing in it to read.
        Assert.All(
            files.Where(file => file.EndsWith(".lock", StringComparison.Ordinal)),
            file => Assert.Equal(0, new FileInfo(file).Length));
        Assert.All(files.Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)), _searcher.File);
        _searcher.Text("host", _session.Host.Text);

        Assert.True(_searcher.Texts > 100);
        Assert.Empty(_searcher.Found);
    }
}
