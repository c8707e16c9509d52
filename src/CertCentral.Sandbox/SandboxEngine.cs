using System.Diagnostics.CodeAnalysis;
using System.Net;
using CertCentral.Sandbox.Faults;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox;

/// <summary>
/// From a call to its answer: it is counted, then come key, limits and faults, then the account answers. One lock is around the whole
/// account, because a sandbox must be right before it is quick.
/// </summary>
internal sealed class SandboxEngine : IDisposable
{
    private readonly object _gate = new();
    private readonly SandboxOptions _options;
    private readonly StateFile? _file;
    private readonly SandboxAccount _account;
    private readonly List<Route> _routes;
    private readonly RollingWindows _windows;
    private readonly FaultDice _dice;
    private readonly Oddities? _oddities;
    private readonly Lies _lies;
    private readonly Habits _habits;
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public SandboxEngine(SandboxOptions options)
    {
        OptionsRules.Require(options);
        _options = options;
        _file = _options.StatePath is { } path ? StateFile.Open(path) : null;
        try
        {
            SandboxState? loaded = _file?.Load();
            SetClock(_options, loaded);
            _account = new SandboxAccount(_options, loaded);
            _routes = [.. _account.Routes().OrderByDescending(route => route.FixedParts)];
            _windows = new RollingWindows(_options.Limits);
            _dice = new FaultDice(_options.Faults ?? new SandboxFaultPlan());
            _oddities = _options.Oddities is { } odd ? new Oddities(odd) : null;
            _lies = new Lies(_options.Lies ?? new SandboxLies(), _account);
            _habits = new Habits(_options.Habits);
            Save();
        }
        catch
        {
            _file?.Dispose();
            throw;
        }
    }

    public int CallsOverLimit { get; private set; }

    public async Task<SandboxAnswer> AnswerAsync(SandboxCall call, CancellationToken cancellationToken)
    {
        if (!TryAdmit(call, out Route? route, out SandboxFaultRule? fault, out SandboxAnswer? refused))
        {
            return refused;
        }

        if (FaultAnswers.BeforeCommit(fault) is { } instead)
        {
            return instead;
        }

        if (fault?.Fault == SandboxFault.SlowBeforeCommit)
        {
            await DelayAsync(fault.Delay, cancellationToken).ConfigureAwait(false);
        }

        SandboxAnswer answer = Commit(route, call);
        if (fault?.Fault == SandboxFault.SlowAfterCommit)
        {
            await DelayAsync(fault.Delay, cancellationToken).ConfigureAwait(false);
        }

        return FaultAnswers.AfterCommit(fault, answer);
    }

    public T Read<T>(Func<SandboxAccount, T> read)
    {
        lock (_gate)
        {
            _account.Advance();
            return read(_account);
        }
    }

    public T Change<T>(Func<SandboxAccount, T> change)
    {
        lock (_gate)
        {
            _account.Advance();
            T result = change(_account);
            _account.Advance();
            Save();
            return result;
        }
    }

    /// <exception cref="InvalidOperationException">The clock of this sandbox is not one that can be turned.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It would go back.</exception>
    public void TurnClock(TimeSpan by)
    {
        lock (_gate)
        {
            (_options.TimeProvider as SandboxTime ?? throw new InvalidOperationException("The clock of this sandbox cannot be turned."))
                .Advance(by);
            _account.Advance();
            _account.MarkChanged();
            Save();
        }
    }

    public IReadOnlyDictionary<string, int> CountByRoute()
    {
        lock (_gate)
        {
            return new Dictionary<string, int>(_counts, StringComparer.Ordinal);
        }
    }

    public void Dispose() => _file?.Dispose();

    // By hand, because .NET and .NET Framework have different methods for it.
    private async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellationToken.Register(() => end.TrySetCanceled(cancellationToken));
        using ITimer timer = _options.TimeProvider.CreateTimer(_ => end.TrySetResult(true), null, delay, Timeout.InfiniteTimeSpan);
        await end.Task.ConfigureAwait(false);
    }

    private SandboxAnswer Commit(Route? route, SandboxCall call)
    {
        lock (_gate)
        {
            string name = route?.Name ?? SandboxRoutes.NotServed;
            if (_lies.BeforeCommit(name) is { } page)
            {
                return page;
            }

            SandboxAnswer answer;
            try
            {
                _account.Advance();
                answer = route is null ? throw ApiException.NotFound("route")
                    : _options.Habits.DeniedCalls.Contains(name) ? throw Denied()
                    : route.Answer(call);
                // No time has passed, but a delay of zero ends within the call that starts it.
                _account.Advance();
            }
            catch (ApiException e)
            {
                answer = SandboxAnswer.Error(e);
            }

            Save();
            answer = _habits.Apply(name, _lies.AfterCommit(name, answer));
            return _oddities?.Apply(answer) ?? answer;
        }
    }

    private static ApiException Denied() =>
        new(HttpStatusCode.Forbidden, "access_denied|permission", "The key may not make this call.");

    private static void SetClock(SandboxOptions options, SandboxState? loaded)
    {
        if (options.TimeProvider is not SandboxTime time)
        {
            return;
        }

        time.Ahead = loaded?.ClockAhead ?? TimeSpan.Zero;
        if (options.BeginsAt is { } begin)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (loaded is not null && begin < now)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"In the state file it is {now:yyyy-MM-dd}, and its clock does not go back."));
            }

            time.Ahead += begin - now;
        }
    }

    private void Save()
    {
        if (_file is not null && _account.TakeChanged())
        {
            _account.State.ClockAhead = (_options.TimeProvider as SandboxTime)?.Ahead ?? TimeSpan.Zero;
            _file.Save(_account.State);
        }
    }

    private Route? Find(SandboxCall call)
    {
        foreach (Route route in _routes)
        {
            if (route.TryMatch(call, out IReadOnlyList<string>? arguments))
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
        lock (_gate)
        {
            fault = null;
            refused = null;
            route = Find(call);
            string name = route?.Name ?? SandboxRoutes.NotServed;
            _counts[name] = _counts.TryGetValue(name, out int count) ? count + 1 : 1;
            if (!string.Equals(call.ApiKey, _options.ApiKey, StringComparison.Ordinal))
            {
                refused = FaultAnswers.WrongKey();
                return false;
            }

            if (!_windows.TryEnter(_options.TimeProvider.GetUtcNow(), out TimeSpan wait))
            {
                CallsOverLimit++;
                refused = FaultAnswers.TooManyRequests(_options.Limits.SendsRetryAfter ? wait : null);
                return false;
            }

            fault = _dice.Next(name);
            return true;
        }
    }
}

/// <summary>Refuses options that make no sense.</summary>
internal static class OptionsRules
{
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static void Require(SandboxOptions options)
    {
        Require(!string.IsNullOrEmpty(options.ApiKey), "ApiKey must not be empty.");
        Require(options.ApprovalDelay is null || options.ApprovalDelay >= TimeSpan.Zero, "ApprovalDelay must not be negative.");
        Require(options.BeginsAt is null || options.TimeProvider is SandboxTime, "BeginsAt needs a clock that can be turned: SandboxTime.");
        Require(options.ValidationDelay >= TimeSpan.Zero, "ValidationDelay must not be negative.");
        Require(options.IssueDelay >= TimeSpan.Zero, "IssueDelay must not be negative.");
        Require(options.NegativeBalanceLimit >= 0, "NegativeBalanceLimit must not be negative.");
        Require(
            options.Limits.Windows.All(limit => limit.Count >= 0 && limit.Window > TimeSpan.Zero),
            "A limit needs a count of zero or more and a window longer than zero.");
        Require(options.Oddities is null || IsShare(options.Oddities.Share), "Oddities.Share must lie between 0 and 1.");
        if (options.Lies is { } lies)
        {
            Require(lies.CommentLength >= 0, "Lies.CommentLength must not be negative.");
            Require(IsShare(lies.Share), "Lies.Share must lie between 0 and 1.");
            Require(IsShare(lies.OrderShare), "Lies.OrderShare must lie between 0 and 1.");
            Require(lies.ProxyStatus is null or (>= 200 and <= 599), "Lies.ProxyStatus must be a status of HTTP from 200 to 599.");
            Require(
                lies.ProxyRoute is null || SandboxRoutes.All.Contains(lies.ProxyRoute),
                $"There is no route '{lies.ProxyRoute}' for a proxy's page.");
        }

        Require(
            options.Habits.DateZone.Duration() <= TimeSpan.FromHours(14) && options.Habits.DateZone.Ticks % TimeSpan.TicksPerMinute == 0,
            "Habits.DateZone must be whole minutes, 14 hours at most.");
        foreach (string denied in options.Habits.DeniedCalls)
        {
            Require(SandboxRoutes.All.Contains(denied), $"Habits.DeniedCalls: there is no route '{denied}'.");
        }

        foreach (SandboxFaultRule rule in options.Faults?.Rules ?? [])
        {
            Require(
                rule.Route is null || SandboxRoutes.All.Contains(rule.Route),
                $"There is no route '{rule.Route}' for a fault rule. Routes are written as in: {SandboxRoutes.CreateOrder}; "
                    + $"{SandboxRoutes.ListOrders}; {SandboxRoutes.GetOrder}; {SandboxRoutes.ListRequests}; "
                    + $"{SandboxRoutes.UpdateRequestStatus}; {SandboxRoutes.DownloadFormat}.");
            Require(IsShare(rule.Probability), "The probability of a fault rule must lie between 0 and 1.");
            Require(rule.From >= 1 && rule.Calls is null or >= 0, "A fault rule counts calls from 1.");
            Require(
                rule.Delay >= TimeSpan.Zero || rule.Delay == Timeout.InfiniteTimeSpan,
                "The delay of a fault rule must not be negative.");
        }
    }

    private static bool IsShare(double value) => value is >= 0 and <= 1;

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }
}

/// <summary>Decides for each call whether a rule of the plan strikes. Not safe for threads: the engine holds its lock.</summary>
internal sealed class FaultDice(SandboxFaultPlan plan)
{
    private readonly Random _random = new(plan.Seed);
    private readonly int[] _seen = new int[plan.Rules.Count];

    public SandboxFaultRule? Next(string route)
    {
        SandboxFaultRule? struck = null;
        for (int i = 0; i < plan.Rules.Count; i++)
        {
            SandboxFaultRule rule = plan.Rules[i];
            if (rule.Route is not null && rule.Route != route)
            {
                continue;
            }

            int call = ++_seen[i];
            bool inRange = call >= rule.From && (rule.Calls is not { } calls || call < rule.From + (long)calls);
            // Every rule in range draws, also when an earlier one has struck. So a rule that is added at the end of the plan does not
            // change the draws of the others.
            if (inRange && Draw() < rule.Probability)
            {
                struck ??= rule;
            }
        }

        return struck;
    }

#pragma warning disable CA5394 // It must be repeatable, and it protects nothing.
    private double Draw() => _random.NextDouble();
#pragma warning restore CA5394
}

/// <summary>Counts the calls of one key in every window. Not safe for threads: the engine holds its lock.</summary>
internal sealed class RollingWindows(SandboxLimits limits)
{
    private readonly List<Queue<DateTimeOffset>> _served = [.. limits.Windows.Select(_ => new Queue<DateTimeOffset>())];

    /// <summary>Counts this call if every window has room.</summary>
    /// <param name="now">The present.</param>
    /// <param name="wait">How long until there is room; zero when there is room now.</param>
    public bool TryEnter(DateTimeOffset now, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        for (int i = 0; i < _served.Count; i++)
        {
            (Queue<DateTimeOffset>? queue, SandboxLimit? limit) = (_served[i], limits.Windows[i]);
            while (queue.Count > 0 && now - queue.Peek() >= limit.Window)
            {
                queue.Dequeue();
            }

            if (queue.Count >= limit.Count)
            {
                TimeSpan free = limit.Count == 0 ? limit.Window : queue.Peek() + limit.Window - now;
                wait = free > wait ? free : wait;
            }
        }

        if (wait > TimeSpan.Zero)
        {
            return false;
        }

        _served.ForEach(queue => queue.Enqueue(now));
        return true;
    }
}
