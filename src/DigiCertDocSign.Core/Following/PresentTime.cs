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

/// <summary>
/// The present, as exactly as it is known: what ends before its earlier end is over by every clock, and what begins after its later end has
/// begun by none.
/// </summary>
/// <param name="Earliest">By the clock that is behind.</param>
/// <param name="Latest">By the clock that is ahead.</param>
public sealed record PresentMoment(DateTimeOffset Earliest, DateTimeOffset Latest)
{
    /// <summary>By this machine's clock and the server's, once the server has answered.</summary>
    /// <param name="client">Knows the server's clock.</param>
    /// <param name="time">The clock of this machine.</param>
    public static PresentMoment Of(CertCentralClient client, TimeProvider time) =>
        new(PresentTime.Of(client, time), PresentTime.LatestOf(client, time));

    /// <summary>By one clock alone.</summary>
    public static implicit operator PresentMoment(DateTimeOffset now) => new(now, now);
}
