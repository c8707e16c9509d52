using DigiCertDocSign.Ordering.Reconcile;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>The intents in doubt that a run has to settle. Safe for many threads.</summary>
internal sealed class DoubtfulRows
{
    private readonly object _gate = new();
    private readonly Dictionary<string, DoubtfulIntent> _byReference = new(StringComparer.Ordinal);
    private readonly List<OrderRow> _elsewhere = [];

    public void Add(OrderIntent intent, OrderRow? row, bool isOwn)
    {
        lock (_gate)
        {
            if (!_byReference.TryGetValue(intent.Reference, out DoubtfulIntent? doubtful))
            {
                _byReference[intent.Reference] = doubtful = new DoubtfulIntent(intent) { IsOwn = isOwn };
            }

            doubtful.Intent = intent;
            if (row is not null)
            {
                doubtful.Rows.Add(row);
            }
        }
    }

    /// <summary>A row whose person another run has to settle first.</summary>
    public void AddElsewhere(OrderRow row)
    {
        lock (_gate)
        {
            _elsewhere.Add(row);
        }
    }

    public void Remove(DoubtfulIntent settled)
    {
        lock (_gate)
        {
            _byReference.Remove(settled.Intent.Reference);
        }
    }

    public IReadOnlyList<DoubtfulIntent> All()
    {
        lock (_gate)
        {
            return [.. _byReference.Values];
        }
    }

    /// <summary>Those that a row of this run waits for.</summary>
    public IReadOnlyList<DoubtfulIntent> Awaited() => [.. All().Where(one => one.Rows.Count > 0)];

    public IReadOnlyList<OrderRow> TakeElsewhere()
    {
        lock (_gate)
        {
            OrderRow[] rows = [.. _elsewhere];
            _elsewhere.Clear();
            return rows;
        }
    }
}
