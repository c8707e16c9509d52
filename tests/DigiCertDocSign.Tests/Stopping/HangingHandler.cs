namespace DigiCertDocSign.Tests.Stopping;

/// <summary>
/// Stands behind the socket, before the sandbox: never answers the calls chosen to hang, and knows when their client has left.
/// </summary>
internal sealed class HangingHandler(HttpMessageHandler sandbox, Func<HttpRequestMessage, bool> hangs) : DelegatingHandler(sandbox)
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the first call hangs.</summary>
    public Task Arrived => _arrived.Task;

    /// <summary>Ends when that call's connection has ended, by the client: the server does not end it.</summary>
    public Task Left => _left.Task;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!hangs(request))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        _arrived.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            _left.TrySetResult();
        }

        throw new InvalidOperationException("An endless wait has ended.");
    }
}
