using System.Globalization;
using CertCentral.Errors;
using CertCentral.Pacing;
using Polly;

namespace CertCentral.Transport;

/// <summary>Everything that all calls of one key share: connections, pacing and the rules of repeating.</summary>
internal sealed class ApiSession : IDisposable
{
    private readonly HttpExchange _exchange;
    private readonly ResiliencePipeline<Attempt> _retry;
    private readonly ICallPacer _pacer;
    private readonly RetryPauses _pauses;
    private readonly TimeProvider _time;
    private readonly ServerClock _serverClock;
    private readonly bool _ownsLimiter;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public ApiSession(CertCentralOptions options)
    {
        Require.NotNull(options, nameof(options));
        Require.NotNull(options.ApiKey, nameof(options.ApiKey));
        if (options.Timeout <= TimeSpan.Zero && options.Timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options),
                options.Timeout,
                "The time-out of CertCentral must be longer than zero.");
        }

        if (options.MaxAttempts < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxAttempts, "CertCentral needs at least one attempt a call.");
        }

        _exchange = new HttpExchange(options);
        _time = options.TimeProvider;
        _serverClock = new ServerClock(_time);

        // With another clock or in place of the network, the calls do not reach the same server: they have a count of their own.
        _ownsLimiter = options.PrimaryHandler is not null || options.TimeProvider != TimeProvider.System;
        _pacer = _ownsLimiter ? SharedPacers.Alone(options) : SharedPacers.For(options);
        _pauses = new RetryPauses(options.Limits, options.MaxAttempts - 1);
        _retry = RetryRules.Build(options);
    }

    /// <param name="call">What is asked.</param>
    /// <param name="observer">Who listens.</param>
    /// <param name="patience">How long the call may wait for faults to pass; infinite for no bound.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="CertCentralException">No attempt succeeded.</exception>
    /// <exception cref="CallCanceledException">The caller cancelled.</exception>
    public async Task<ApiAnswer> SendAsync(ApiCall call, ObserverGuard observer, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var work = new CallInProgress(call, observer, new Patience(_time, patience));
        try
        {
            Attempt last = await TryOnceAsync(work, cancellationToken).ConfigureAwait(false);
            if (last.MayRepeat)
            {
                last = await RepeatAsync(last, cancellationToken).ConfigureAwait(false);
            }

            return last.Failure is null ? last.Answer! : throw last.Failure;
        }
        catch (OperationCanceledException canceled) when (cancellationToken.IsCancellationRequested)
        {
            CallFailure failure = call.Failure with { Executed = work.MayBeExecuted || work.HasLeft ? null : false };
            throw new CallCanceledException(failure, canceled, cancellationToken);
        }
    }

    public IReadOnlyList<CallLimit> EffectiveLimits => _pacer.EffectiveLimits;

    public DateTimeOffset? ServerTime => _serverClock.Now;

    public void Dispose()
    {
        if (_ownsLimiter)
        {
            _pacer.Dispose();
        }

        _exchange.Dispose();
    }

    // The rules of repeating start from a failure, so that the many calls that succeed at once do not pay for them.
    private async Task<Attempt> RepeatAsync(Attempt first, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        try
        {
            return await _retry.ExecuteAsync(
                static (context, state) => Interlocked.Exchange(ref state.Failed[0], null) is { } failed
                    ? new ValueTask<Attempt>(failed)
                    : state.Session.TryOnceAsync(state.Work, context.CancellationToken),
                context,
                (Session: this, first.Work, Failed: new Attempt?[] { first })).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<Attempt> TryOnceAsync(CallInProgress work, CancellationToken cancellationToken)
    {
        work.BeginAttempt();
        if (await TakeTurnAsync(work, cancellationToken).ConfigureAwait(false) is { } heldTooLong)
        {
            return heldTooLong;
        }

        work.Patience.Begin();
        long sent = _pacer.Now;
        Attempt attempt = await _exchange.SendAsync(work, cancellationToken).ConfigureAwait(false);
        work.MayBeExecuted |= attempt.Failure?.Executed != false;
        return Note(work, attempt, sent);
    }

    /// <summary>Tells the limiter what the attempt has shown, and adds to a failure how long to pause.</summary>
    private Attempt Note(CallInProgress work, Attempt attempt, long sent)
    {
        if (attempt.Failure is { } failure)
        {
            failure.Attempts = work.AttemptNumber;
            failure.RetryAfter = attempt.RetryAfter;
            bool isRefused = failure.StatusCode == 429;
            int repeat = work.AttemptNumber - 1;
            attempt = attempt with
            {
                Pause = attempt.RetryAfter ?? (isRefused ? _pauses.AfterRateLimit(repeat) : _pauses.AfterFault(repeat)),
            };
            if (isRefused)
            {
                // While the limit is exceeded, the server refuses every call of the key. So all of them wait.
                _pacer.Refused(sent, attempt.Pause);
                return attempt;
            }
        }
        else
        {
            attempt.Answer!.Attempts = work.AttemptNumber;
            attempt.Answer.TellTime(_serverClock);
        }

        if (attempt.StatusCode is not null)
        {
            _pacer.Accepted(sent);
        }

        return attempt;
    }

    /// <returns>Null when the call may be sent; else the failure of a call that would have to wait too long.</returns>
    private async ValueTask<Attempt?> TakeTurnAsync(CallInProgress work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool mayGo = await _pacer.TryTakeAsync(cancellationToken).ConfigureAwait(false);
        if (work.Observer.IsListening && _pacer.TakeNotice() is { } notice)
        {
            work.Observer.Warn(notice);
        }

        if (mayGo)
        {
            return null;
        }

        TimeSpan silence = _pacer.HoldLeft;
        if (silence > TimeSpan.Zero && !work.Patience.Allows(silence))
        {
            return HeldTooLong(work, silence);
        }

        if (work.Observer.IsListening)
        {
            WaitReason reason = silence > TimeSpan.Zero ? WaitReason.RateLimited : WaitReason.Pacing;
            work.ReportWait(reason, _pacer.EstimateWait(), work.AttemptNumber);
        }

        await _pacer.TakeAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    // The call was not sent: the server wants silence from the key for longer than this call may wait.
    private static Attempt HeldTooLong(CallInProgress work, TimeSpan silence)
    {
        string seconds = Math.Ceiling(silence.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        CallFailure failure = work.Call.Failure with { Executed = false };
        return new Attempt(work)
        {
            Failure = new RateLimitedException(
                failure,
                $"CertCentral's call limit is exceeded, and no call of this key is sent for {seconds} more seconds; "
                + $"this one may not wait so long, so nothing was sent. ({failure.Call})")
            {
                Attempts = work.AttemptNumber,
                RetryAfter = silence,
            },
            Pause = silence,
        };
    }
}

/// <summary>
/// The time at the server: the Date of its latest answer (RFC 9110, section 6.6.1) and what a stop watch has counted since. A user who
/// sets the clock of this machine does not change it. Safe for threads.
/// </summary>
internal sealed class ServerClock(TimeProvider time)
{
    private Reading? _latest;

    /// <summary>Null before the first answer that tells a time.</summary>
    public DateTimeOffset? Now => Volatile.Read(ref _latest) is { } latest ? latest.Date + time.GetElapsedTime(latest.Stamp) : null;

    public void Set(DateTimeOffset date) => Volatile.Write(ref _latest, new Reading(date, time.GetTimestamp()));

    private sealed record Reading(DateTimeOffset Date, long Stamp);
}
