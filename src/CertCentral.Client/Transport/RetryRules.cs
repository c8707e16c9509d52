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
                ShouldHandle = static args => new ValueTask<bool>(args.Outcome.Result is { MayRepeat: true } failed && failed.Work.Patience.Allows(failed.Pause)),
                DelayGenerator = static args => new ValueTask<TimeSpan?>(Pause(args.Outcome.Result!)),
                OnRetry = static args =>
                {
                    if (args.RetryDelay > TimeSpan.Zero)
                    {
                        var work = args.Outcome.Result!.Work;
                        work.ReportWait(WaitReason.Retry, args.RetryDelay, work.AttemptNumber + 1);
                    }

                    return default;
                },
            })
            .Build();
    }

    /// <summary>After a 429 the limiter does the waiting, for every call.</summary>
    private static TimeSpan Pause(Attempt attempt) => attempt.Failure is RateLimitedException ? TimeSpan.Zero : attempt.Pause;
}

/// <summary>The pauses after faults that are no 429: about a second, then about twice as long each time, up to half a minute.</summary>
internal sealed class RetryPause
{
    private const double Longest = 30;
    private const double Jitter = 0.5;
    private readonly Random _random = new();

    /// <param name="repeat">0 for the first repetition.</param>
    public TimeSpan For(int repeat)
    {
        double jitter;
        lock (_random)
        {
            jitter = 1 + ((_random.NextDouble() - 0.5) * Jitter);
        }

        return TimeSpan.FromSeconds(Math.Min(Longest, Math.Pow(2, repeat) * jitter));
    }
}

/// <summary>
/// How long to be silent after a 429 that does not say. The pauses grow from the shortest window to the longest, since
/// which one was exceeded is not told: after the last pause no request of ours is left in any window.
/// </summary>
internal sealed class RateLimitSilence
{
    private const double Jitter = 0.1;
    private readonly double _shortest;
    private readonly double _longest;
    private readonly int _pauses;
    private readonly Random _random = new();

    public RateLimitSilence(CallLimits limits, int pauses)
    {
        // Pacing may be off; the server's limits still stand.
        var windows = limits.Windows.Count > 0 ? limits.Windows : CallLimits.Published.Windows;
        _shortest = windows.Min(window => window.Window.TotalSeconds);
        _longest = windows.Max(window => window.Window.TotalSeconds);
        _pauses = pauses;
    }

    /// <param name="repeat">0 for the first repetition.</param>
    public TimeSpan For(int repeat)
    {
        var step = _pauses == 0 ? 0 : _pauses == 1 ? 1 : Math.Min(1, (double)repeat / (_pauses - 1));
        double jitter;
        lock (_random)
        {
            jitter = _random.NextDouble() * Jitter;
        }

        return TimeSpan.FromSeconds(_shortest * Math.Pow(_longest / _shortest, step) * (1 + jitter));
    }
}

/// <summary>The server's wish to be left alone for a while.</summary>
internal static class RetryAfter
{
    /// <summary>A server may ask for hours (maintenance); nobody waits at a prompt that long.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>Seconds, or the time until an HTTP date; null when neither is given, zero for a date that has passed, five minutes at most.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var asked = headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date is { } date ? date - now : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }
}
