using CertCentral;

namespace DigiCertDocSign.Ordering;

/// <summary>The present, by whichever of two clocks is behind: this machine's and the server's.</summary>
internal static class PresentTime
{
    /// <summary>
    /// Neither a wrong clock here nor one there may make something look run out: it would buy another certificate, or hold up a run.
    /// </summary>
    public static DateTimeOffset Of(CertCentralClient client, TimeProvider time) =>
        client.ServerTime is { } server && server < time.GetUtcNow() ? server : time.GetUtcNow();
}
