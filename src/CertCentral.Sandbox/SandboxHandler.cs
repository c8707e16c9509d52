using CertCentral.Sandbox.Http;

namespace CertCentral.Sandbox;

/// <summary>
/// A CertCentral in memory: one account with one key, whose orders move with the clock, behind HttpClient instead of a
/// socket. It serves any host; paths start at <c>/services/v2</c>. It costs nothing, and every order it makes says so.
/// Safe for many threads.
/// </summary>
public sealed class SandboxHandler : HttpMessageHandler
{
    private readonly SandboxEngine _engine;
    private readonly TimeProvider _time;

    /// <exception cref="IOException">The state file is in use by another sandbox, or cannot be read.</exception>
    /// <exception cref="ArgumentException">An option makes no sense; the message names it.</exception>
    public SandboxHandler(SandboxOptions options)
    {
        _engine = new SandboxEngine(options ?? throw new ArgumentNullException(nameof(options)));
        _time = options.TimeProvider;
        State = new SandboxServerState(_engine);
    }

    /// <summary>The sandbox's own truth, for tests and for people who rehearse.</summary>
    public SandboxServerState State { get; }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = await SandboxCall.ReadAsync(request, cancellationToken).ConfigureAwait(false);
        var answer = await _engine.AnswerAsync(call, cancellationToken).ConfigureAwait(false);
        var message = answer.ToMessage(request);
        message.Headers.Date = _time.GetUtcNow();
        return message;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _engine.Dispose();
        }

        base.Dispose(disposing);
    }
}
