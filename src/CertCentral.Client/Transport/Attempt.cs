using CertCentral.Errors;

namespace CertCentral.Transport;

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
