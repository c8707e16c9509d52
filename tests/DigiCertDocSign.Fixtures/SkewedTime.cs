namespace DigiCertDocSign.Fixtures;

/// <summary>The wall clock of a machine that is wrong; its stop watch and timers are right.</summary>
public sealed class SkewedTime(TimeProvider right, TimeSpan by) : TimeProvider
{
    public override long TimestampFrequency => right.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + by;

    public override long GetTimestamp() => right.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        right.CreateTimer(callback, state, dueTime, period);
}
