using CertCentral.Pacing;

namespace CertCentral.Transport;

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
