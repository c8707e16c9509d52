using CertCentral;

namespace DigiCertDocSign.Following;

/// <summary>The present by two clocks, this machine's and the server's: whichever errs towards a look is believed.</summary>
internal static class PresentTime
{
    /// <summary>
    /// By the clock that is behind. Neither a wrong clock here nor one there may make something look run out: it would buy another
    /// certificate, hold up a run or end a wait.
    /// </summary>
    public static DateTimeOffset Of(CertCentralClient client, TimeProvider time) =>
        client.ServerTime is { } server && server < time.GetUtcNow() ? server : time.GetUtcNow();

    /// <summary>By the clock that is ahead: what is about to run out by either of them is told of.</summary>
    public static DateTimeOffset LatestOf(CertCentralClient client, TimeProvider time) =>
        client.ServerTime is { } server && server > time.GetUtcNow() ? server : time.GetUtcNow();
}
