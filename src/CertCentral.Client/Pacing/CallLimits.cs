namespace CertCentral.Pacing;

/// <summary>
/// The limits on the calls of one API key. All of them hold at once, each over a rolling window. DigiCert has changed its figures
/// before, so they are settings.
/// </summary>
public sealed class CallLimits
{
    /// <exception cref="ArgumentException">A count below 1, a window of no length, or a margin outside 0 to 1.</exception>
    /// <param name="windows">None means no limit on this side. The server still answers 429 when its own limit is exceeded.</param>
    /// <param name="margin">
    /// The part of its length by which each window is made longer, 0 to 1. Calls reach the server with uneven delay, so two that are
    /// sent five seconds apart may arrive at a shorter distance. 0.02 makes up for 100 ms in five seconds and costs two per cent.
    /// </param>
    public CallLimits(IEnumerable<CallLimit> windows, double margin = 0.02)
    {
        Windows = [.. windows];
        Margin = margin;
        if (Windows.Any(window => window.Count < 1 || window.Window <= TimeSpan.Zero))
        {
            throw new ArgumentException("A call limit needs a count of at least 1 and a window longer than zero.", nameof(windows));
        }

        if (!(margin >= 0 && margin <= 1))
        {
            throw new ArgumentException("The margin of the call limits lies between 0 and 1.", nameof(margin));
        }
    }

    /// <summary>What DigiCert publishes: 100 calls in 5 seconds and 1,000 calls in 3 minutes.</summary>
    public static CallLimits Published { get; } =
        new([new CallLimit(100, TimeSpan.FromSeconds(5)), new CallLimit(1000, TimeSpan.FromSeconds(180))]);

    public IReadOnlyList<CallLimit> Windows { get; }

    public double Margin { get; }
}
