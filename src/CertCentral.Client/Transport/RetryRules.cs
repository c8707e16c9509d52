using System.Net.Http.Headers;
using CertCentral.Errors;
using CertCentral.Pacing;
using Polly;
using Polly.Retry;

namespace CertCentral.Transport;

/// <summary>How often, and after which pause, a call is tried again.</summary>
internal static class RetryRules
{
    public static ResiliencePipeline<Attempt> Build(CertCentralOptions options)
    {
        if (options.MaxAttempts == 1)
        {
            return ResiliencePipeline<Attempt>.Empty;
        }

        return new ResiliencePipelineBuilder<Attempt> { TimeProvider = options.TimeProvider }
            .AddRetry(new RetryStrategyOptions<Attempt>
            {
                MaxRetryAttempts = options.MaxAttempts - 1,
                ShouldHandle = static args => new ValueTask<bool>(
                    args.Outcome.Result is { MayRepeat: true } failed && failed.Work.Patience.Allows(failed.Pause)),
                DelayGenerator = static args => new ValueTask<TimeSpan?>(Pause(args.Outcome.Result!)),
                OnRetry = static args =>
                {
                    if (args.RetryDelay > TimeSpan.Zero)
                    {
                        CallInProgress work = args.Outcome.Result!.Work;
                        work.ReportWait(WaitReason.Retry, args.RetryDelay, work.AttemptNumber + 1);
                    }

                    return default;
                },
            })
            .Build();
    }

    /// <summary>After a 429 there is no pause here: the limiter makes every call of the key wait.</summary>
    private static TimeSpan Pause(Attempt attempt) => attempt.Failure is RateLimitedException ? TimeSpan.Zero : attempt.Pause;
}

/// <summary>
/// How long to wait after a failure for which the server names no time. A part of each pause is chance, so that callers do not come back
/// all at once.
/// </summary>
internal sealed class RetryPauses
{
    private readonly Random _random = new();
    private readonly double _shortestWindow;
    private readonly double _longestWindow;
    private readonly int _repeats;

    /// <param name="limits">The limits of the key.</param>
    /// <param name="repeats">How often a call is repeated at most.</param>
    public RetryPauses(CallLimits limits, int repeats)
    {
        // Where the client itself keeps to no limit, the server still does.
        IReadOnlyList<CallLimit> windows = limits.Windows.Count > 0 ? limits.Windows : CallLimits.Published.Windows;
        _shortestWindow = windows.Min(window => window.Window.TotalSeconds);
        _longestWindow = windows.Max(window => window.Window.TotalSeconds);
        _repeats = repeats;
    }

    /// <summary>After a fault other than a 429: about a second, then about twice as long each time, up to half a minute.</summary>
    /// <param name="repeat">0 for the first repetition.</param>
    public TimeSpan AfterFault(int repeat) => TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, repeat) * (0.75 + Chance(0.5))));

    /// <summary>
    /// After a 429. The server does not say which window was full, so the pauses grow from the shortest window to the longest:
    /// after the last pause no window holds a call of ours any more.
    /// </summary>
    /// <param name="repeat">0 for the first repetition.</param>
    public TimeSpan AfterRateLimit(int repeat)
    {
        double step = _repeats == 0 ? 0 : _repeats == 1 ? 1 : Math.Min(1, (double)repeat / (_repeats - 1));
        return TimeSpan.FromSeconds(_shortestWindow * Math.Pow(_longestWindow / _shortestWindow, step) * (1 + Chance(0.1)));
    }

    private double Chance(double most)
    {
        lock (_random)
        {
            return _random.NextDouble() * most;
        }
    }
}

/// <summary>How long the server asks the client to wait.</summary>
internal static class RetryAfter
{
    /// <summary>During maintenance a server may ask for hours. Nobody waits that long at a prompt.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <returns>Null when the server did not ask; zero when it named a date that has passed; five minutes at most.</returns>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        RetryConditionHeaderValue? asked = headers.RetryAfter;
        TimeSpan? wait = asked?.Delta ?? (asked?.Date is { } date ? date - now : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }
}
