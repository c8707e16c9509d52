using System.Globalization;
using System.Management.Automation;
using System.Security.Cryptography;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Unattended;

/// <summary>Whoever was not there reads from the information stream how each command went.</summary>
public sealed class RunSummaryTests : IAsyncLifetime
{
    private const string Order =
        "$order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1; "
        + "ProvisioningMethod = 'ClientApp'; AgreeToSubscriberAgreement = $true }; ";

    private const string Place = Order + "$people | New-DocSigningOrder @order -InformationVariable +run";

    private static readonly string[] Described = ["Command", "ExitCode", "Done", "Failed", "InDoubtIds", "Cost", "Currency"];

    private readonly SandboxSession _sandbox = new();

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public void A_run_says_what_it_did_how_many_calls_it_made_and_what_it_cost()
    {
        PSObject[] people = [Person("Nora", "Vik"), Person("Lars", "Dahl"), SandboxSession.Person("Ida", "Berg", email: null)];

        ScriptRun run = _sandbox.Run(Place, ("people", people));

        Assert.Equal(
            "New-DocSigningOrder: exit 1, done 2, failed 1, in doubt (), 978 USD",
            Describe(Assert.Single(run.Summaries)));
        Assert.Equal("2 0", Read(run.Summaries[0], "Placed", "AlreadyOrdered"));
        Assert.Equal(_sandbox.Server.Calls.Count, run.Summaries[0].Properties["CallsMade"].Value);
        Assert.Matches(@" failed, 0 in doubt, in [0-9:]{8}, for 978\.00 USD\.$", Assert.Single(run.Information));

        // Nothing to do, and several runs: the highest code of all is the one for the task.
        ScriptRun again = _sandbox.Run(
            "$people | New-DocSigningOrder @order -InformationVariable +run; "
            + "@($run.MessageData).Count; ($run.MessageData | Measure-Object ExitCode -Maximum).Maximum",
            ("people", people[..2]));

        Assert.Equal("New-DocSigningOrder: exit 0, done 2, failed 0, in doubt (),  ", Describe(Assert.Single(again.Summaries)));
        Assert.Equal(["2", "1"], again.Output.Skip(2).Select(text => $"{text}"));
    }

    [Fact]
    public void An_interactive_run_ends_with_one_line_and_one_input_needs_none()
    {
        _sandbox.Session.Host.TakeText();

        _sandbox.Run(Place, ("people", new[] { Person("Nora", "Vik") })).Clean();
        Assert.DoesNotContain("placed", _sandbox.Session.Host.TakeText(), StringComparison.Ordinal);

        _sandbox.Run(Place + " | Approve-DocSigningRequest", ("people", new[] { Person("Lars", "Dahl"), Person("Ida", "Berg") })).Clean();
        string shown = _sandbox.Session.Host.TakeText();
        Assert.Contains("2 placed, 0 already ordered, 0 failed", shown, StringComparison.Ordinal);
        Assert.Contains("Approve-DocSigningRequest: 2 done, 0 failed, in ", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Disconnect-DocSigning; $people | New-DocSigningOrder @order", "NotConnected")]
    [InlineData("Disconnect-DocSigning; Sync-DocSigningJournal", "NotConnected")]
    [InlineData("Disconnect-DocSigning; Resume-DocSigningOrder", "NotConnected")]
    [InlineData("$people | New-DocSigningCsr -KeyDirectory $folder -KeyPassword $short", "KeyPasswordTooShort")]
    [InlineData("$people | New-DocSigningOrder @order", "ApiKeyRefused")]
    [InlineData("Wait-DocSigningOrder 271400871 -TimeoutSec 0", "ApiKeyRefused")]
    [InlineData("271400871 | Save-DocSigningCertificate -Path $folder", "ApiKeyRefused")]
    public void A_run_that_cannot_begin_says_so(string script, string errorId)
    {
        _sandbox.Server.Answering = _ =>
            ByHand.Answer(401, "application/json", """{"errors":[{"code":"invalid_api_key","message":"The API key is not valid."}]}""");
        ScriptRun run = _sandbox.Run(
            Order + script, ("people", new[] { Person("Nora", "Vik"), Person("Ida", "Berg") }), ("short", Secret.Of("short")));

        Assert.Equal([errorId], run.ErrorIds);
        PSObject summary = Assert.Single(run.Summaries);
        Assert.Equal(2, summary.Properties["ExitCode"].Value);
        Assert.Equal(Assert.Single(run.Errors).ToString(), summary.Properties["StoppedBecause"].Value);
    }

    [Theory]
    [InlineData("Sync-DocSigningJournal", "ServerFault")]
    [InlineData("$people | Compare-DocSigningDirectory -Scope Legal", "ServerFault")]
    [InlineData("Export-DocSigningReport $folder/report.json", "ServerFault")]
    [InlineData("$people | New-DocSigningPlan @order", "ServerFault")]
    [InlineData("Sync-DocSigningJournal", "ServerUnreachable")]
    [InlineData("$people | Compare-DocSigningDirectory -Scope Legal", "ServerUnreachable")]
    public async Task A_whole_command_whose_server_is_gone_could_not_begin(string script, string errorId)
    {
        _sandbox.Server.Answering = _ => ByHand.Answer(503, "text/html", "<html><title>Down</title></html>");
        string connect = errorId == "ServerFault" ? "" : "Connect-DocSigning -ApiKey $apiKey -BaseUri http://127.0.0.1:1/ -SkipValidation "
            + "-TimeProvider $clock -JournalPath $folder/other.db; ";

        ScriptRun run = await _sandbox.RunAsync(
            TimeSpan.FromSeconds(5), connect + Order + script, ("people", new[] { Person("Nora", "Vik") }));

        Assert.Equal([errorId], run.ErrorIds);
        PSObject summary = Assert.Single(run.Summaries);
        Assert.Equal("2 1", Read(summary, "ExitCode", "Failed"));
        Assert.Equal(Assert.Single(run.Errors).ToString(), summary.Properties["StoppedBecause"].Value);
    }

    [Fact]
    public void An_error_that_ends_a_run_tells_of_the_orders_on_their_way()
    {
        using var sent = new ManualResetEventSlim();
        _sandbox.Server.Answering = call =>
        {
            if (call.Method != "POST" || !call.PathAndQuery.Contains("ds_org_individual", StringComparison.Ordinal))
            {
                return null;
            }

            sent.Set();
            return ByHand.DropAfter;
        };

        ScriptRun run = _sandbox.Run(
            Order + "& { $nora; $sent.Wait(); $ida; $lars } | New-DocSigningOrder @order -ThrottleLimit 4 -ErrorAction Stop",
            ("sent", sent), ("nora", Person("Nora", "Vik")), ("lars", Person("Lars", "Dahl")),
            ("ida", SandboxSession.Person("Ida", "Berg", email: null)));
        _sandbox.Server.Answering = null;

        Assert.NotNull(run.Terminating);
        string reference = Assert.Single(_sandbox.Run("(Get-DocSigningJournal -State InDoubt).Reference").Clean()).ToString();
        PSObject summary = Assert.Single(run.Summaries);
        Assert.Equal($"New-DocSigningOrder: exit 3, done 0, failed 1, in doubt ({reference}),  ", Describe(summary));
        Assert.Equal("1", Read(summary, "InDoubt"));
    }

    [Fact]
    public void An_order_that_stands_when_an_error_ends_the_run_is_given_out()
    {
        using var sent = new ManualResetEventSlim();
        _sandbox.Server.Answering = call =>
        {
            if (call.Method == "POST" && call.PathAndQuery.Contains("ds_org_individual", StringComparison.Ordinal))
            {
                sent.Set();
            }

            return null;
        };

        ScriptRun run = _sandbox.Run(
            Order + "& { $nora; $sent.Wait(); $ida } | New-DocSigningOrder @order -ThrottleLimit 4 -ErrorAction Stop",
            ("sent", sent), ("nora", Person("Nora", "Vik")), ("ida", SandboxSession.Person("Ida", "Berg", email: null)));

        Assert.NotNull(run.Terminating);
        Assert.Equal("nora.vik@fjordlab.example", run.Value<string>("Email"));
        Assert.Equal("2 1 1 0", Read(Assert.Single(run.Summaries), "ExitCode", "Placed", "Failed", "InDoubt"));
    }

    [Theory]
    [InlineData("Test-DocSigningConnection 610233", "0 1 0")]
    [InlineData("610233, 610240 | Test-DocSigningConnection", "1 1 1")]
    [InlineData("Test-DocSigningKeyStore -Key $key", "1 0 1")]
    public void A_check_that_fails_is_an_input_that_failed(string script, string expected)
    {
        using var full = RSA.Create(2048);
        using var publicOnly = RSA.Create(full.ExportParameters(false));

        ScriptRun run = _sandbox.Run(script, ("key", publicOnly));

        run.Clean();
        Assert.Equal(expected, Read(Assert.Single(run.Summaries), "ExitCode", "Done", "Failed"));
    }

    [Fact]
    public void An_error_that_ends_a_run_by_the_preference_leaves_a_summary()
    {
        PSObject[] people = [Person("Nora", "Vik"), SandboxSession.Person("Ida", "Berg", email: null), Person("Lars", "Dahl")];

        foreach (string stop in new[] { "$ErrorActionPreference = 'Stop'; ", "$PSDefaultParameterValues['*:ErrorAction'] = 'Stop'; " })
        {
            ScriptRun run = _sandbox.Run("& { " + stop + Place + " }", ("people", people));
            _sandbox.Run("$PSDefaultParameterValues.Clear()").Clean();

            Assert.NotNull(run.Terminating);
            Assert.Equal("2 1", Read(Assert.Single(run.Summaries), "ExitCode", "Done"));
            Assert.Contains("Email", $"{run.Summaries[0].Properties["StoppedBecause"].Value}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_in_doubt_is_named_and_counts_most()
    {
        bool sent = false;
        _sandbox.Server.Answering = call =>
        {
            sent |= call.Method == "POST";
            return call.Method == "POST" ? ByHand.DropAfter
                : sent ? ByHand.Answer(503, "text/html", "<html><title>Down</title></html>")
                : null;
        };
        PSObject[] people = [SandboxSession.Person("Ida", "Berg", email: null), Person("Nora", "Vik")];

        ScriptRun run = await _sandbox.RunAsync(TimeSpan.FromSeconds(5), Place + " -PatienceSec 30", ("people", people));
        ScriptRun vain = await _sandbox.RunAsync(TimeSpan.FromSeconds(5), "Resume-DocSigningOrder -PatienceSec 30");
        _sandbox.Server.Answering = null;
        string reference = Assert.Single(_sandbox.Run("(Get-DocSigningJournal -State InDoubt).Reference").Clean()).ToString();

        // Nothing could be asked, and what is in doubt is that still.
        Assert.Equal(
            $"Resume-DocSigningOrder: exit 3, done 0, failed 0, in doubt ({reference}),  ", Describe(Assert.Single(vain.Summaries)));
        Assert.Equal($"New-DocSigningOrder: exit 3, done 0, failed 1, in doubt ({reference}),  ", Describe(run.Summaries[0]));

        // The plan says the same, and who resumes ends it.
        PSObject plan = Assert.Single(_sandbox.Run("$people | New-DocSigningPlan @order").Summaries);
        Assert.Equal($"New-DocSigningPlan: exit 3, done 0, failed 1, in doubt ({reference}),  USD", Describe(plan));
        ScriptRun resumed = _sandbox.Run("Resume-DocSigningOrder");
        Assert.Equal("Resume-DocSigningOrder: exit 0, done 1, failed 0, in doubt (),  ", Describe(Assert.Single(resumed.Summaries)));
    }

    [Fact]
    public void Inputs_that_failed_are_counted_whatever_is_done_with_them()
    {
        PSObject[] people = [Person("Nora", "Vik"), SandboxSession.Person("Ida", "Berg", email: null)];

        ScriptRun keys = _sandbox.Run(
            "$people | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256", ("people", people));
        ScriptRun plan = _sandbox.Run(Order + "$people | New-DocSigningPlan @order");
        long waiting = _sandbox.Run("$people[0] | New-DocSigningOrder @order").Value<long>("OrderId");
        ScriptRun wait = _sandbox.Run("271400871, $waiting | Wait-DocSigningOrder -TimeoutSec 0", ("waiting", waiting));

        Assert.Equal("New-DocSigningCsr: exit 1, done 1, failed 1, in doubt (),  ", Describe(Assert.Single(keys.Summaries)));
        Assert.Equal("New-DocSigningPlan: exit 1, done 1, failed 1, in doubt (),  USD", Describe(Assert.Single(plan.Summaries)));
        Assert.Equal("Wait-DocSigningOrder: exit 1, done 1, failed 1, in doubt (),  ", Describe(Assert.Single(wait.Summaries)));
    }

    [Fact]
    public void A_plan_that_the_account_is_not_ready_for_cannot_begin()
    {
        ScriptRun run = _sandbox.Run(
            Order + "$order.OrganizationId = 999; $people | New-DocSigningPlan @order", ("people", new[] { Person("Nora", "Vik") }));

        Assert.Contains("The plan cannot be ordered as it is.", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal("2", Read(Assert.Single(run.Summaries), "ExitCode"));
    }

    private static PSObject Person(string givenName, string surname) => SandboxSession.Person(
        givenName, surname, $"{givenName}.{surname}@fjordlab.example".ToLowerInvariant());

    private static string Describe(PSObject summary) => string.Format(
        CultureInfo.InvariantCulture,
        "{0}: exit {1}, done {2}, failed {3}, in doubt ({4}), {5} {6}",
        [.. Described.Select(name => summary.Properties[name].Value)]);

    private static string Read(PSObject summary, params string[] names) =>
        string.Join(' ', names.Select(name => Convert.ToString(summary.Properties[name].Value, CultureInfo.InvariantCulture)));
}
