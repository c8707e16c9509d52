using DigiCertDocSign.Ordering.Reconcile;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>The intents in doubt that a run has to settle. Safe for many threads.</summary>
internal sealed class RunDoubts
{
    private readonly object _gate = new();
    private readonly Dictionary<string, DoubtfulIntent> _byReference = new(StringComparer.Ordinal);
    private readonly List<OrderInput> _elsewhere = [];

    public void Add(OrderIntent intent, OrderInput? row, bool isOwn)
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
    public void AddElsewhere(OrderInput row)
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

    public IReadOnlyList<OrderInput> TakeElsewhere()
    {
        lock (_gate)
        {
            OrderInput[] rows = [.. _elsewhere];
            _elsewhere.Clear();
            return rows;
        }
    }
}
