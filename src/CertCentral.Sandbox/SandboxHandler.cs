using CertCentral.Sandbox.Http;

namespace CertCentral.Sandbox;

/// <summary>
/// A CertCentral in memory, in place of the network behind HttpClient: one account with one key, whose orders change as time passes. It
/// answers for every host; the paths start with <c>/services/v2</c>. Nothing is bought, and every order says so. Safe for threads.
/// </summary>
public sealed class SandboxHandler : HttpMessageHandler
{
    private readonly SandboxEngine _engine;
    private readonly DateHeader _date;

    /// <exception cref="IOException">The state file is in use by another sandbox, or cannot be read.</exception>
    /// <exception cref="ArgumentException">An option makes no sense; the message names it.</exception>
    public SandboxHandler(SandboxOptions options)
    {
        _engine = new SandboxEngine(options ?? throw new ArgumentNullException(nameof(options)));
        _date = new DateHeader(options.Habits, options.TimeProvider);
        State = new SandboxServerState(_engine);
        Console = new SandboxConsole(_engine);
    }

    /// <summary>What the sandbox itself knows, for tests and for people who rehearse.</summary>
    public SandboxServerState State { get; }

    /// <summary>Somebody else who works on the same account.</summary>
    public SandboxConsole Console { get; }

    /// <summary>Turns the clock of the sandbox forward, which was given as a <see cref="SandboxTime"/>; its orders move on.</summary>
    /// <exception cref="InvalidOperationException">It has another clock.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It would go back.</exception>
    public void TurnClock(TimeSpan by) => _engine.TurnClock(by);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        SandboxCall call = await SandboxCall.ReadAsync(request, cancellationToken).ConfigureAwait(false);
        SandboxAnswer answer = await _engine.AnswerAsync(call, cancellationToken).ConfigureAwait(false);
        HttpResponseMessage message = answer.ToMessage(request);
        message.Headers.Date = _date.Next();
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
