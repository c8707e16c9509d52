using CertCentral.Errors;

namespace DigiCertDocSign;

/// <summary>Asks the server, and goes on asking while the fault is one that may pass, up to the run's patience.</summary>
internal sealed class ServerPatience(TimeProvider time, PlacingOptions options)
{
    /// <param name="ask">A call that changes nothing.</param>
    /// <param name="purpose">Behind "waits": "to read the live orders".</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CertCentralException">A fault that does not pass, or did not in time.</exception>
    public async Task<T> AskAsync<T>(Func<Task<T>> ask, string purpose, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        for (TimeSpan pause = Backoff.First; ; pause = Backoff.After(pause))
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (CertCentralException fault) when (PassingFaults.Includes(fault) && time.GetElapsedTime(started) + pause <= options.Patience)
            {
                options.OnWaiting?.Invoke($"{fault.Message} The run waits {pause.TotalSeconds:0} s and asks again {purpose}.");
            }

            await time.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
