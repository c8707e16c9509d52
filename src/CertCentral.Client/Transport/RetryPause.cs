namespace CertCentral.Transport;

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
