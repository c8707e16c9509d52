using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

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
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "DigiCertDocSign",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = seen.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

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
