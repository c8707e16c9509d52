using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Management.Automation;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;
using DigiCertDocSign.Tests.Stopping;

namespace DigiCertDocSign.Tests.Events;

/// <summary>Event Tracing, dotnet-trace and OpenTelemetry see a run, and nobody in it.</summary>
public sealed class EventTests : IAsyncLifetime
{
    private const string Place =
        "$order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1; "
        + "ProvisioningMethod = 'ClientApp'; AgreeToSubscriberAgreement = $true }; $people | New-DocSigningOrder @order";

    // What must be in no event: of the people, of the key.
    private static readonly string[] Hidden = ["@", "nora", "Vik", "sandbox", "?", "{\""];

    private readonly SandboxSession _sandbox = new();

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public void An_event_listener_sees_calls_orders_decisions_and_the_end_of_a_run()
    {
        using var listener = new Listener();
        ScriptRun run = _sandbox.Run(
            Place + " | ForEach-Object OrderId; $people | New-DocSigningOrder @order -WarningAction SilentlyContinue | "
            + "Approve-DocSigningRequest; Get-DocSigningOrder -Email nora.vik@fjordlab.example | Out-Null",
            ("people", new[] { Nora() }));
        string id = Assert.Single(run.Clean()).ToString();

        string[] seen = [.. listener.Seen];
        Assert.Contains($"OrderPlaced New-DocSigningOrder {id}", seen);
        Assert.Contains($"Decision New-DocSigningOrder AlreadyOrdered {id}", seen);
        Assert.Contains(seen, one => one.StartsWith("Decision Approve-DocSigningRequest Approved ", StringComparison.Ordinal));
        Assert.Contains(seen, one => one.StartsWith("Run New-DocSigningOrder 0 1 0 ", StringComparison.Ordinal));
        Assert.Contains(
            seen,
            one => one.StartsWith("Call New-DocSigningOrder POST order/certificate/ds_org_individual 201 ", StringComparison.Ordinal));
        Assert.All(seen, one => Assert.DoesNotContain(Hidden, hidden => one.Contains(hidden, StringComparison.Ordinal)));
    }

    [Fact]
    public void An_activity_listener_sees_a_run_with_its_calls_below_it()
    {
        var seen = new ConcurrentQueue<Activity>();
        using ActivityListener listener = Listen(seen);

        // Sandboxes number their orders alike, so this one goes on from another number.
        _sandbox.Run(string.Join("; ", Enumerable.Repeat(Place + " -AllowDuplicate", 7)), ("people", new[] { Lars() })).Clean();
        _sandbox.Server.ForgetCalls();
        seen.Clear();
        object id = _sandbox.Run(Place, ("people", new[] { Nora() })).Clean()[0].Properties["OrderId"].Value;

        // Other tests run beside this one.
        Activity run = Assert.Single(seen, one => one.Events.Any(told => id.Equals(told.Tags.Single().Value)));
        Activity[] calls = [.. seen.Where(one => one.ParentSpanId == run.SpanId)];
        Assert.Equal(_sandbox.Server.Calls.Count, calls.Length);
        Assert.Equal(("New-DocSigningOrder", "OrderPlaced"), (run.OperationName, Assert.Single(run.Events).Name));
        Assert.Equal((ActivityStatusCode.Ok, 0), (run.Status, run.GetTagItem("docsigning.exit_code")));
        Activity order = Assert.Single(calls, call => call.OperationName == "POST order/certificate/ds_org_individual");
        Assert.Equal(201, order.GetTagItem("http.response.status_code"));
        string text = string.Join(' ', seen.SelectMany(one => one.TagObjects.Select(tag => $"{tag.Value}").Append(one.DisplayName)));
        Assert.DoesNotContain(Hidden, hidden => text.Contains(hidden, StringComparison.Ordinal));
        Assert.Null(Activity.Current);
    }

    [Theory]
    [InlineData("Get-DocSigningOrder 271400871", ActivityStatusCode.Ok, 0, null)]
    [InlineData("Get-DocSigningOrderStatus 271400871", ActivityStatusCode.Ok, 0, null)]
    [InlineData("Get-DocSigningOrder 271400871, 271400871 | Select-First", ActivityStatusCode.Error, 2, "stopped")]
    [InlineData("Wait-DocSigningOrder 271400871 | Select-First", ActivityStatusCode.Error, 2, "stopped")]
    public async Task Each_command_ends_once_also_one_that_is_stopped(
        string script, ActivityStatusCode status, int exitCode, string? description)
    {
        var seen = new ConcurrentQueue<Activity>();
        using ActivityListener listener = Listen(seen);
        using var events = new Listener();
        string command = script.Split(' ')[0];

        // Other tests run beside this one: none of them meets such an answer.
        int calls = 0;
        _sandbox.Server.Answering =
            _ => Interlocked.Increment(ref calls) == 1 ? ByHand.Answer(599, "text/html", "<html><title>Down</title></html>") : null;
        ScriptRun run = await _sandbox.RunAsync(
            TimeSpan.FromSeconds(5), "Import-Module -Assembly $tests; " + script, ("tests", typeof(SelectFirstCommand).Assembly));

        run.Clean();
        Activity first = Assert.Single(seen, one => 599.Equals(one.GetTagItem("http.response.status_code")));
        Activity ended = Assert.Single(seen, one => one.SpanId == first.ParentSpanId);
        Assert.Equal((command, status, description), (ended.OperationName, ended.Status, ended.StatusDescription));
        Assert.Equal((exitCode, calls), (ended.GetTagItem("docsigning.exit_code"), ended.GetTagItem("docsigning.calls")));
        Assert.Contains(events.Seen, one => one.StartsWith($"Run {command} {exitCode} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_doubt_about_what_has_a_name_is_told_without_it()
    {
        var seen = new ConcurrentQueue<Activity>();
        using ActivityListener listener = Listen(seen);
        using var events = new Listener();
        _sandbox.Server.Answering = call => call.Method == "POST" ? ByHand.DropAfter : null;

        ScriptRun run = await _sandbox.RunAsync(
            TimeSpan.FromSeconds(5),
            "New-DocSigningOrganization -Name 'Tindfjell AS' -Address 'Strandgaten 9' -City Bergen -State Vestland -Zip 5013 -Country NO "
            + "-Telephone '+47 55' -Contact @{ FirstName = 'Ida'; LastName = 'Berg'; Email = 'ida.berg@fjordlab.example'; "
            + "JobTitle = 'IT'; Telephone = '+47 1' }");

        PSObject summary = Assert.Single(run.Summaries);
        Assert.Equal("3 Tindfjell AS", $"{summary.Properties["ExitCode"].Value} {summary.Properties["InDoubtIds"].Value}");
        Assert.Contains("InDoubt New-DocSigningOrganization an input", events.Seen);
        Assert.Contains(seen, one => one.Events.Any(told => told.Name == "InDoubt" && "an input".Equals(told.Tags.Single().Value)));
        string text = string.Join(' ', seen.SelectMany(one => one.Events.SelectMany(told => told.Tags)).Select(tag => $"{tag.Value}"));
        Assert.DoesNotContain("Tindfjell", text + string.Join(' ', events.Seen), StringComparison.Ordinal);
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> seen)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "DigiCertDocSign",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = seen.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static PSObject Lars() => SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example");

    private static PSObject Nora() => SandboxSession.Person("Nora", "Vik", "nora.vik@fjordlab.example");

    private sealed class Listener : EventListener
    {
        public ConcurrentQueue<string> Seen { get; } = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "DigiCertDocSign")
            {
                EnableEvents(eventSource, EventLevel.Informational);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            Seen.Enqueue($"{eventData.EventName} {string.Join(' ', eventData.Payload ?? new([]))}");
    }
}
