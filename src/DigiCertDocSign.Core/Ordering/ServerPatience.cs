using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Ordering;

/// <summary>Asks the server, and goes on asking while the fault is one that may pass, up to the run's patience.</summary>
internal sealed class ServerPatience(CertCentralClient client, TimeProvider time, OrderingOptions options)
{
    /// <param name="ask">Calls that change nothing; the client waits no longer than is left of the patience.</param>
    /// <param name="purpose">Behind "asks again": "for the live orders".</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CertCentralException">A fault that does not pass, or did not in time.</exception>
    public Task<T> AskAsync<T>(Func<CertCentralClient, Task<T>> ask, string purpose, CancellationToken cancellationToken) =>
        AskAsync(ask, purpose, time.GetTimestamp(), cancellationToken);

    /// <summary>The same, for one of several calls that have one patience together.</summary>
    /// <param name="ask">Calls that change nothing.</param>
    /// <param name="purpose">Behind "asks again".</param>
    /// <param name="started">When the first of them began, by the run's clock.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CertCentralException">A fault that does not pass, or did not in time.</exception>
    public async Task<T> AskAsync<T>(
        Func<CertCentralClient, Task<T>> ask, string purpose, long started, CancellationToken cancellationToken)
    {
        for (TimeSpan backoff = Backoff.First; ; backoff = Backoff.After(backoff))
        {
            TimeSpan pause;
            try
            {
                return await ask(client.WithPatience(Left(started))).ConfigureAwait(false);
            }
            catch (CertCentralException fault) when (PassingFaults.Includes(fault) && Left(started) >= Backoff.Before(fault, backoff))
            {
                pause = Backoff.Before(fault, backoff);
                options.OnWaiting?.Invoke($"{fault.Message} The run waits {pause.TotalSeconds:0} s and asks again {purpose}.");
            }

            await time.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is left of the run's patience since then; never less than nothing.</summary>
    /// <param name="started">By the run's clock.</param>
    public TimeSpan Left(long started)
    {
        TimeSpan left = options.Patience - time.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}

/// <summary>The pauses of a run while the server cannot be reached: five seconds, then twice as long each time, up to a minute.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public static TimeSpan First { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause before the next try: no shorter than the server asked for.</summary>
    public static TimeSpan Before(CertCentralException fault, TimeSpan backoff) =>
        fault.RetryAfter is { } asked && asked > backoff ? asked : backoff;

    public static TimeSpan After(TimeSpan pause) => TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Longest.Ticks));
}
