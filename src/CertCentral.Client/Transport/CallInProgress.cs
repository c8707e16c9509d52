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
            _body = WireText.ToUtf8(Call.Body!, Secrets.Plain);
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
