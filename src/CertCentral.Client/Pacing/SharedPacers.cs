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
    private static readonly ConcurrentDictionary<string, RollingWindowLimiter> Pacers = new(StringComparer.Ordinal);

    public static RollingWindowLimiter For(CertCentralOptions options) =>
        Pacers.GetOrAdd(Name(options), _ => new RollingWindowLimiter(options.Limits, TimeProvider.System));

    // A digest, so that the key itself does not stay in memory as text.
    private static string Name(CertCentralOptions options)
    {
        var windows = options.Limits.Windows.Select(window => FormattableString.Invariant($"{window.Count}/{window.Window.Ticks}"));
        var margin = options.Limits.Margin.ToString(CultureInfo.InvariantCulture);
        var text = string.Join("\n", [options.ApiKey.Reveal(), options.BaseUri.Authority, margin, .. windows]);
        using var digest = SHA256.Create();
        return Convert.ToBase64String(digest.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }
}
