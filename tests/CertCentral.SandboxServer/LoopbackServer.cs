using System.Collections.Concurrent;
using System.Net;
using CertCentral.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace CertCentral.SandboxServer;

/// <summary>
/// A real socket on 127.0.0.1 in front of the sandbox or of any other handler, so that tests meet HTTP as it is: headers,
/// chunks, broken connections. An exception of the handler breaks the connection.
/// </summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _invoker;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<RecordedCall> _calls = new();
    private readonly SandboxHandler? _sandbox;
    private int _disposed;

    private LoopbackServer(WebApplication app, HttpMessageHandler handler)
    {
        _app = app;
        _sandbox = handler as SandboxHandler;
        _invoker = new HttpMessageInvoker(handler);
    }

    /// <summary>For example http://127.0.0.1:40213/services/v2, without a slash at the end.</summary>
    public Uri BaseUri { get; private set; } = null!;

    /// <summary>All calls so far, in the order of their arrival; a copy.</summary>
    public IReadOnlyList<RecordedCall> Calls => [.. _calls];

    /// <summary>Asked for every call: null lets the handler answer. May be changed at any time.</summary>
    public Func<RecordedCall, ByHand?>? Answering { get; set; }

    /// <summary>Hears of each call that the handler has carried out, before the client gets the answer.</summary>
    public Action<RecordedCall>? CarriedOut { get; set; }

    /// <summary>The sandbox's own truth.</summary>
    /// <exception cref="InvalidOperationException">Another handler stands behind the socket.</exception>
    public SandboxServerState Sandbox =>
        _sandbox?.State ?? throw new InvalidOperationException("No sandbox stands behind this server.");

    /// <summary>Somebody at the console of the sandbox.</summary>
    /// <exception cref="InvalidOperationException">Another handler stands behind the socket.</exception>
    public SandboxConsole Console =>
        _sandbox?.Console ?? throw new InvalidOperationException("No sandbox stands behind this server.");

    /// <param name="options">For the sandbox that the server owns.</param>
    public static Task<LoopbackServer> StartAsync(SandboxOptions options) => StartAsync(new SandboxHandler(options));

    /// <param name="handler">Owned by the server from here on.</param>
    public static async Task<LoopbackServer> StartAsync(HttpMessageHandler handler)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port: 0);
        });
        var server = new LoopbackServer(builder.Build(), handler);
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        string address =
            server._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        server.BaseUri = new Uri(address + "/services/v2");
        return server;
    }

    public void ForgetCalls() => _calls.Clear();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        // Already cancelled: open connections are cut instead of waited for.
        await _app.StopAsync(_stopping.Token);
        await _app.DisposeAsync();
        _invoker.Dispose();
        _stopping.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        RecordedCall recorded = HttpBridge.Record(context, body.ToArray());
        _calls.Enqueue(recorded);
        ByHand? byHand = Answering?.Invoke(recorded);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        if (byHand is null || byHand.HandlerRuns)
        {
            using HttpRequestMessage request = HttpBridge.ToMessage(context, body.ToArray());
            try
            {
                using HttpResponseMessage response = await _invoker.SendAsync(request, gone.Token);
                CarriedOut?.Invoke(recorded);
                if (byHand is null)
                {
                    await HttpBridge.CopyAsync(response, context, _sandbox is not null && response.Headers.Date is null);
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                context.Abort();
                return;
            }
        }

        await AnswerByHandAsync(context, byHand, gone.Token);
    }

    private static async Task AnswerByHandAsync(HttpContext context, ByHand byHand, CancellationToken gone)
    {
        switch (byHand.Kind)
        {
            case ByHandKind.Drop:
                context.Abort();
                break;
            case ByHandKind.Hang:
                var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using (gone.Register(end.SetResult))
                {
                    await end.Task;
                }

                context.Abort();
                break;
            default:
                await HttpBridge.WriteAsync(context, byHand);
                break;
        }
    }
}
