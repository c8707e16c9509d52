using System.Net;
using System.Text;
using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Faults;
using CertCentral.Sandbox.Limits;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox.Http;

/// <summary>
/// From a call to its answer: count, key, limits, faults, then the account. One lock around the account: a sandbox is
/// right first and quick second.
/// </summary>
internal sealed class SandboxEngine : IDisposable
{
    private const string WrongKey = "access_denied_invalid_key";
    private readonly object gate = new();
    private readonly SandboxOptions options;
    private readonly StateFile? file;
    private readonly SandboxAccount account;
    private readonly List<Route> routes;
    private readonly RollingWindows windows;
    private readonly FaultDice dice;
    private readonly Oddities? oddities;
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    public SandboxEngine(SandboxOptions options)
    {
        OptionsCheck.Throw(options);
        this.options = options;
        file = options.StatePath is { } path ? StateFile.Open(path) : null;
        try
        {
            account = new SandboxAccount(options, file?.Load());
            routes = [.. account.Routes().OrderByDescending(route => route.FixedParts)];
            windows = new RollingWindows(options.Limits);
            dice = new FaultDice(options.Faults ?? new SandboxFaultPlan());
            oddities = options.Oddities is { } odd ? new Oddities(odd) : null;
            Save();
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    public int RequestsOverLimit { get; private set; }

    public async Task<SandboxAnswer> AnswerAsync(SandboxCall call, CancellationToken cancellationToken)
    {
        Route? route;
        SandboxFaultRule? fault;
        lock (gate)
        {
            route = Find(call);
            var name = route?.Name ?? SandboxRoutes.Unknown;
            counts[name] = counts.TryGetValue(name, out var count) ? count + 1 : 1;
            if (Refuse(call) is { } refused)
            {
                return refused;
            }

            fault = dice.Next(name);
        }

        switch (fault?.Fault)
        {
            case SandboxFault.TooManyRequests:
                return TooManyRequests(fault.RetryAfter);
            case SandboxFault.DropBeforeCommit:
                throw Drop();
            case SandboxFault.ServerErrorBeforeCommit:
                return ServerError();
            case SandboxFault.GatewayPage:
                return GatewayPage(fault.RetryAfter);
            case SandboxFault.SlowBeforeCommit:
                await Clock.DelayAsync(options.TimeProvider, fault.Delay, cancellationToken).ConfigureAwait(false);
                break;
            default:
                break;
        }

        var answer = Commit(route, call);
        switch (fault?.Fault)
        {
            case SandboxFault.DropAfterCommit:
                throw Drop();
            case SandboxFault.ServerErrorAfterCommit:
                return ServerError();
            case SandboxFault.GatewayPageAfterCommit:
                return GatewayPage(fault.RetryAfter);
            case SandboxFault.SlowAfterCommit:
                await Clock.DelayAsync(options.TimeProvider, fault.Delay, cancellationToken).ConfigureAwait(false);
                return answer;
            case SandboxFault.DropInsideBody:
                return answer.Body.Length > 1 ? answer.WithBody(answer.Body, breaksInside: true) : throw Drop();
            case SandboxFault.TruncatedBody:
                return answer.WithBody([.. answer.Body.Take(answer.Body.Length / 2)]);
            case SandboxFault.GarbageBody:
                return answer.WithBody(Encoding.UTF8.GetBytes("\u0007%$ no such encoding \u0001 <#"));
            default:
                return answer;
        }
    }

    public T Read<T>(Func<SandboxAccount, T> read)
    {
        lock (gate)
        {
            account.Advance();
            return read(account);
        }
    }

    public IReadOnlyDictionary<string, int> CountByRoute()
    {
        lock (gate)
        {
            return new Dictionary<string, int>(counts, StringComparer.Ordinal);
        }
    }

    public void Dispose() => file?.Dispose();

    private SandboxAnswer Commit(Route? route, SandboxCall call)
    {
        lock (gate)
        {
            SandboxAnswer answer;
            try
            {
                account.Advance();
                answer = route is null ? throw ApiException.NotFound("route") : route.Answer(call);
                // The clock has not moved, but a delay of zero takes effect within the call that starts it.
                account.Advance();
            }
            catch (ApiException e)
            {
                answer = SandboxAnswer.Error(e);
            }

            Save();
            return oddities?.Apply(answer) ?? answer;
        }
    }

    private void Save()
    {
        if (file is not null && account.TakeChanged())
        {
            file.Save(account.State);
        }
    }

    private Route? Find(SandboxCall call)
    {
        foreach (var route in routes)
        {
            if (route.TryMatch(call, out var arguments))
            {
                call.Arguments = arguments;
                return route;
            }
        }

        return null;
    }

    private SandboxAnswer? Refuse(SandboxCall call)
    {
        if (!string.Equals(call.ApiKey, options.ApiKey, StringComparison.Ordinal))
        {
            return SandboxAnswer.Error(new ApiException(
                HttpStatusCode.Forbidden, "access_denied|" + WrongKey, $"Access denied due to {WrongKey}."));
        }

        if (windows.TryEnter(options.TimeProvider.GetUtcNow(), out var wait))
        {
            return null;
        }

        RequestsOverLimit++;
        return TooManyRequests(options.Limits.SendsRetryAfter ? wait : null);
    }

    private static SandboxAnswer TooManyRequests(TimeSpan? retryAfter)
    {
        var error = new ApiException((HttpStatusCode)429, "request_limit_exceeded", "Too many calls with this key; wait until the window frees.");
        return SandboxAnswer.OfJson(error.Status, SandboxAnswer.Error(error).Json!, retryAfter);
    }

    private static SandboxAnswer ServerError() =>
        SandboxAnswer.Error(new ApiException(HttpStatusCode.InternalServerError, "internal_error", "The sandbox failed, as its fault plan says."));

    private static SandboxAnswer GatewayPage(TimeSpan? retryAfter) => SandboxAnswer.OfBytes(
        HttpStatusCode.ServiceUnavailable,
        "text/html",
        Encoding.UTF8.GetBytes("<html><head><title>503</title></head><body><h1>Service is unavailable</h1><p>Sandbox gateway.</p></body></html>\n"),
        retryAfter);

    private static HttpRequestException Drop() => new(
        "An error occurred while sending the request.",
        new IOException("The sandbox broke the connection, as its fault plan says."));
}
