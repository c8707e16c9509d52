using System.Management.Automation;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.ServerFaults;

/// <summary>What the server, or something in its place, can do to an order and to a look at one.</summary>
public sealed class ServerFaultTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Json = "application/json";
    private const string Html = "<html><head><title>Down for maintenance</title></head><body>Sorry.</body></html>";
    private const string Order = "$order = @{ @BASICS@ }; $first, $second | New-DocSigningOrder @order -ProvisioningMethod ClientApp";

    private static readonly PSObject First = SandboxSession.Person();
    private static readonly PSObject Second = SandboxSession.Person("Chiara", "Rossi", "chiara.rossi@fjordlab.example");

    /// <summary>Faults that leave no doubt: the server has said no.</summary>
    private static readonly Dictionary<string, ByHand> Refusals = new()
    {
        ["missing right"] =
            ByHand.Answer(403, Json, """{"errors":[{"code":"access_denied","message":"You do not have permission to order."}]}"""),
        ["bad request"] = ByHand.Answer(400, Json, """{"errors":[{"code":"invalid_csr","message":"The CSR is not acceptable."}]}"""),
        ["not found"] = ByHand.Answer(404, Json, """{"errors":[{"code":"not_found","message":"No such thing."}]}"""),
    };

    /// <summary>Faults after which the order may exist.</summary>
    private static readonly Dictionary<string, ByHand> Doubts = new()
    {
        ["html instead of json"] = ByHand.Answer(200, "text/html", Html),
        ["truncated json"] = ByHand.Answer(201, Json, """{"id":318840027,"requests":[{"id":52"""),
        ["empty answer"] = ByHand.Answer(201, Json, ""),
        ["garbage"] = ByHand.Answer(200, Json, "\u0001\u0002not json"),
        ["broken in the body"] = ByHand.BreakInBody(201, Json, """{"id":3188""", 400),
        ["500"] = ByHand.Answer(500, Json, """{"errors":[{"code":"internal_error","message":"Oops."}]}"""),
        ["403 page of a filter"] = ByHand.Answer(403, "text/html", Html),
        ["404 page"] = ByHand.Answer(404, "text/html", Html),
        ["503 page"] = ByHand.Answer(503, "text/html", Html),
        ["502"] = ByHand.Answer(502, "text/html", Html),
        ["dropped before the work"] = ByHand.DropBefore,
        ["dropped after the work"] = ByHand.DropAfter,
    };

    public static TheoryData<string, string> RefusalRows() => new()
    {
        { "missing right", "PermissionDenied" },
        { "bad request", "CallRefused" },
        { "not found", "NotFound" },
    };

    public static TheoryData<string> DoubtNames() => [.. Doubts.Keys];

    public static TheoryData<string, string> ReadingRows() => new()
    {
        { "missing right", "PermissionDenied" },
        { "not found", "NotFound" },
        { "html instead of json", "UnreadableAnswer" },
        { "truncated json", "UnreadableAnswer" },
        { "garbage", "UnreadableAnswer" },
        { "403 page of a filter", "UnreadableAnswer" },
        { "500", "ServerFault" },
        { "503 page", "ServerFault" },
        { "dropped before the work", "ConnectionLost" },
    };

    [Theory]
    [MemberData(nameof(RefusalRows))]
    public async Task A_refused_order_is_told_with_the_servers_words_and_the_next_input_goes_on(string fault, string errorId)
    {
        ScriptRun run = await OrderBothAsync(Refusals[fault]);

        AssertOnlyFirstFailed(run, errorId);
    }

    [Theory]
    [MemberData(nameof(DoubtNames))]
    public async Task An_order_without_answer_is_reconciled_by_the_server_s_records_and_bought_once(string fault)
    {
        int before = LiveOrdersOf("mira.solberg@fjordlab.example");

        ScriptRun run = await OrderBothAsync(Doubts[fault]);

        // The other input goes on meanwhile; what was in doubt is told at once and comes at the end.
        Assert.Contains(run.Warnings, warning => warning.StartsWith(
            "It is not known whether the order for mira.solberg@fjordlab.example was placed",
            StringComparison.Ordinal));
        Assert.Equal(["Rossi", "Solberg"], run.Clean().Select(order => order.Properties["Surname"].Value));
        Assert.Equal(before + 1, LiveOrdersOf("mira.solberg@fjordlab.example"));
        Assert.Empty(sandbox.Run("Get-DocSigningJournal -State Sent, InDoubt, Planned").Clean());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_order_that_times_out_is_reconciled_and_bought_once(bool committed)
    {
        sandbox.Fresh().Connect(timeoutSec: 100);
        int before = LiveOrdersOf("mira.solberg@fjordlab.example");
        int posts = 0;
        sandbox.Server.Answering = call =>
            call is { Method: "POST" } && call.PathAndQuery.EndsWith("/ds_org_individual", StringComparison.Ordinal)
                && Interlocked.Increment(ref posts) == 1 ? committed ? ByHand.HangAfter : ByHand.HangBefore : null;

        ScriptRun run = await sandbox.RunAsync(TimeSpan.FromSeconds(5), Order, ("first", First), ("second", Second));

        Assert.Equal(["Rossi", "Solberg"], run.Clean().Select(order => order.Properties["Surname"].Value));
        Assert.Equal(before + 1, LiveOrdersOf("mira.solberg@fjordlab.example"));
        Assert.Equal(committed ? 2 : 3, posts);
        sandbox.Connect(timeoutSec: 86400);
    }

    [Fact]
    public async Task An_order_that_cannot_be_asked_about_stays_in_doubt_and_is_not_sent_again()
    {
        sandbox.Fresh();
        int posts = 0;
        sandbox.Server.Answering = call =>
            call.Method == "POST" && Interlocked.Increment(ref posts) == 1 ? Doubts["dropped after the work"]
            : posts > 1 && call.Method == "GET" ? Refusals["missing right"] : null;

        ScriptRun run = await sandbox.RunAsync(TimeSpan.FromSeconds(2), Order, ("first", First), ("second", Second));

        ErrorRecord error = AssertOnlyFirstFailed(run, "OrderOutcomeUnknown");
        Assert.Contains("mira.solberg@fjordlab.example", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Resume-DocSigningOrder", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);

        sandbox.Server.Answering = null;
        PSObject reconciled = Assert.Single(sandbox.Run("Resume-DocSigningOrder").Clean());

        Assert.Equal("Placed", reconciled.Properties["State"].Value.ToString());
        Assert.Equal(2, sandbox.Changes.Count());
    }

    [Fact]
    public async Task An_order_that_was_certainly_not_executed_is_sent_again()
    {
        ScriptRun run =
            await OrderBothAsync(ByHand.Answer(429, Json, """{"errors":[{"code":"request_limit_exceeded","message":"Slow down."}]}"""));

        Assert.Equal(2, run.Clean().Count);
        Assert.Equal(3, sandbox.Changes.Count());
    }

    [Fact]
    public void A_refused_key_ends_the_run_at_once()
    {
        sandbox.Fresh().Server.Answering =
            _ => ByHand.Answer(403, Json, """{"errors":[{"code":"access_denied|invalid_key","message":"The API key is invalid."}]}""");

        ScriptRun run = sandbox.Run(Order, ("first", First), ("second", Second));

        Assert.Equal(["ApiKeyRefused"], run.ErrorIds);
        Assert.Same(First, Assert.Single(run.Errors).TargetObject);
        Assert.Empty(run.Output);
        // Nobody knows what is ordered already, so nothing is sent.
        Assert.Empty(sandbox.Changes);
    }

    [Fact]
    public void A_wrong_key_is_told_when_connecting_and_leaves_no_connection()
    {
        using var session = new ModuleSession();
        ScriptRun run = session.Run(
            "Connect-DocSigning -ApiKey $key -BaseUri $uri; Get-DocSigningConnection",
            ("key", Secret.Of("A-WRONG-KEY-77")),
            ("uri", sandbox.Fresh().Server.BaseUri));

        Assert.Equal(["ApiKeyRefused"], run.ErrorIds);
        Assert.Empty(run.Output);
        Assert.DoesNotContain("A-WRONG-KEY-77", run.Errors[0].ToString() + run.Errors[0].Exception, StringComparison.Ordinal);
        Assert.Single(sandbox.Server.Calls);
    }

    [Theory]
    [MemberData(nameof(ReadingRows))]
    public async Task A_look_at_an_order_tells_what_went_wrong_and_the_next_order_is_shown(string fault, string errorId)
    {
        sandbox.Fresh();
        sandbox.Run("$order = @{ @BASICS@ }; $good = $first | New-DocSigningOrder @order -Csr $csr", ("first", First)).Clean();
        ByHand answer = Doubts.TryGetValue(fault, out ByHand? doubt) ? doubt : Refusals[fault];
        sandbox.Server.Answering = call => call.PathAndQuery.EndsWith("/4711", StringComparison.Ordinal) ? answer : null;

        ScriptRun run = await sandbox.RunAsync(TimeSpan.FromSeconds(2), "4711, $good.OrderId | Get-DocSigningOrder");

        Assert.Null(run.Terminating);
        ErrorRecord error = Assert.Single(run.Errors);
        Assert.Equal(errorId, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(4711L, error.TargetObject);
        Assert.Single(run.Output);
    }

    [Fact]
    public void An_order_that_is_not_there_is_named_by_its_id()
    {
        ScriptRun run = sandbox.Fresh().Run("Get-DocSigningOrder 4711");

        Assert.Equal(["NotFound"], run.ErrorIds);
        Assert.Equal(4711L, Assert.Single(run.Errors).TargetObject);
    }

    [Fact]
    public void What_to_do_about_an_answer_of_the_server_is_said_once()
    {
        ScriptRun run = sandbox.Fresh().Run(
            "Get-DocSigningOrder 4711 -ErrorAction SilentlyContinue -ErrorVariable failed; $failed | Out-String -Width 500");

        string shown = run.Clean()[0].ToString();
        Assert.Equal(2, shown.Split("check the id").Length);
        Assert.DoesNotContain("Check the id", shown, StringComparison.Ordinal);
        Assert.Contains("CertCentral answered GET", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_that_always_times_out_ends_in_an_error()
    {
        sandbox.Fresh().Connect(timeoutSec: 100);
        sandbox.Server.Answering = _ => ByHand.HangBefore;

        ScriptRun run = await sandbox.RunAsync(TimeSpan.FromSeconds(5), "Get-DocSigningOrder 4711");

        Assert.Equal(["CallTimedOut"], run.ErrorIds);
        sandbox.Fresh().Connect(timeoutSec: 86400);
    }

    private int LiveOrdersOf(string email) => sandbox.Server.Sandbox.GetOrders().Count(order => order.Email == email);

    private async Task<ScriptRun> OrderBothAsync(ByHand toTheFirst)
    {
        sandbox.Fresh();
        int posts = 0;
        sandbox.Server.Answering = call => call.Method == "POST" && Interlocked.Increment(ref posts) == 1 ? toTheFirst : null;
        return await sandbox.RunAsync(TimeSpan.FromSeconds(2), Order, ("first", First), ("second", Second));
    }

    private ErrorRecord AssertOnlyFirstFailed(ScriptRun run, string errorId)
    {
        Assert.Null(run.Terminating);
        ErrorRecord error = Assert.Single(run.Errors);
        Assert.Equal(errorId, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Same(First, error.TargetObject);
        Assert.Equal("Rossi", Assert.Single(run.Output).Properties["Surname"].Value);

        // One for each input, none twice.
        Assert.Equal(2, sandbox.Changes.Count());
        Assert.Single(sandbox.Changes, call => call.Body.Contains("mira.solberg", StringComparison.Ordinal));
        return error;
    }
}
