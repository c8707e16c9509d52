namespace CertCentral.Transport;

/// <summary>A session as one caller uses it: with the observer and the patience of that caller.</summary>
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

    /// <summary>As <see cref="SendAsync"/>, and reads the answer.</summary>
    /// <param name="call">What is asked.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <param name="lacks">
    /// Names a needed field that the object does not have; null when it has all. Left out, every object will do.
    /// </param>
    /// <exception cref="Errors.UnreadableAnswerException">The answer is no JSON object, or lacks a field.</exception>
    public async Task<T> ReadAsync<T>(ApiCall call, CancellationToken cancellationToken, Func<T, string?>? lacks = null)
        where T : WireObject, new()
    {
        ApiAnswer answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        T read = answer.Read<T>();
        return lacks?.Invoke(read) is { } field ? throw answer.Lacks(field) : read;
    }

    public IReadOnlyList<Pacing.CallLimit> EffectiveLimits => session.EffectiveLimits;

    public DateTimeOffset? ServerTime => session.ServerTime;

    public void Dispose() => session.Dispose();
}
