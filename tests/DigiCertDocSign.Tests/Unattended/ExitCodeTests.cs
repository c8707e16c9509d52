using System.Management.Automation;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Conventions;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Unattended;

/// <summary>
/// The exit code of each command that does something: 0, 1 and 2 of all of them, 3 of those that send what may come about unseen.
/// </summary>
public sealed class ExitCodeTests : IAsyncLifetime
{
    private const string Nothing = "271400999"; // no such order or request
    private const string NewOrganization = "New-DocSigningOrganization -Name 'Ny AS' -Address 'Torget 2' -City Bergen -State Vestland "
        + "-Zip 5014 -Country no -Telephone '+47 1' -Contact @{ FirstName = 'Ida'; LastName = 'Berg'; "
        + "Email = 'ida.berg@fjordlab.example'; JobTitle = 'IT'; Telephone = '+47 2' }";

    private const string NewCsr = "New-DocSigningCsr -KeyDirectory $folder/new -KeyPassword $password -KeyAlgorithm P256";

    /// <summary>
    /// Of each command a call that does it, one of which an input fails (null where there is none), and one that cannot begin; null for the
    /// first with a key that is refused.
    /// </summary>
    private static readonly Dictionary<string, (string Well, string? Fails, string? Ends)> Calls = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Add-DocSigningOrderNote"] = OfOrder("$approved", "-Text Ticket"),
        ["Approve-DocSigningRequest"] = OfOrder("$pending", ""),
        ["Compare-DocSigningDirectory"] = OfPeople("-Scope Legal"),
        ["Deny-DocSigningRequest"] = OfOrder("$pending", ""),
        ["Export-DocSigningReport"] = ("@ $folder/report.html", null, "@ $folder/report.pdf"),
        ["Install-DocSigningCertificate"] = OfOrder("$issued", "-KeyPassword $password"),
        ["New-DocSigningCsr"] = ("$nora | " + NewCsr, "$nora, $nobody | " + NewCsr,
            "$nora | New-DocSigningCsr -KeyDirectory $folder/new -KeyPassword $short"),
        ["New-DocSigningOrder"] = OfPeople("@order -Csr $newCsr"),
        ["New-DocSigningOrganization"] = (NewOrganization, null, null),
        ["New-DocSigningPlan"] = OfPeople("@order -Csr $newCsr"),
        ["New-DocSigningRenewal"] = OfOrder("$issued", "-ReuseKey -RenewWithin 400 -AllowDuplicate -AgreeToSubscriberAgreement"),
        ["Remove-DocSigningJournalEntry"] = ("@ -ClosedBefore 2020-01-01", null, "Disconnect-DocSigning; @ -ClosedBefore 2020-01-01"),
        ["Request-DocSigningReissue"] = OfOrder("$issued", "-Csr $newCsr -Reason NewToken"),
        ["Resume-DocSigningOrder"] = ("@", null, "Disconnect-DocSigning; @"),
        ["Revoke-DocSigningCertificate"] = OfOrder("$issued", "-Reason AffiliationChanged"),
        ["Save-DocSigningCertificate"] = OfOrder("$issued", "-Path $folder/out"),
        ["Send-DocSigningOrderMail"] = OfOrder("$approved", ""),
        ["Set-DocSigningOrder"] = OfOrder("$approved", "-RenewalMail Off"),
        ["Set-DocSigningOrganizationContact"] = OfOrder("610233", "-JobTitle Counsel"),
        ["Stop-DocSigningOrder"] = OfOrder("$approved", "-Note List"),
        ["Submit-DocSigningOrganizationValidation"] = OfOrder("610233", ""),
        ["Sync-DocSigningJournal"] = ("@", null, null),
        ["Test-DocSigningCertificate"] = OfOrder("$issued", ""),
        ["Test-DocSigningConnection"] = ("@ 610233", "610233, 610240 | @", "Disconnect-DocSigning; @"),
        ["Test-DocSigningKeyStore"] = ("@ -Key $key", "@ -Key $publicKey", "@ -KeyDirectory $folder/new -KeyPassword $short"),
        ["Update-DocSigningCsr"] = OfOrder("$approved", "-Csr $newCsr"),
        ["Wait-DocSigningOrder"] = ("$issued | @ -TimeoutSec 0", "$issued, $approved | @ -TimeoutSec 0", null),
    };

    /// <summary>Such as send what the server may have carried out although no answer came.</summary>
    private static readonly string[] Sending =
    [
        "New-DocSigningOrder", "New-DocSigningRenewal", "Request-DocSigningReissue", "Revoke-DocSigningCertificate", "Stop-DocSigningOrder",
    ];

    private readonly SandboxSession _sandbox = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _publicKey = RSA.Create();

    public static TheoryData<string> Names => [.. Calls.Keys];

    public static TheoryData<string> SendingNames => [.. Sending];

    public async Task InitializeAsync()
    {
        await _sandbox.InitializeAsync();
        _sandbox.Issue();
        _publicKey.ImportParameters(_key.ExportParameters(false));
        _sandbox.Run(
            """
            $issued = $orders[0]
            $pending, $approved = $team[0], $team[0] | New-DocSigningOrder @order -Csr $csr
            $approved | Approve-DocSigningRequest
            """,
            ("nora", SandboxSession.Person("Nora", "Vik", "nora.vik@fjordlab.example")),
            ("nobody", SandboxSession.Person("Ida", "Berg", email: null)),
            ("newCsr", SandboxSession.MakeCsr(_key)),
            ("short", Secret.Of("short")),
            ("key", _key),
            ("publicKey", _publicKey)).Clean();
    }

    public async Task DisposeAsync()
    {
        _key.Dispose();
        _publicKey.Dispose();
        await _sandbox.DisposeAsync();
    }

    [Fact]
    public void Every_command_with_a_run_is_in_the_table() => Assert.Equal(
        ModuleCmdlets.All.Select(cmdlet => cmdlet.Name)
            .Where(name => name.Split('-')[0] is not ("Get" or "Connect" or "Disconnect" or "Step"))
            .Order(),
        Calls.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void A_command_ends_with_the_code_of_how_it_went(string cmdlet)
    {
        (string well, string? fails, string? ends) = Calls[cmdlet];

        Assert.Equal((fails, fails is null ? 0 : 1), (fails, Code(cmdlet, fails)));
        Assert.Equal((well, 0), (well, Code(cmdlet, well)));
        if (ends is null)
        {
            // The key is refused: no input after the first is asked for.
            _sandbox.Server.Answering = _ =>
                ByHand.Answer(401, "application/json", """{"errors":[{"code":"invalid_api_key","message":"The key is not valid."}]}""");
        }

        Assert.Equal((ends ?? well, 2), (ends ?? well, Code(cmdlet, ends ?? well)));
    }

    [Theory]
    [MemberData(nameof(SendingNames))]
    public async Task What_may_have_come_about_counts_most(string cmdlet)
    {
        var sent = new TaskCompletionSource();
        _sandbox.Server.Answering = call =>
        {
            bool isChange = call.Method != "GET" && !call.PathAndQuery.EndsWith("/finance/order-pricing", StringComparison.Ordinal);
            return isChange && sent.TrySetResult() is var _ ? ByHand.DropAfter
                : sent.Task.IsCompleted ? ByHand.Answer(503, "text/html", "<html><title>Down</title></html>")
                : null;
        };
        string patience = cmdlet is "New-DocSigningOrder" or "New-DocSigningRenewal" ? " -PatienceSec 30" : "";

        Task<ScriptRun> run = Task.Run(() => _sandbox.Run(Script(cmdlet, Calls[cmdlet].Well) + patience));

        // The clock stands still until then: what leaves late after the last look is not sent at all.
        await Task.WhenAny(run, sent.Task);
        while (!run.IsCompleted)
        {
            _sandbox.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAny(run, Task.Delay(1));
        }

        Assert.Equal(3, CodeOf(cmdlet, await run));
    }

    private static (string Well, string? Fails, string? Ends) OfOrder(string order, string parameters) =>
        ($"{order} | @ {parameters}", $"{Nothing} | @ {parameters}", null);

    private static (string Well, string? Fails, string? Ends) OfPeople(string parameters) =>
        ($"$nora | @ {parameters}", $"$nora, $nobody | @ {parameters}", null);

    private static string Script(string cmdlet, string script) => Regex.Replace(script, "@(?= |$)", cmdlet);

    private static int CodeOf(string cmdlet, ScriptRun run)
    {
        PSObject summary = run.Summaries.Single(one => $"{one.Properties["Command"].Value}" == cmdlet);
        return (int)summary.Properties["ExitCode"].Value;
    }

    private int Code(string cmdlet, string? script) => script is null ? 0 : CodeOf(cmdlet, _sandbox.Run(Script(cmdlet, script)));
}
