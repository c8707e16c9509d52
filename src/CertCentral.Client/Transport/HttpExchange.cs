using System.Collections.Concurrent;
using System.Net;

namespace CertCentral.Transport;

/// <summary>Sends one attempt and reads its answer. The API key enters here and goes nowhere else.</summary>
internal sealed class HttpExchange : IDisposable
{
    private const string KeyHeader = "X-DC-DEVKEY";
    private readonly CertCentralOptions _options;
    private readonly Uri _baseUri;

    // An address is taken apart when it is first used, which costs more than all headers together.
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
        var started = _options.TimeProvider.GetTimestamp();
        var attempt = await SendInTimeAsync(work, cancellationToken).ConfigureAwait(false);
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
        using var timeout = _options.TimeProvider.CancelAfter(_options.Timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await ExchangeAsync(work, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsNetworkFault(exception))
        {
            // The caller's wish comes first: what broke because of it is no fault.
            cancellationToken.ThrowIfCancellationRequested();
            return new Attempt(work)
            {
                Failure = timeout.IsCancellationRequested
                    ? NetworkFailure.TimedOut(work.Call, _options.Timeout, exception)
                    : NetworkFailure.From(work.Call, exception),
            };
        }
    }

    private async Task<Attempt> ExchangeAsync(CallInProgress work, CancellationToken cancellationToken)
    {
        using var request = Prepare(work);
        using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var answer = await AnswerReader.ReadAsync(work.Call, response, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess
            ? new Attempt(work) { Answer = answer, Date = response.Headers.Date }
            : new Attempt(work)
            {
                Failure = AnswerFailure.From(work.Call, answer, response.Headers.Location, new Redactor(_options.ApiKey, work.Call.Body)),
                RetryAfter = RetryAfter.Read(response.Headers, _options.TimeProvider.GetUtcNow()),
            };
    }

    private HttpRequestMessage Prepare(CallInProgress work)
    {
        var call = work.Call;
        var request = new HttpRequestMessage(call.Route.Method, AddressOf(call));
        request.Headers.TryAddWithoutValidation(KeyHeader, _options.ApiKey.Reveal());
        request.Headers.TryAddWithoutValidation("Accept", call.Accept);
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        if (call.Body is not null)
        {
            // A proxy that does not answer "100 continue" would cost a pause on .NET Framework.
            request.Headers.ExpectContinue = false;
            request.Content = new OnceContent(work.Utf8Body(), call.Route.IsRepeatable);
        }

        return request;
    }

    private Uri AddressOf(ApiCall call) => call.IsPathFixed
        ? _fixedAddresses.GetOrAdd(call.Path, path => new Uri(_baseUri, path))
        : new Uri(_baseUri, call.Path);

    // What handlers throw when the network fails, or when a cancelled exchange is torn down under them.
    private static bool IsNetworkFault(Exception exception) =>
        exception is HttpRequestException or IOException or OperationCanceledException or WebException or ObjectDisposedException;
}
