using System.Runtime.ExceptionServices;
using CertCentral.Errors;
using CertCentral.Json;

namespace CertCentral.Transport;

/// <summary>A call that is being sent: its observer, its attempts, and its body, which is written once for all of them.</summary>
internal sealed class CallInProgress(ApiCall call, ObserverGuard observer, Patience patience) : IDisposable
{
    private ArraySegment<byte> _body;

    public ApiCall Call { get; } = call;

    public ObserverGuard Observer { get; } = observer;

    public Patience Patience { get; } = patience;

    /// <summary>1 for the first.</summary>
    public int AttemptNumber { get; private set; }

    /// <summary>Whether the server may have carried out one of the earlier attempts.</summary>
    public bool MayBeExecuted { get; set; }

    /// <summary>Whether this attempt may have reached the server. Without its body no call does anything.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Why the caller did not let this attempt leave; null when it did.</summary>
    public ExceptionDispatchInfo? Withheld { get; set; }

    public void BeginAttempt()
    {
        AttemptNumber++;
        HasLeft = false;
    }

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

    /// <summary>Wipes the body, which may hold a card number.</summary>
    public void Dispose()
    {
        if (_body.Array is { } bytes)
        {
            Array.Clear(bytes, 0, bytes.Length);
        }
    }
}

/// <summary>How one attempt ended: with an answer or a failure, and how long the server asked to wait.</summary>
internal sealed record Attempt(CallInProgress Work)
{
    public ApiAnswer? Answer { get; init; }

    public CertCentralException? Failure { get; init; }

    /// <summary>Null when no answer came.</summary>
    public int? StatusCode => Answer?.StatusCode ?? Failure?.StatusCode;

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How long to wait after a failure before the next attempt.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>
    /// A call that changes nothing, or that sets a state, may be repeated after every fault that can pass. A call that may cost money
    /// is repeated only when the server has certainly done nothing.
    /// </summary>
    public bool MayRepeat =>
        Failure is not null
        && (Failure.Executed == false
            || (Work.Call.Route.IsRepeatable
                && Failure is ServerFaultException or ConnectionLostException or CallTimedOutException or RateLimitedException
                    or UnreadableAnswerException { MayPass: true }));
}

/// <summary>How long one call may wait for faults to pass, counted from its first attempt. Not safe for threads.</summary>
/// <param name="time">The clock of the waits.</param>
/// <param name="longest">Infinite for no bound.</param>
internal sealed class Patience(TimeProvider time, TimeSpan longest)
{
    private long? _began;

    /// <summary>Notes that the first attempt is sent. Further attempts change nothing.</summary>
    public void Begin() => _began ??= time.GetTimestamp();

    /// <summary>Whether the call may still make a pause of this length.</summary>
    public bool Allows(TimeSpan pause) =>
        longest == Timeout.InfiniteTimeSpan || (_began is { } began ? time.GetElapsedTime(began) : TimeSpan.Zero) + pause <= longest;
}

/// <summary>Tells an observer of a call. An exception of the observer does not reach the call.</summary>
internal readonly struct ObserverGuard(ICallObserver? observer)
{
    public bool IsListening => observer is not null;

    public bool SeesBodies => observer is IBodyObserver { SeesBodies: true };

    public void Completed(CallTrace trace) => Tell(static (observer, trace) => observer.OnCompleted(trace), trace);

    /// <summary>The text is made here too, so that no fault in it takes the place of an answer.</summary>
    public void Body(Func<CallBody> read) => Tell(static (observer, read) => ((IBodyObserver)observer).OnBody(read()), read);

    public void Waiting(CallWait wait) => Tell(static (observer, wait) => observer.OnWaiting(wait), wait);

    public void Warn(string message) => Tell(static (observer, message) => observer.OnWarning(message), message);

    private void Tell<T>(Action<ICallObserver, T> tell, T news)
    {
        if (observer is null)
        {
            return;
        }

        try
        {
            tell(observer, news);
        }
        catch (Exception)
        {
            // ICallObserver says so: the answer to a paid order matters more than a line of a log.
        }
    }
}
