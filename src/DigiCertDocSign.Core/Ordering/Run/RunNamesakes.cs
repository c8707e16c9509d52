using DigiCertDocSign.Ordering.Decide;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>An input of somebody of whose name there is a live order under another address.</summary>
internal sealed record Namesake(OrderInput Input, LiveOrder Order);

/// <summary>
/// The inputs that wait for the end of the list, since their number decides: a few people of one name are twins, many are a mail domain
/// that has changed. Safe for many threads.
/// </summary>
internal sealed class RunNamesakes
{
    private readonly object _gate = new();
    private readonly List<Namesake> _waiting = [];
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
            _waiting.Add(new Namesake(input, order));
        }
    }

    /// <summary>What an earlier input of the same address waits for; null when none waits.</summary>
    public LiveOrder? WaitingWith(OrderInput input)
    {
        lock (_gate)
        {
            return _waiting.Find(one => EmailAddress.AreSame(one.Input.Person.Email, input.Person.Email))?.Order;
        }
    }

    /// <summary>When the list is at its end.</summary>
    public IReadOnlyList<Namesake> TakeAll()
    {
        lock (_gate)
        {
            Namesake[] all = [.. _waiting];
            _waiting.Clear();
            return all;
        }
    }

    /// <summary>The fault of an input of which there are too many; null when it may be ordered.</summary>
    public DocSigningException? Refusal(Namesake one)
    {
        lock (_gate)
        {
            return _bound.Refusal(one.Order, one.Input.Person);
        }
    }
}
