using CertCentral.Errors;
using CertCentral.Json;

namespace CertCentral.Transport;

/// <summary>A call while it is tried: its listener, its attempts, and its body, written once for all of them.</summary>
internal sealed class CallInProgress(ApiCall call, ObserverGuard observer, Patience patience) : IDisposable
{
    private ArraySegment<byte> _body;

    public ApiCall Call { get; } = call;

    public ObserverGuard Observer { get; } = observer;

    public Patience Patience { get; } = patience;

    /// <summary>1 for the first.</summary>
    public int AttemptNumber { get; set; }

    /// <summary>Whether any attempt has gone out that the server may have carried out.</summary>
    public bool MayBeExecuted { get; set; }

    /// <summary>The body as UTF-8; only for a call that has one.</summary>
    public ArraySegment<byte> Utf8Body()
    {
        if (_body.Array is null)
        {
            _body = WireText.ToUtf8(Call.Body!);
        }

        return _body;
    }

    public void ReportWait(WaitReason reason, TimeSpan duration, int attempt) =>
        Observer.Waiting(new CallWait(Call.Route.Method.Method, Call.Path, reason, duration, attempt));

    /// <summary>The body may hold a card number: it does not stay in memory.</summary>
    public void Dispose()
    {
        if (_body.Array is { } bytes)
        {
            Array.Clear(bytes, 0, bytes.Length);
        }
    }
}

/// <summary>The end of one attempt: an answer or a failure, and how long the server asked to wait.</summary>
internal sealed record Attempt(CallInProgress Work)
{
    public ApiAnswer? Answer { get; init; }

    public CertCentralException? Failure { get; init; }

    /// <summary>Null when no answer came.</summary>
    public int? StatusCode => Answer?.StatusCode ?? Failure?.StatusCode;

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>When the server says it answered; only of an answer that succeeded, since a gateway's own page may bear another clock's time.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>How long to wait after a failure before the next attempt.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>
    /// A call that changes nothing, or sets a state, may follow any fault that can pass. A call that may cost money
    /// follows only a failure after which the server has certainly done nothing.
    /// </summary>
    public bool MayRepeat =>
        Failure is not null
        && (Failure.Executed == false
            || (Work.Call.Route.IsRepeatable && Failure is ServerFaultException or ConnectionLostException or RequestTimedOutException));
}

/// <summary>How long one call may wait for faults to pass, from its first attempt on. Not safe for threads.</summary>
/// <param name="time">The clock of the waits.</param>
/// <param name="longest">Infinite for no bound.</param>
internal sealed class Patience(TimeProvider time, TimeSpan longest)
{
    private long? _began;

    /// <summary>The first attempt leaves; later calls change nothing.</summary>
    public void Begin() => _began ??= time.GetTimestamp();

    /// <summary>Whether a pause that starts now ends in time.</summary>
    public bool Allows(TimeSpan pause) =>
        longest == Timeout.InfiniteTimeSpan || (_began is { } began ? time.GetElapsedTime(began) : TimeSpan.Zero) + pause <= longest;
}

/// <summary>Keeps what an observer throws away from the call it watches.</summary>
internal readonly struct ObserverGuard(ICallObserver? observer)
{
    public bool IsListening => observer is not null;

    public void Completed(CallTrace trace)
    {
        try
        {
            observer?.OnCompleted(trace);
        }
        catch (Exception)
        {
            // Said in the contract of the observer: the answer to a paid order matters more than a line of a log.
        }
    }

    public void Waiting(CallWait wait)
    {
        try
        {
            observer?.OnWaiting(wait);
        }
        catch (Exception)
        {
            // As above.
        }
    }

    public void Warn(string message)
    {
        try
        {
            observer?.OnWarning(message);
        }
        catch (Exception)
        {
            // As above.
        }
    }
}
