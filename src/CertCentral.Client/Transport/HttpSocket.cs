using System.Net;
using System.Security.Authentication;

namespace CertCentral.Transport;

/// <summary>The real network.</summary>
internal static class HttpSocket
{
    // Per handler, so that nothing else in the process changes. .NET Framework 4.7.2 has no name for TLS 1.3.
    private const SslProtocols Protocols =
#if NET
        SslProtocols.Tls12 | SslProtocols.Tls13;
#else
        SslProtocols.Tls12;
#endif

    /// <param name="proxy">Null means the proxy of the system.</param>
    public static HttpMessageHandler Create(IWebProxy? proxy)
    {
        var handler = new HttpClientHandler
        {
            // A redirect would carry the key to wherever the answer says.
            AllowAutoRedirect = false,
            UseCookies = false,
            SslProtocols = Protocols,
            UseProxy = true,

            // One person works at one order at a time; .NET Framework would allow two connections only.
            MaxConnectionsPerServer = 64,
        };
        if (proxy is not null)
        {
            handler.Proxy = proxy;
        }

        return handler;
    }
}
