using DigiCertDocSign.Ordering.Reconcile;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>The intents in doubt that a run has to reconcile, and the inputs that wait for them. Safe for many threads.</summary>
internal sealed class RunDoubts
{
    private readonly object _gate = new();
    private readonly Dictionary<string, DoubtfulIntent> _byReference = new(StringComparer.Ordinal);
    private readonly HashSet<string> _givenUp = new(StringComparer.Ordinal);
    private readonly List<OrderInput> _elsewhere = [];
    private readonly Dictionary<IntentKey, OrderIntent> _found = [];

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

    /// <summary>It stays in doubt: this run looks for it no more.</summary>
    public void GiveUp(DoubtfulIntent one)
    {
        lock (_gate)
        {
            _byReference.Remove(one.Intent.Reference);
            _givenUp.Add(one.Intent.Reference);
        }
    }

    /// <summary>What is in doubt now, that of earlier runs included.</summary>
    public IReadOnlyList<string> References()
    {
        lock (_gate)
        {
            return [.. _byReference.Keys.Union(_givenUp).OrderBy(reference => reference, StringComparer.Ordinal)];
        }
    }

    /// <summary>Notes an intent in doubt whose order was found, and that no input of this run has waited for.</summary>
    public void AddFound(OrderIntent found)
    {
        lock (_gate)
        {
            _found[found.Key] = found;
        }
    }

    /// <summary>
    /// The order that an earlier run had left in doubt is the one that the person's first input asks for, also where duplicates are
    /// allowed. One that has ended, because somebody refused it, stands against all inputs of the person: this run does not buy it again.
    /// </summary>
    public OrderIntent? TakeFound(IntentKey key, Person person)
    {
        lock (_gate)
        {
            if (!_found.TryGetValue(key, out OrderIntent? found) || NameKeys.Fits(person.GivenName, person.Surname, found.Person) == false)
            {
                return null;
            }

            if (found.State != IntentState.Closed)
            {
                _found.Remove(key);
            }

            return found;
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
