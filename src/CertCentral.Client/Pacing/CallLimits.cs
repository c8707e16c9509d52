namespace CertCentral.Pacing;

/// <summary>
/// The limits on requests of one API key; all hold at once, each over a rolling window. DigiCert has changed its figures
/// before, so they are settings.
/// </summary>
public sealed class CallLimits
{
    /// <exception cref="ArgumentException">A count below 1, a window of no length, or a margin outside 0 to 1.</exception>
    /// <param name="windows">None means no limit.</param>
    /// <param name="margin">
    /// Part of its length by which each window is stretched. Requests reach the server with uneven delay, so two that
    /// leave five seconds apart may arrive a little closer. 0.02 bridges 100 ms in five seconds and costs two per cent.
    /// </param>
    public CallLimits(IEnumerable<CallLimit> windows, double margin = 0.02)
    {
        Windows = [.. windows];
        Margin = margin;
        if (Windows.Any(window => window.Count < 1 || window.Window <= TimeSpan.Zero))
        {
            throw new ArgumentException("A request limit needs a count of at least 1 and a window longer than zero.", nameof(windows));
        }

        if (!(margin >= 0 && margin <= 1))
        {
            throw new ArgumentException("The margin of the request limits lies between 0 and 1.", nameof(margin));
        }
    }

    /// <summary>100 requests in 5 seconds and 1,000 in 3 minutes, as DigiCert publishes.</summary>
    public static CallLimits Published { get; } =
        new([new CallLimit(100, TimeSpan.FromSeconds(5)), new CallLimit(1000, TimeSpan.FromSeconds(180))]);

    /// <summary>No pacing; the server's own limit still answers 429.</summary>
    public static CallLimits None { get; } = new([]);

    public IReadOnlyList<CallLimit> Windows { get; }

    public double Margin { get; }
}
