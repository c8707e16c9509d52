namespace CertCentral.Transport;

/// <summary>
/// What time it is at the server, by the Date of its latest answer (RFC 9110, 6.6.1) and a stop watch since: nobody can set that clock here.
/// Safe for threads.
/// </summary>
internal sealed class ServerClock(TimeProvider time)
{
    private Reading? _latest;

    /// <summary>Null before the first answer that tells a time.</summary>
    public DateTimeOffset? Now => Volatile.Read(ref _latest) is { } latest ? latest.Date + time.GetElapsedTime(latest.Stamp) : null;

    public void Set(DateTimeOffset date) => Volatile.Write(ref _latest, new Reading(date, time.GetTimestamp()));

    private sealed record Reading(DateTimeOffset Date, long Stamp);
}
