namespace CertCentral.Transport;

/// <summary>A session as one listener sees it, and with the patience of one caller.</summary>
internal sealed class ApiConnection(ApiSession session, ICallObserver? observer, TimeSpan patience) : IDisposable
{
    public ApiConnection WithObserver(ICallObserver listener) => new(session, listener, patience);

    public ApiConnection WithPatience(TimeSpan longestWait) => new(session, observer, longestWait);

    /// <summary>Sends the call as often as it may and must be sent.</summary>
    /// <returns>An answer with a status of 2xx.</returns>
    /// <exception cref="Errors.CertCentralException">No attempt gave such an answer.</exception>
    /// <exception cref="Errors.CallCanceledException">The caller cancelled.</exception>
    public Task<ApiAnswer> SendAsync(ApiCall call, CancellationToken cancellationToken) =>
        session.SendAsync(call, new ObserverGuard(observer), patience, cancellationToken);

    public IReadOnlyList<Pacing.CallLimit> EffectiveLimits => session.EffectiveLimits;

    public DateTimeOffset? ServerTime => session.ServerTime;

    public void Dispose() => session.Dispose();
}
