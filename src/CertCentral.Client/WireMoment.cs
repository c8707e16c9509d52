namespace CertCentral;

/// <summary>
/// A point in time as the server wrote it. The server may leave the zone out, or also the time of the day; then <see cref="Value"/> is a
/// guess that can be wrong by so much, and a comparison has to allow for that.
/// </summary>
/// <param name="Value">The point in time. Without a zone it is read as UTC, without a time as the first moment of the day.</param>
/// <param name="HasZone">Whether the server has named the zone. False: the clock of any place on earth may have been meant.</param>
/// <param name="HasTime">Whether the server has named a time of the day. False: any moment of that day may have been meant.</param>
public readonly record struct WireMoment(DateTimeOffset Value, bool HasZone = true, bool HasTime = true)
{
    // The clocks of the earth differ by 26 hours, from 14 before UTC to 12 behind; a day is enough to either side.
    private static readonly TimeSpan UnknownZone = TimeSpan.FromDays(1);
    private static readonly TimeSpan UnknownTime = TimeSpan.FromDays(1);

    /// <summary>Nothing earlier can have been meant.</summary>
    public DateTimeOffset Earliest => HasZone ? Value : Value - UnknownZone;

    /// <summary>Nothing later can have been meant.</summary>
    public DateTimeOffset Latest => Value + (HasZone ? TimeSpan.Zero : UnknownZone) + (HasTime ? TimeSpan.Zero : UnknownTime);

    public static implicit operator DateTimeOffset(WireMoment moment) => moment.Value;

    public static implicit operator WireMoment(DateTimeOffset value) => new(value);
}
