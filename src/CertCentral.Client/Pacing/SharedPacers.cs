using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CertCentral.Pacing;

/// <summary>
/// One limiter for each API key and server in the whole process, because the server counts the calls of a key, whichever client made
/// them. It outlives the clients: after a user has disconnected and connected again, the calls of before still count.
/// </summary>
internal static class SharedPacers
{
    private static readonly ConcurrentDictionary<(string Name, object? Store), ICallPacer> Pacers = new();

    public static ICallPacer For(CertCentralOptions options)
    {
        IEnumerable<string> windows =
            options.Limits.Windows.Select(window => FormattableString.Invariant($"{window.Count}/{window.Window.Ticks}"));
        string margin = options.Limits.Margin.ToString(CultureInfo.InvariantCulture);
        string name = string.Join("\n", [CountName(options), margin, .. windows]);
        return Pacers.GetOrAdd((name, (object?)options.PermitStore ?? options.PacingStore), _ => Alone(options));
    }

    /// <summary>A limiter for one client. With a store, it still counts together with the others.</summary>
    public static ICallPacer Alone(CertCentralOptions options) => options.PermitStore is { } permits && options.Limits.Windows.Count > 0
        ? new PermitLimiter(options.Limits, options.TimeProvider, permits, CountName(options))
        : new RollingWindowLimiter(options.Limits, options.TimeProvider, options.PacingStore, CountName(options));

    // A digest, so that the key stays neither in memory as text nor in the name of a file or a row. Half of the digest is enough to
    // tell the keys of one user apart. The limits are no part of it, because the server counts by key, whatever limits a process keeps to.
    private static string CountName(CertCentralOptions options)
    {
        string text = $"{options.ApiKey.Reveal()}\n{options.BaseUri.Authority}";
        using var digest = SHA256.Create();
        IEnumerable<byte> octets = digest.ComputeHash(Encoding.UTF8.GetBytes(text)).Take(16);
        return string.Concat(octets.Select(octet => octet.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
