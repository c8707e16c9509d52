using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CertCentral.Tests.Transport;

/// <summary>A real socket on loopback that answers by the byte, or does not answer.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<int, RawReply> _script;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _turns;

    /// <param name="script">What to do at each turn, counted from 1.</param>
    /// <param name="port">0 takes a free one.</param>
    public RawServer(Func<int, RawReply> script, int port = 0)
    {
        _script = script;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri BaseUri => new($"http://127.0.0.1:{Port}/services/v2");

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Every call that was read whole, head and body.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Set when a call hangs.</summary>
    public TaskCompletionSource Hanging { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A port where nobody listens.</summary>
    public static int ClosedPort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException
            || (exception is InvalidOperationException && _stop.IsCancellationRequested))
        {
            // Stopped while it waited, or between two clients.
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                while (await ServeTurnAsync(client))
                {
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<bool> ServeTurnAsync(TcpClient client)
    {
        NetworkStream stream = client.GetStream();
        byte[] first = new byte[1];
        if (await stream.ReadAsync(first, _stop.Token) == 0)
        {
            return false;
        }

        RawReply reply = _script(Interlocked.Increment(ref _turns));
        if (reply.Kind == RawReplyKind.DropBeforeReading)
        {
            client.LingerState = new LingerOption(true, 0);
            return false;
        }

        Calls.Enqueue(await ReadCallAsync(stream, first[0]));
        if (reply.Kind == RawReplyKind.Hang)
        {
            Hanging.SetResult();
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }

        await stream.WriteAsync(reply.Bytes, _stop.Token);
        return reply.Kind == RawReplyKind.Answer;
    }

    private async Task<string> ReadCallAsync(NetworkStream stream, byte first)
    {
        var received = new List<byte> { first };
        byte[] buffer = new byte[4096];
        while (true)
        {
            string text = Encoding.UTF8.GetString([.. received]);
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 && received.Count >= Encoding.UTF8.GetByteCount(text[..end]) + 4 + BodyLength(text[..end]))
            {
                return text;
            }

            int read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                throw new IOException("The call ended early.");
            }

            received.AddRange(buffer.AsSpan(0, read));
        }
    }

    private static int BodyLength(string head)
    {
        string? line = head.Split("\r\n").FirstOrDefault(field => field.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : int.Parse(line.Split(':')[1], CultureInfo.InvariantCulture);
    }
}
