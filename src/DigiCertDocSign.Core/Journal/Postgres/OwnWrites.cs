namespace DigiCertDocSign.Journal.Postgres;

/// <summary>
/// What a run has written of late, in case the database loses it: what is open, and what has ended in the last half hour. By then
/// CertCentral's lists show it. Used by one task at a time, which has the run's session.
/// </summary>
internal sealed class OwnWrites(TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);

    private readonly Dictionary<string, OwnWrite> _writes = new(StringComparer.Ordinal);
    private readonly Queue<(string Reference, long Stamp)> _ended = new();

    public IReadOnlyCollection<OwnWrite> All => _writes.Values;

    /// <summary>A write begins. Whether it is carried out is not known until <see cref="End"/>.</summary>
    public void Expect(OrderIntent to) =>
        _writes[to.Reference] = _writes.TryGetValue(to.Reference, out OwnWrite? own)
            ? own with { Expected = to }
            : new OwnWrite(to.Reference, null, to, 0);

    /// <summary>What became of it. Where it was not carried out, another process was faster, and has the intent.</summary>
    public void End(OrderIntent written, bool isWritten)
    {
        if (!isWritten)
        {
            _writes.Remove(written.Reference);
            return;
        }

        long now = time.GetTimestamp();
        _writes[written.Reference] = new OwnWrite(written.Reference, written, null, now);
        if (!written.IsOpen)
        {
            _ended.Enqueue((written.Reference, now));
        }

        while (_ended.Count > 0 && time.GetElapsedTime(_ended.Peek().Stamp, now) > Kept)
        {
            (string reference, long stamp) = _ended.Dequeue();
            if (_writes.TryGetValue(reference, out OwnWrite? own) && own.Stamp == stamp)
            {
                _writes.Remove(reference);
            }
        }
    }
}

/// <summary>An intent as its run has written it.</summary>
/// <param name="Reference">The intent's.</param>
/// <param name="Known">As it was written last; null where that is not known of any write.</param>
/// <param name="Expected">A write of which it is not known whether it was carried out; null for none.</param>
/// <param name="Stamp">When it was written.</param>
internal sealed record OwnWrite(string Reference, OrderIntent? Known, OrderIntent? Expected, long Stamp)
{
    /// <summary>Whether the database has less of it than the run has written.</summary>
    /// <param name="row">As the database has it; null where it has nothing.</param>
    public bool IsLost(OrderIntent? row) => Known is { } known && (row is null
        ? known.IsOpen || known is { State: IntentState.Placed, BuysAnOrder: true }
        : IsOlder(row) || (known.OrderId is not null && row.OrderId is null));

    /// <summary>
    /// What is to stand in the place of the row; null where that is well. What another run has taken over stays that run's, unless this
    /// one knows the order.
    /// </summary>
    public OrderIntent? Mended(OrderIntent? row)
    {
        if (Known is not { } known)
        {
            return null;
        }

        // What was just being written as sent has not left: that write never came to its end.
        bool isUnsent = row is not null && IsSame(row, Expected) && Expected!.State == IntentState.Sent;
        return row is null || isUnsent || IsOlder(row) || (known.OrderId is not null && row.OrderId is null) ? known : null;
    }

    private static bool IsSame(OrderIntent row, OrderIntent? written) =>
        written is not null && (row.State, row.UpdatedAt) == (written.State, written.UpdatedAt);

    /// <summary>While an intent of a run is open, nobody else changes it without taking it.</summary>
    private bool IsOlder(OrderIntent row) =>
        row.IsOpen && row.RunId == Known!.RunId && !IsSame(row, Known) && !IsSame(row, Expected);
}
