namespace CertCentral.Pacing;

/// <summary>
/// The count of one key as one limiter uses it: in memory and, where there is a store, shared with all others that count there. When
/// the store fails, it is not used again: the count goes on in memory, and a notice says why, once. Not safe for threads.
/// </summary>
internal sealed class PacingBook(CallLimits limits, TimeProvider time, IPacingStore? store, string name)
{
    /// <summary>A user has a count open for microseconds. One that has it open for longer than this hangs.</summary>
    private static readonly long LongestBusy = TimeSpan.FromSeconds(2).Ticks;
    private static readonly long BusyPause = TimeSpan.FromMilliseconds(1).Ticks;
    private readonly PacingPage _layout = new();
    private IPacingStore? _store = store;
    private Stream? _page;
    private long _known;
    private long? _busySince;
    private string? _notice;

    public PacingState State { get; } = new(limits);

    /// <summary>How often calls were counted here.</summary>
    public long Taken { get; private set; }

    /// <summary>The count is not worth opening again before this time.</summary>
    public long BusyUntil { get; private set; } = PacingState.LongAgo;

    /// <summary>Whether the others do not yet know what was noted here. Opening and closing the count tells them.</summary>
    public bool HasNews { get; private set; }

    /// <summary>The present, in ticks of 100 ns since a moment that the machine has chosen.</summary>
    public long Now
    {
        get
        {
            (long now, long frequency) = (time.GetTimestamp(), time.TimestampFrequency);
            return frequency == TimeSpan.TicksPerSecond ? now
                : frequency % TimeSpan.TicksPerSecond == 0 ? now / (frequency / TimeSpan.TicksPerSecond)
                : (long)((decimal)now * TimeSpan.TicksPerSecond / frequency);
        }
    }

    /// <summary>Why the count is no longer shared; null when it is, and from the second time on.</summary>
    public string? TakeNotice() => Interlocked.Exchange(ref _notice, null);

    /// <summary>Brings <see cref="State"/> up to date and keeps the others out until <see cref="Close"/>.</summary>
    /// <returns>False: another process or thread has the count open; try again after <see cref="BusyUntil"/>.</returns>
    public bool TryOpen()
    {
        if (_store is null)
        {
            return true;
        }

        try
        {
            _page = _store.TryOpen(name);
            if (_page is null)
            {
                return WaitForOthers();
            }

            // When the page cannot be read, it is written anew from what is known here.
            _busySince = null;
            _known = _layout.TryRead(_page, State, Now) ? State.Total : -1;
        }
        catch (Exception exception)
        {
            GoAlone(exception.Message);
        }

        return true;
    }

    /// <summary>Counts calls that are sent now, if the limits allow them. The count must be open.</summary>
    public bool TryTake(int permits)
    {
        long now = Now;
        if (State.DueTime(permits, now) > now)
        {
            return false;
        }

        State.Record(now, permits);
        HasNews = true;
        Taken++;
        return true;
    }

    /// <summary>Notes what the server said: here at once, and for the others as soon as the count can be opened.</summary>
    public void Note(Action<PacingState, long> note)
    {
        bool isOpen = TryOpen();
        note(State, Now);
        HasNews = true;
        if (isOpen)
        {
            Close();
        }
    }

    public void Close()
    {
        bool isChanged = HasNews;
        HasNews = false;
        if (_page is null)
        {
            return;
        }

        try
        {
            using Stream page = _page;
            if (isChanged)
            {
                _layout.Write(page, State, _known);
            }
        }
        catch (Exception exception)
        {
            GoAlone(exception.Message);
        }
        finally
        {
            _page = null;
        }
    }

    private bool WaitForOthers()
    {
        long now = Now;

        // After a call was cancelled nobody asked for a while, and nothing is known of the time between: that begins another wait.
        _busySince = _busySince is { } since && now - BusyUntil < LongestBusy / 2 ? since : now;
        if (now - _busySince > LongestBusy)
        {
            GoAlone("another process does not let go of it");
            return true;
        }

        BusyUntil = now + BusyPause;
        return false;
    }

    private void GoAlone(string reason)
    {
        _page?.Dispose();
        _page = null;
        _store = null;
        HasNews = false;
        BusyUntil = PacingState.LongAgo;
        _notice = $"The count of calls that all processes share cannot be used ({reason.TrimEnd('.')}). This process now keeps to the "
            + "call limit by itself; others that use the same API key at the same time may make the server answer 429.";
    }
}
