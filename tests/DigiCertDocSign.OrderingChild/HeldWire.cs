using System.Net.Sockets;
using System.Text;

namespace DigiCertDocSign.OrderingChild;

/// <summary>
/// A network on which an order does not leave until somebody lets it: its first byte waits for a line on the standard input, as it does
/// in a machine that stands still just then. Says "held" when one waits.
/// </summary>
internal static class HeldWire
{
    private static readonly byte[] Order = Encoding.ASCII.GetBytes("POST /services/v2/order/certificate/ds_org_individual ");

    public static HttpMessageHandler Create() => new SocketsHttpHandler { ConnectCallback = ConnectAsync };

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new Wire(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Wire(Socket socket) : NetworkStream(socket, ownsSocket: true)
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.Span.StartsWith(Order))
            {
                Console.WriteLine("held");
                Console.ReadLine();
            }

            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
