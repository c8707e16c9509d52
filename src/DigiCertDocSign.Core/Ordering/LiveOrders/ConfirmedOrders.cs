using DigiCertDocSign.People;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>Orders of which it is known whose they are: by e-mail, or by name where the server tells no e-mail.</summary>
internal sealed class ConfirmedOrders
{
    private readonly object _gate = new();
    private readonly HashSet<long> _known = [];
    private readonly Dictionary<string, List<SigningOrder>> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<SigningOrder>> _byNameAlone = new(OrderName.Comparer);

    /// <summary>An order without e-mail and name is nobody's and is not kept; neither is one that is known already.</summary>
    public void Add(string? name, string? email, SigningOrder order)
    {
        lock (_gate)
        {
            if (!_known.Add(order.OrderId))
            {
                return;
            }

            if (email is not null && !PersonText.IsBlank(email))
            {
                Add(_byEmail, PersonText.Clean(email), order);
            }
            else if (name is not null)
            {
                Add(_byNameAlone, name, order);
            }
        }
    }

    /// <summary>A copy.</summary>
    public IReadOnlyList<SigningOrder> Find(string email, string? name)
    {
        lock (_gate)
        {
            IEnumerable<SigningOrder> byEmail = _byEmail.TryGetValue(email, out var orders) ? orders : [];
            IEnumerable<SigningOrder> byName = name is not null && _byNameAlone.TryGetValue(name, out var unsigned) ? unsigned : [];
            return [.. byEmail, .. byName];
        }
    }

    private static void Add(Dictionary<string, List<SigningOrder>> index, string key, SigningOrder order)
    {
        if (index.TryGetValue(key, out var orders))
        {
            orders.Add(order);
        }
        else
        {
            index[key] = [order];
        }
    }
}
