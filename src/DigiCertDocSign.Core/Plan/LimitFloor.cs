using CertCentral.Pacing;

namespace DigiCertDocSign.Plan;

/// <summary>How long requests take at the least under the limits, when each is sent as soon as it may be.</summary>
internal static class LimitFloor
{
    public static TimeSpan For(int requests, CallLimits limits)
    {
        if (requests <= 1 || limits.Windows.Count == 0)
        {
            return TimeSpan.Zero;
        }

        // A request leaves when, in every window, the one that must have slipped out of it has done so.
        var windows = limits.Windows.Select(limit => (limit.Count, Ticks: (long)(limit.Window.Ticks * (1 + limits.Margin)))).ToArray();
        var times = new long[requests];
        for (var request = 1; request < requests; request++)
        {
            var time = times[request - 1];
            foreach (var (count, ticks) in windows)
            {
                if (request >= count)
                {
                    time = Math.Max(time, times[request - count] + ticks);
                }
            }

            times[request] = time;
        }

        return TimeSpan.FromTicks(times[requests - 1]);
    }
}
