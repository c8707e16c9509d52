using DigiCertDocSign.Ordering.Decide;
using DigiCertDocSign.Ordering.LiveOrders;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>An input of somebody of whose name there is a live order under another address.</summary>
internal sealed record NamesakeInput(OrderInput Input, LiveOrder Order);

/// <summary>
/// The inputs that wait for the end of the list, since their number decides: a few people of one name are twins, many are a mail domain
/// that has changed. Safe for many threads.
/// </summary>
internal sealed class RunNamesakes
{
    private readonly object _gate = new();
    private readonly Queue<NamesakeInput> _waiting = new();
    private readonly Dictionary<string, LiveOrder> _byMark = new(StringComparer.Ordinal);
    private readonly NamesakeBound _bound = new();

    /// <summary>Counts an input of the list, whatever becomes of it.</summary>
    public void CountInput()
    {
        lock (_gate)
        {
            _bound.CountInput();
        }
    }

    public void Add(OrderInput input, LiveOrder order)
    {
        lock (_gate)
        {
            _bound.CountNamesake(input.Person);
            Wait(new NamesakeInput(input, order));
        }
    }

    /// <summary>
    /// Lets an input wait behind an earlier one that it can meet, with its address, its key or its order to be renewed: the first in the
    /// list is served first.
    /// </summary>
    /// <returns>False: no such input waits.</returns>
    public bool TryAddBehind(OrderInput input)
    {
        lock (_gate)
        {
            LiveOrder? order = null;
            bool waits = input.Wanted.Marks().Any(mark => _byMark.TryGetValue(mark, out order));
            if (waits)
            {
                Wait(new NamesakeInput(input, order!));
            }

            return waits;
        }
    }

    public bool HasAny
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count > 0;
            }
        }
    }

    /// <summary>When the list is at its end: the first that waits; null when none does.</summary>
    public NamesakeInput? TakeNext()
    {
        lock (_gate)
        {
            NamesakeInput? next = _waiting.Count > 0 ? _waiting.Dequeue() : null;
            if (_waiting.Count == 0)
            {
                _byMark.Clear();
            }

            return next;
        }
    }

    /// <summary>The fault of an input of which there are too many; null when it may be ordered.</summary>
    public DocSigningException? Refusal(NamesakeInput one)
    {
        lock (_gate)
        {
            return _bound.Refusal(one.Order, one.Input.Person);
        }
    }

    private void Wait(NamesakeInput namesake)
    {
        _waiting.Enqueue(namesake);
        foreach (string mark in namesake.Input.Wanted.Marks())
        {
            _byMark[mark] = namesake.Order;
        }
    }
}
