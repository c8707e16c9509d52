using System.Net;
using System.Text;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>Stands between a client and a server, and lets a test answer, delay, break or watch a call.</summary>
internal sealed class WireTap(HttpMessageHandler server) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _server = new(server, disposeHandler: false);

    /// <summary>Gets the call and the way to the server; null passes everything on.</summary>
    public Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, CancellationToken, Task<HttpResponseMessage>>? Meddle { get; set; }

    /// <summary>Hears of each call before it is passed on.</summary>
    public Action? OnCall { get; set; }

    /// <summary>Hears of each call before the client is asked for its body, while it waits for a connection.</summary>
    public Action<HttpRequestMessage>? OnConnecting { get; set; }

    public static bool IsOrder(HttpRequestMessage call) =>
        call.Method == HttpMethod.Post && call.RequestUri!.AbsolutePath.EndsWith("ds_org_individual", StringComparison.Ordinal);

    /// <summary>Whether the call asks for the details of one order.</summary>
    public static bool IsDetailsOf(long orderId, HttpRequestMessage call) =>
        call.Method == HttpMethod.Get && call.RequestUri!.AbsolutePath.EndsWith($"/{orderId}", StringComparison.Ordinal);

    /// <summary>CertCentral's own no.</summary>
    public static HttpResponseMessage Refusal(HttpStatusCode code) => new(code)
    {
        Content = new StringContent("""{"errors":[{"code":"access_denied","message":"x"}]}""", Encoding.UTF8, "application/json"),
    };

    public static HttpRequestException Broken() => new("The connection broke.", new IOException("The connection broke."));

    public static HttpRequestException Unreachable() =>
        new(
            HttpRequestError.ConnectionError,
            "refused",
            new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        OnConnecting?.Invoke(request);
        if (request.Content is { } body)
        {
            // A server hears of a call when its body has left.
            await body.LoadIntoBufferAsync(cancellationToken);
        }

        OnCall?.Invoke();
        Task<HttpResponseMessage> PassOn() => _server.SendAsync(request, cancellationToken);
        return await (Meddle is { } meddle ? meddle(request, PassOn, cancellationToken) : PassOn());
    }
}
