using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using CertCentral.Errors;
using DigiCertDocSign.Errors;

namespace DigiCertDocSign.Cmdlets;

/// <summary>What is counted for every command alike. Calls may be counted on any thread, the rest on the pipeline thread.</summary>
internal sealed class RunFigures
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<string> _inDoubt = [];
    private int _calls;
    private int _done;
    private int _failed;

    public void CountCall() => Interlocked.Increment(ref _calls);

    public void CountDone() => _done++;

    /// <param name="fault">As its error record has it.</param>
    /// <param name="target">What the record carries.</param>
    public void CountFault(Exception fault, object? target)
    {
        if (fault is DocSigningException or CertCentralException && FaultTable.LeavesDoubt(fault))
        {
            _inDoubt.Add(IdOf(target));
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
        Duration = _watch.Elapsed,
        CallsMade = Volatile.Read(ref _calls),
        StoppedBecause = stoppedBecause,
    };

    private static string IdOf(object? target) => target is OrderIntent intent ? intent.Reference
        : target is null ? "unknown"
        : PSObject.AsPSObject(target).Properties["OrderId"]?.Value is { } orderId ? Text(orderId)
        : target is PSObject piped && piped.BaseObject is PSCustomObject ? $"{piped.Properties["Email"]?.Value ?? "an input"}"
        : Text(target);

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
