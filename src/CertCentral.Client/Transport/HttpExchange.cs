using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using System.Security.Authentication;
using CertCentral.Errors;

namespace CertCentral.Transport;

/// <summary>Sends one attempt and reads its answer. The API key enters here and goes nowhere else.</summary>
internal sealed class HttpExchange : IDisposable
{
    private const string KeyHeader = "X-DC-DEVKEY";
    private readonly CertCentralOptions _options;
    private readonly Uri _baseUri;

    // .NET parses an address when it is first used, and that costs more than all headers together. So fixed addresses are kept.
    private readonly ConcurrentDictionary<string, Uri> _fixedAddresses = new(StringComparer.Ordinal);
    private readonly string _userAgent;
    private readonly HttpMessageInvoker _http;

    public HttpExchange(CertCentralOptions options)
    {
        _options = options;
        _baseUri = BaseAddress.Check(options.BaseUri);
        _userAgent = options.UserAgent ?? $"CertCentral.Client/{typeof(HttpExchange).Assembly.GetName().Version!.ToString(3)}";
        _http = new HttpMessageInvoker(options.PrimaryHandler?.Invoke() ?? HttpSocket.Create(options.Proxy), disposeHandler: true);
    }

    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<Attempt> SendAsync(CallInProgress work, CancellationToken cancellationToken)
    {
        long started = _options.TimeProvider.GetTimestamp();
        Attempt attempt = await SendInTimeAsync(work, cancellationToken).ConfigureAwait(false);
        if (work.Observer.IsListening)
        {
            work.Observer.Completed(new CallTrace(
                work.Call.Route.Method.Method,
                work.Call.Path,
                work.Call.Route.Template,
                attempt.StatusCode,
                _options.TimeProvider.GetElapsedTime(started),
                work.AttemptNumber,
                attempt.Failure?.Message));
        }

        return attempt;
    }

    public void Dispose() => _http.Dispose();

    private async Task<Attempt> SendInTimeAsync(CallInProgress work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = TimeOut();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await ExchangeAsync(work, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (work.Withheld is not null || IsNetworkFault(exception))
        {
            work.Withheld?.Throw();

            // When the caller has cancelled, what broke because of that is no fault.
            cancellationToken.ThrowIfCancellationRequested();
            return new Attempt(work)
            {
                Failure = timeout.IsCancellationRequested
                    ? NetworkFailure.TimedOut(work, _options.Timeout, exception)
                    : NetworkFailure.From(work, exception),
            };
        }
    }

    // .NET and .NET Framework have different names for this.
    private CancellationTokenSource TimeOut() =>
#if NET
        new(_options.Timeout, _options.TimeProvider);
#else
        _options.TimeProvider.CreateCancellationTokenSource(_options.Timeout);
#endif

    private async Task<Attempt> ExchangeAsync(CallInProgress work, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = Prepare(work);
        var redactor = new Redactor(_options.ApiKey, work.Call.Body);
        using HttpResponseMessage response = await ExchangeAsync(work, message, redactor, cancellationToken).ConfigureAwait(false);
        ApiAnswer answer = await AnswerReader.ReadAsync(work.Call, response, cancellationToken).ConfigureAwait(false);
        if (work.Observer.SeesBodies)
        {
            work.Observer.Body(() => Seen(work, answer.StatusCode, ShownBody.Of(answer, redactor)));
        }

        answer.Date = response.Headers.Date;
        CertCentralException? failure = answer.IsSuccess
            ? work.HasLeft ? work.Call.Check?.Invoke(answer) : AnswerFailure.TooEarly(work.Call, answer)
            : AnswerFailure.From(work.Call, answer, response.Headers.Location, redactor);
        return failure is null
            ? new Attempt(work) { Answer = answer }
            : new Attempt(work)
            {
                Failure = failure,
                RetryAfter = RetryAfter.Read(response.Headers, _options.TimeProvider.GetUtcNow()),
            };
    }

    // What has left is shown also when no answer comes.
    private async Task<HttpResponseMessage> ExchangeAsync(
        CallInProgress work, HttpRequestMessage message, Redactor redactor, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (work is { HasLeft: true, Call.Body: not null, Observer.SeesBodies: true })
            {
                work.Observer.Body(() => Seen(work, null, ShownBody.Of(work, redactor)));
            }
        }
    }

    private static CallBody Seen(CallInProgress work, int? status, string text) =>
        new(work.Call.Route.Method.Method, work.Call.Path, status, text);

    private HttpRequestMessage Prepare(CallInProgress work)
    {
        ApiCall call = work.Call;
        var message = new HttpRequestMessage(call.Route.Method, AddressOf(call));
        message.Headers.TryAddWithoutValidation(KeyHeader, _options.ApiKey.Reveal());
        message.Headers.TryAddWithoutValidation("Accept", call.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        if (call.Body is null)
        {
            work.HasLeft = true;
        }
        else
        {
            // With it, .NET Framework would wait for a "100 continue" that many a proxy never sends.
            message.Headers.ExpectContinue = false;
            message.Content = new OnceContent(work);
        }

        return message;
    }

    private Uri AddressOf(ApiCall call) => call.IsPathFixed
        ? _fixedAddresses.GetOrAdd(call.Path, path => new Uri(_baseUri, path))
        : new Uri(_baseUri, call.Path);

    // What handlers throw when the network fails, or when their exchange is cancelled while they use it.
    private static bool IsNetworkFault(Exception exception) =>
        exception is HttpRequestException or IOException or OperationCanceledException or WebException or ObjectDisposedException;
}

/// <summary>The address below which all paths lie.</summary>
internal static class BaseAddress
{
    /// <returns>The address with exactly one slash at its end.</returns>
    /// <exception cref="ArgumentException">The address is no whole address, or others on the network could read the key.</exception>
    public static Uri Check(Uri address)
    {
        Require.NotNull(address, nameof(address));
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            throw Wrong("must be a whole https address, such as https://www.digicert.com/services/v2");
        }

        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            throw Wrong("must be https: plain http would send the API key readable by everybody on the way");
        }

        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw Wrong("must have no user name, query or fragment");
        }

        return new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
    }

    private static ArgumentException Wrong(string problem) => new($"The base URI of CertCentral {problem}.");
}

/// <summary>Makes the handler for the real network.</summary>
internal static class HttpSocket
{
    // Set for this handler and not for the whole process. .NET Framework 4.7.2 has no name for TLS 1.3.
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
            // A redirect would send the key to the host that the answer names.
            AllowAutoRedirect = false,
            UseCookies = false,
            SslProtocols = Protocols,
            UseProxy = true,

            // Enough for every order that a run has under way at once; the default of .NET Framework is two connections.
            MaxConnectionsPerServer = 64,
        };
        if (proxy is not null)
        {
            handler.Proxy = proxy;
        }

        return handler;
    }
}

/// <summary>
/// A JSON body. The body of a call that costs money can be sent once only: when a kept connection turns out to be dead,
/// .NET Framework sends again without asking, and it cannot know whether the server has read the first copy.
/// </summary>
internal sealed class OnceContent : HttpContent
{
    private readonly CallInProgress _work;
    private readonly ArraySegment<byte> _utf8;
    private int _written;

    public OnceContent(CallInProgress work)
    {
        _work = work;
        _utf8 = work.Utf8Body();
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Headers.ContentLength = _utf8.Count;
    }

    // The transport asks for the body once the connection stands.
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        if (Interlocked.Exchange(ref _written, 1) == 1 && !_work.Call.Route.IsRepeatable)
        {
            throw new IOException("The connection broke while a call that must not be repeated was sent.");
        }

        if (_work.Call.MayLeave is { } mayLeave)
        {
            await AskAsync(mayLeave).ConfigureAwait(false);
        }

        _work.HasLeft = true;
        Task writing = stream.WriteAsync(_utf8.Array!, _utf8.Offset, _utf8.Count);
        await writing.ConfigureAwait(false);
    }

    private async Task AskAsync(Func<Task<bool>> mayLeave)
    {
        try
        {
            if (!await mayLeave().ConfigureAwait(false))
            {
                CallFailure failure = _work.Call.Failure with { Executed = _work.MayBeExecuted ? null : false };
                throw new CallCanceledException(failure, null, CancellationToken.None);
            }
        }
        catch (Exception reason)
        {
            // A transport may wrap what its content throws, or swallow it.
            _work.Withheld = ExceptionDispatchInfo.Capture(reason);
            throw new IOException("The caller did not let the call leave.", reason);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _utf8.Count;
        return true;
    }
}

#pragma warning disable CA2016 // .NET Framework has no overload with a token; here the token disposes the answer, which ends the read.
/// <summary>Reads a whole answer, however long that takes, unless the caller cancels.</summary>
internal static class AnswerReader
{
    /// <summary>In bytes. The largest page of orders has some two megabytes.</summary>
    private const int LongestBody = 64 * 1024 * 1024;

    /// <exception cref="IOException">The body ended early.</exception>
    /// <exception cref="HttpRequestException">The body ended early, or is longer than any answer of this API.</exception>
    public static async Task<ApiAnswer> ReadAsync(ApiCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        MediaTypeHeaderValue? mediaType = response.Content?.Headers.ContentType;
        return new ApiAnswer(
            call,
            (int)response.StatusCode,
            mediaType?.MediaType?.ToLowerInvariant() ?? "",
            mediaType?.CharSet ?? "",
            response.Content is { } content
                ? await ReadAsync(response, content, cancellationToken).ConfigureAwait(false)
                : new ArraySegment<byte>([]));
    }

    private static async Task<ArraySegment<byte>> ReadAsync(
        HttpResponseMessage response, HttpContent content, CancellationToken cancellationToken)
    {
        // .NET Framework cannot cancel a read that hangs. Disposing the answer ends it.
        using CancellationTokenRegistration teardown =
            cancellationToken.Register(static state => ((HttpResponseMessage)state!).Dispose(), response);
        long? promised = content.Headers.ContentLength;
        await content.LoadIntoBufferAsync(LongestBody).ConfigureAwait(false);
        byte[] body = await content.ReadAsByteArrayAsync().ConfigureAwait(false);
        return promised > body.Length
            ? throw new IOException($"The answer ended after {body.Length} of {promised} bytes.")
            : new ArraySegment<byte>(body);
    }
}
#pragma warning restore CA2016
