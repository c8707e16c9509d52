using System.Diagnostics.Tracing;
using CertCentral;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Events;

/// <summary>
/// What a run does, for Event Tracing, dotnet-trace and an EventListener: calls without bodies and without their queries, orders, decisions
/// and doubts. It names no person. Where nobody listens, nothing is made.
/// </summary>
[EventSource(Name = SourceName)]
public sealed class RunEventSource : EventSource
{
    /// <summary>Of this source and of the <see cref="RunActivity"/>.</summary>
    public const string SourceName = "DigiCertDocSign";

    private RunEventSource()
    {
    }

    public static RunEventSource Log { get; } = new();

    /// <summary>One attempt of a call has ended; without an answer its status is 0.</summary>
    [NonEvent]
    public void Called(string command, CallTrace call)
    {
        if (IsEnabled())
        {
            Call(command, call.Method, call.Route, call.StatusCode ?? 0, call.Duration.TotalMilliseconds, call.Attempt);
        }
    }

    /// <summary>A new order stands.</summary>
    [NonEvent]
    public void Ordered(string command, long orderId)
    {
        if (IsEnabled())
        {
            OrderPlaced(command, orderId);
        }
    }

    /// <summary>What was decided, in a word, about an order or a request.</summary>
    [NonEvent]
    public void Decided(string command, string verdict, long id)
    {
        if (IsEnabled())
        {
            Decision(command, verdict, id);
        }
    }

    /// <summary>The command is over: what is in doubt, and how it went.</summary>
    [NonEvent]
    public void Ended(RunSummary summary)
    {
        if (!IsEnabled())
        {
            return;
        }

        foreach (string id in summary.InDoubtIds)
        {
            InDoubt(summary.Command, NameOf(id));
        }

        Run(
            summary.Command, summary.ExitCode, summary.Done, summary.Failed, summary.CallsMade, summary.Duration.TotalMilliseconds);
    }

    /// <summary>The number of an order or a request, or a reference of the journal. All else may be a name or an address.</summary>
    internal static string NameOf(string id) =>
        id.All(letter => letter is >= '0' and <= '9') || IntentReference.Is(id) ? id : "an input";

    [Event(1, Level = EventLevel.Informational)]
    private void Call(string command, string method, string route, int status, double milliseconds, int attempt) =>
        WriteEvent(1, command, method, route, status, milliseconds, attempt);

    [Event(2, Level = EventLevel.Informational)]
    private void OrderPlaced(string command, long orderId) => WriteEvent(2, command, orderId);

    [Event(3, Level = EventLevel.Informational)]
    private void Decision(string command, string verdict, long id) => WriteEvent(3, command, verdict, id);

    [Event(4, Level = EventLevel.Warning)]
    private void InDoubt(string command, string id) => WriteEvent(4, command, id);

    [Event(5, Level = EventLevel.Informational)]
    private void Run(string command, int exitCode, int done, int failed, int calls, double milliseconds) =>
        WriteEvent(5, command, exitCode, done, failed, calls, milliseconds);
}
