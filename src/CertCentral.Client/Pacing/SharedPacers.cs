using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CertCentral.Pacing;

/// <summary>
/// One limiter per API key and server for the whole process, because the server counts by key and does not care how many
/// clients use it. It outlives its clients: who disconnects and connects again has the same requests behind him.
/// </summary>
internal static class SharedPacers
{
    private static readonly ConcurrentDictionary<(string Name, IPacingStore? Store), RollingWindowLimiter> Pacers = new();

    public static RollingWindowLimiter For(CertCentralOptions options)
    {
        var windows = options.Limits.Windows.Select(window => FormattableString.Invariant($"{window.Count}/{window.Window.Ticks}"));
        var margin = options.Limits.Margin.ToString(CultureInfo.InvariantCulture);
        var name = string.Join("\n", [CountName(options), margin, .. windows]);
        return Pacers.GetOrAdd((name, options.PacingStore), _ => Alone(options));
    }

    /// <summary>A limiter of its own; where there is a store, it counts with the others nevertheless.</summary>
    public static RollingWindowLimiter Alone(CertCentralOptions options) =>
        new(options.Limits, options.TimeProvider, options.PacingStore, CountName(options));

    // A digest, so that the key itself stays neither in memory as text nor in the name of a file; half of one, because it need
    // only tell the keys of one user apart. The limits are no part of it: whatever a process keeps to, the server counts by key.
    private static string CountName(CertCentralOptions options)
    {
        var text = $"{options.ApiKey.Reveal()}\n{options.BaseUri.Authority}";
        using var digest = SHA256.Create();
        var octets = digest.ComputeHash(Encoding.UTF8.GetBytes(text)).Take(16);
        return string.Concat(octets.Select(octet => octet.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
