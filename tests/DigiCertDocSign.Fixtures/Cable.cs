using System.Net;
using System.Net.Sockets;

namespace DigiCertDocSign.Fixtures;

/// <summary>
/// A cable to a server of this machine, which a test can pull: a port that hands on what comes. Like a proxy it takes what its other end no
/// longer hears, so that neither end notices by itself.
/// </summary>
public sealed class Cable : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _pairs = [];
    private readonly int _target;
    private readonly Task _accepting;
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? _asked;
    private volatile Fault _fault;
    private int _connections;
    private long _roundTrips;

    /// <param name="target">The server's port.</param>
    public Cable(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    private enum Fault
    {
        None,
        Silent,
        NextAnswerLost,
        NextRequestLost,
        AnswersHeld,
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections there were.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How often a client has asked and the server has answered: what is written before an answer came counts once.</summary>
    public long RoundTrips => Interlocked.Read(ref _roundTrips);

    /// <summary>Neither end hears the other any more, and nothing is closed; new connections hear nothing either.</summary>
    public void Pull() => _fault = Fault.Silent;

    /// <summary>The next answer does not come back from the server, and its connection ends. Later ones are well.</summary>
    public void LoseNextAnswer() => _fault = Fault.NextAnswerLost;

    /// <summary>The next request does not come to the server, and its connection ends. Later ones are well.</summary>
    public void LoseNextRequest() => _fault = Fault.NextRequestLost;

    /// <summary>From the request on that has these bytes no answer comes back.</summary>
    /// <returns>Ends when the server has answered it.</returns>
    public Task HoldAnswersFrom(byte[] asked)
    {
        _asked = asked;
        return _held.Task;
    }

    /// <summary>What was held is lost; later connections are well.</summary>
    public void DropHeld() => _fault = Fault.None;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        Task[] pairs;
        lock (_pairs)
        {
            pairs = [.. _pairs];
        }

        await Task.WhenAll(pairs);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                lock (_pairs)
                {
                    _pairs.Add(ServeAsync(client));
                }
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        using (var pair = CancellationTokenSource.CreateLinkedTokenSource(_end.Token))
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, pair.Token);
                (client.NoDelay, server.NoDelay) = (true, true);
                int asks = 0;
                Task[] both =
                [
                    CopyAsync(client.GetStream(), server.GetStream(), Fault.NextRequestLost, () => Volatile.Write(ref asks, 1), pair.Token),
                    CopyAsync(
                        server.GetStream(),
                        client.GetStream(),
                        Fault.NextAnswerLost,
                        () => Interlocked.Add(ref _roundTrips, Interlocked.Exchange(ref asks, 0)),
                        pair.Token),
                ];
                await Task.WhenAny(both);
                await pair.CancelAsync();
                await Task.WhenAll(both);
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or IOException)
            {
                // One end is gone, and so is the other then.
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Fault loses, Action onPassing, CancellationToken end)
    {
        byte[] buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, end) is > 0 and int count)
        {
            onPassing();
            if (_fault == loses)
            {
                _fault = Fault.None;
                return;
            }

            if (loses == Fault.NextRequestLost && _asked is { } asked && buffer.AsSpan(0, count).IndexOf(asked) >= 0)
            {
                (_asked, _fault) = (null, Fault.AnswersHeld);
            }

            if (loses == Fault.NextAnswerLost && _fault == Fault.AnswersHeld)
            {
                _held.TrySetResult();
                continue;
            }

            if (_fault != Fault.Silent)
            {
                await to.WriteAsync(buffer.AsMemory(0, count), end);
            }
        }

        if (_fault == Fault.Silent)
        {
            await Task.Delay(Timeout.Infinite, end);
        }
    }
}
