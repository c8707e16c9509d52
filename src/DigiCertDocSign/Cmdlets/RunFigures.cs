using System.Globalization;
using System.Management.Automation;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Events;

namespace DigiCertDocSign.Cmdlets;

/// <summary>What is counted for every command alike. Calls may be counted on any thread, the rest on the pipeline thread.</summary>
/// <remarks>Whoever listens to the module's events hears of the same.</remarks>
internal sealed class RunFigures
{
    private static readonly string[] AddressFields = ["Email", "EmailAddress", "Mail"];

    private readonly RunActivity _activity = new();
    private readonly long _begun = TimeProvider.System.GetTimestamp();
    private readonly List<string> _inDoubt = [];
    private readonly List<string> _untold = [];
    private volatile string? _command;
    private int _calls;
    private int _done;
    private int _failed;

    public void CountCall(string command, CallTrace call)
    {
        Interlocked.Increment(ref _calls);
        _command = command;
        RunEventSource.Log.Called(command, call);
        _activity.Called(command, call);
    }

    /// <summary>A new order stands.</summary>
    public void TellOrder(string command, long orderId)
    {
        _command = command;
        RunEventSource.Log.Ordered(command, orderId);
        _activity.Happened(command, "OrderPlaced", orderId);
    }

    /// <summary>What was decided about an order or a request, in a word.</summary>
    public void TellDecision(string command, string verdict, long id)
    {
        _command = command;
        RunEventSource.Log.Decided(command, verdict, id);
        _activity.Happened(command, verdict, id);
    }

    /// <summary>The command is over.</summary>
    public void TellEnd(RunSummary summary)
    {
        RunEventSource.Log.Ended(summary);
        _activity.Ended(summary);
    }

    /// <summary>The pipeline was stopped. Of a command of which nothing was told, nothing is told now.</summary>
    /// <param name="complete">Adds what the command alone counts.</param>
    public void TellStopped(Func<RunSummary, RunSummary> complete)
    {
        if (_command is { } command)
        {
            TellEnd(complete(Summarize(command, RunActivity.Stopped)));
        }
    }

    public void CountDone() => _done++;

    /// <summary>An input that failed without an error.</summary>
    public void CountFailed() => _failed++;

    /// <summary>Inputs that could not be told, without those of which it is not known whether they were ordered.</summary>
    public IReadOnlyList<string> UntoldIds => [.. _untold.Distinct()];

    /// <param name="fault">As its error record has it.</param>
    /// <param name="target">What the record carries.</param>
    public void CountFault(Exception fault, object? target)
    {
        if (fault is DocSigningException or CertCentralException && FaultTable.LeavesDoubt(fault))
        {
            string id = IdOf(target);
            _inDoubt.Add(id);
            if (fault is not DocSigningException { Kind: FaultKind.OrderOutcomeUnknown })
            {
                _untold.Add(id);
            }
        }
        else
        {
            _failed++;
        }
    }

    /// <param name="command">Whose figures they are.</param>
    /// <param name="stoppedBecause">Why it ends early; null when it does not.</param>
    public RunSummary Summarize(string command, string? stoppedBecause) => new()
    {
        Command = command,
        Done = _done,
        Failed = _failed,
        InDoubtIds = [.. _inDoubt.Distinct()],
        Duration = TimeProvider.System.GetElapsedTime(_begun),
        CallsMade = Volatile.Read(ref _calls),
        StoppedBecause = stoppedBecause,
    };

    private static string IdOf(object? target) => target is OrderIntent intent ? intent.Reference
        : target is null ? "unknown"
        : PSObject.AsPSObject(target).Properties["OrderId"]?.Value is { } orderId ? Text(orderId)
        : target is PSObject piped && piped.BaseObject is PSCustomObject ? AddressOf(piped)
        : Text(target);

    private static string AddressOf(PSObject piped) =>
        AddressFields.Select(name => $"{piped.Properties[name]?.Value}").FirstOrDefault(address => address.Length > 0) ?? "an input";

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
