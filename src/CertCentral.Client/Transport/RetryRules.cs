using CertCentral.Errors;
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
