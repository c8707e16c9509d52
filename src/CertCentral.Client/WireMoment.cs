namespace CertCentral;

/// <summary>
/// A point in time as the server wrote it. The server may leave the zone out, or also the time of the day; then <see cref="Value"/> is a
/// guess that can be wrong by so much, and whoever compares it has to allow for that.
/// </summary>
/// <param name="Value">The point in time. Without a zone it is read as UTC, without a time as the first moment of the day.</param>
/// <param name="HasZone">Whether the server has named the zone. False: the clock of any place on earth may have been meant.</param>
/// <param name="HasTime">Whether the server has named a time of the day. False: any moment of that day may have been meant.</param>
public readonly record struct WireMoment(DateTimeOffset Value, bool HasZone = true, bool HasTime = true)
{
    public static implicit operator DateTimeOffset(WireMoment moment) => moment.Value;

    public static implicit operator WireMoment(DateTimeOffset value) => new(value);
}
