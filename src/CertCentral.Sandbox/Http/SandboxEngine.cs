using System.Diagnostics.CodeAnalysis;
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
        if (!TryAdmit(call, out var route, out var fault, out var refused))
        {
            return refused;
        }

        if (FaultAnswers.BeforeCommit(fault) is { } instead)
        {
            return instead;
        }

        if (fault?.Fault == SandboxFault.SlowBeforeCommit)
        {
            await Clock.DelayAsync(options.TimeProvider, fault.Delay, cancellationToken).ConfigureAwait(false);
        }

        var answer = Commit(route, call);
        if (fault?.Fault == SandboxFault.SlowAfterCommit)
        {
            await Clock.DelayAsync(options.TimeProvider, fault.Delay, cancellationToken).ConfigureAwait(false);
        }

        return FaultAnswers.AfterCommit(fault, answer);
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

    /// <summary>Counts the call, then looks at its key and at the limits, and asks the fault plan.</summary>
    private bool TryAdmit(SandboxCall call, out Route? route, out SandboxFaultRule? fault, [NotNullWhen(false)] out SandboxAnswer? refused)
    {
        lock (gate)
        {
            fault = null;
            refused = null;
            route = Find(call);
            var name = route?.Name ?? SandboxRoutes.Unknown;
            counts[name] = counts.TryGetValue(name, out var count) ? count + 1 : 1;
            if (!string.Equals(call.ApiKey, options.ApiKey, StringComparison.Ordinal))
            {
                refused = FaultAnswers.WrongKey();
                return false;
            }

            if (!windows.TryEnter(options.TimeProvider.GetUtcNow(), out var wait))
            {
                RequestsOverLimit++;
                refused = FaultAnswers.TooManyRequests(options.Limits.SendsRetryAfter ? wait : null);
                return false;
            }

            fault = dice.Next(name);
            return true;
        }
    }
}
