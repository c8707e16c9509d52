using System.Globalization;
using CertCentral;

namespace DigiCertDocSign.Plan;

/// <summary>Whether this machine and CertCentral have the same time. The wait for what is in doubt needs clocks that agree.</summary>
internal static class ClockCheck
{
    private const string Name = "Clock";
    private static readonly TimeSpan Allowed = TimeSpan.FromMinutes(5);

    /// <param name="client">Has had an answer.</param>
    /// <param name="time">The clock of this machine.</param>
    public static AccountCheck Of(CertCentralClient client, TimeProvider time)
    {
        if (client.ServerTime is not { } server)
        {
            return new AccountCheck(
                Name,
                null,
                "CertCentral's answers show no time to compare this machine's clock with. See that the network sets the machine's time.");
        }

        TimeSpan ahead = time.GetUtcNow() - server;
        string apart = ahead.Duration().ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
        const string why = "Have the machine's time set by the network: while the clocks differ, an order in doubt stays so for longer.";

        // The time of an answer out of a cache is too early, and never too late.
        return ahead.Duration() <= Allowed ? new AccountCheck(Name, true, "This machine's clock and CertCentral's agree.")
            : ahead < TimeSpan.Zero ? new AccountCheck(Name, false, $"This machine's clock is {apart} behind CertCentral's. {why}")
            : new AccountCheck(
                Name, null, $"This machine's clock is {apart} ahead of CertCentral's, or that answer came out of a cache. {why}");
    }
}
