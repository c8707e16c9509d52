using CertCentral.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace CertCentral.Tests.Sandbox;

/// <summary>Who waits by the clock of a sandbox has waited as much as it was turned.</summary>
public sealed class SandboxTimeTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 3, 9, 14, 52, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Start);
    private readonly SandboxTime _time;
    private readonly SandboxHandler _sandbox;

    public SandboxTimeTests()
    {
        _time = new SandboxTime(_clock);
        _sandbox = new SandboxHandler(new SandboxOptions { TimeProvider = _time, BeginsAt = Start.AddYears(-1) });
    }

    [Fact]
    public void A_timer_rings_when_the_clock_is_turned_and_when_time_passes_and_once()
    {
        int rung = 0;
        using ITimer timer = _time.CreateTimer(_ => rung++, null, TimeSpan.FromHours(2), Timeout.InfiniteTimeSpan);

        _sandbox.TurnClock(TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, rung);

        _clock.Advance(TimeSpan.FromMinutes(1));
        _sandbox.TurnClock(TimeSpan.FromDays(1));
        Assert.Equal(1, rung);
    }

    [Fact]
    public void A_timer_that_is_turned_past_its_time_rings_and_goes_on_by_its_period()
    {
        int rung = 0;
        using ITimer timer = _time.CreateTimer(_ => rung++, null, TimeSpan.FromHours(2), TimeSpan.FromHours(1));

        _sandbox.TurnClock(TimeSpan.FromDays(3));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, rung);

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, rung);

        timer.Dispose();
        _sandbox.TurnClock(TimeSpan.FromDays(3));
        _clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(2, rung);
    }

    [Fact]
    public void Wall_clock_and_stop_watch_agree_on_a_turn()
    {
        Assert.Equal(Start.AddYears(-1), _time.GetUtcNow());
        long begun = _time.GetTimestamp();

        _sandbox.TurnClock(TimeSpan.FromDays(30));
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(Start.AddYears(-1).AddDays(31), _time.GetUtcNow());
        Assert.Equal(TimeSpan.FromDays(31), _time.GetElapsedTime(begun));
        Assert.Throws<ArgumentOutOfRangeException>(() => _sandbox.TurnClock(TimeSpan.FromSeconds(-1)));
        using var plain = new SandboxHandler(new SandboxOptions { TimeProvider = _clock });
        Assert.Throws<InvalidOperationException>(() => plain.TurnClock(TimeSpan.FromDays(1)));
    }

    public void Dispose() => _sandbox.Dispose();
}
