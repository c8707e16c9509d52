using DigiCertDocSign.Ordering.Reconcile;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>The intents in doubt that a run has to reconcile, and the inputs that wait for them. Safe for many threads.</summary>
internal sealed class RunDoubts
{
    private readonly object _gate = new();
    private readonly Dictionary<string, DoubtfulIntent> _byReference = new(StringComparer.Ordinal);
    private readonly List<OrderInput> _elsewhere = [];
    private readonly Dictionary<IntentKey, OrderIntent> _ended = [];

    public void Add(OrderIntent intent, OrderInput? input, bool isOwn)
    {
        lock (_gate)
        {
            if (!_byReference.TryGetValue(intent.Reference, out DoubtfulIntent? doubtful))
            {
                _byReference[intent.Reference] = doubtful = new DoubtfulIntent(intent) { IsOwn = isOwn };
            }

            doubtful.Intent = intent;
            if (input is not null)
            {
                doubtful.Inputs.Add(input);
            }
        }
    }

    /// <summary>An input whose person another run has to reconcile first.</summary>
    public void AddElsewhere(OrderInput input)
    {
        lock (_gate)
        {
            _elsewhere.Add(input);
        }
    }

    public void Remove(DoubtfulIntent reconciled)
    {
        lock (_gate)
        {
            _byReference.Remove(reconciled.Intent.Reference);
        }
    }

    /// <summary>
    /// Notes an intent whose order was found, and has ended meanwhile: somebody refused it, so this run does not buy it again.
    /// </summary>
    public void AddEnded(OrderIntent closed)
    {
        lock (_gate)
        {
            _ended[closed.Key] = closed;
        }
    }

    public OrderIntent? FindEnded(IntentKey person)
    {
        lock (_gate)
        {
            return _ended.TryGetValue(person, out OrderIntent? closed) ? closed : null;
        }
    }

    public IReadOnlyList<DoubtfulIntent> All()
    {
        lock (_gate)
        {
            return [.. _byReference.Values];
        }
    }

    /// <summary>Those that an input of this run waits for.</summary>
    public IReadOnlyList<DoubtfulIntent> Awaited() => [.. All().Where(one => one.Inputs.Count > 0)];

    public IReadOnlyList<OrderInput> TakeElsewhere()
    {
        lock (_gate)
        {
            OrderInput[] inputs = [.. _elsewhere];
            _elsewhere.Clear();
            return inputs;
        }
    }
}
