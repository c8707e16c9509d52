using CertCentral.Errors;
using CertCentral.Pacing;
using Polly;
using Polly.Retry;

namespace CertCentral.Transport;

/// <summary>How often, and after which pause, a call is tried again.</summary>
internal static class RetryRules
{
    /// <summary>A server may ask for hours (maintenance); nobody waits at a prompt that long.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    public static ResiliencePipeline<Attempt> Build(CertCentralOptions options, RollingWindowLimiter limiter)
    {
        if (options.MaxAttempts == 1)
        {
            return ResiliencePipeline<Attempt>.Empty;
        }

        var silence = new RateLimitSilence(options.Limits, options.MaxAttempts - 1);
        return new ResiliencePipelineBuilder<Attempt> { TimeProvider = options.TimeProvider }
            .AddRetry(new RetryStrategyOptions<Attempt>
            {
                MaxRetryAttempts = options.MaxAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                ShouldHandle = static args => new ValueTask<bool>(args.Outcome.Result is { MayRepeat: true }),
                DelayGenerator = args => new ValueTask<TimeSpan?>(Pause(args.Outcome.Result!, args.AttemptNumber, silence, limiter)),
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

    /// <summary>Null leaves the pause to the exponential rule.</summary>
    private static TimeSpan? Pause(Attempt attempt, int repeat, RateLimitSilence silence, RollingWindowLimiter limiter)
    {
        var asked = attempt.RetryAfter is { } wait ? (wait < LongestWait ? wait : LongestWait) : (TimeSpan?)null;
        if (attempt.Failure is not RateLimitedException)
        {
            return asked;
        }

        // While the limit is exceeded every call of the key is refused, so all of them wait, in the limiter and not here.
        limiter.Hold(asked ?? silence.For(repeat));
        return TimeSpan.Zero;
    }
}
