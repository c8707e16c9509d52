using CertCentral;
using DigiCertDocSign.Following;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>
/// What the server has shown of the account's orders. It knows the status of every order, and the live orders of the lists by the keys of
/// their names. Of the orders that were looked at it knows whose they are, or that nobody can tell. Safe for many threads.
/// </summary>
internal sealed class LiveOrderIndex
{
    private readonly object _gate = new();
    private readonly Dictionary<long, Seen> _seen = [];
    private readonly Dictionary<ulong, Link> _listed = [];
    private Link? _nameless;
    private int _reading;

    private readonly Dictionary<string, List<LiveOrder>> _byEmail = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, List<LiveOrder>> _byName = [];
    private readonly List<LiveOrder> _anybodys = [];

    /// <summary>How many readings of the lists the index has taken in.</summary>
    public int Readings
    {
        get
        {
            lock (_gate)
            {
                return _reading;
            }
        }
    }

    /// <summary>Takes in a reading of the lists.</summary>
    public void Add(IEnumerable<ListedOrder> orders, DateTimeOffset now)
    {
        lock (_gate)
        {
            _reading++;
            foreach (ListedOrder order in orders)
            {
                Add(order, now);
            }
        }
    }

    /// <summary>Whether the order list has shown the order.</summary>
    public bool IsListed(long orderId)
    {
        lock (_gate)
        {
            return _seen.TryGetValue(orderId, out Seen? seen) && seen.IsListed;
        }
    }

    /// <summary>Whether one of the first readings had shown the order.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="readings">How many, by <see cref="Readings"/>.</param>
    public bool WasKnown(long orderId, int readings)
    {
        lock (_gate)
        {
            return _seen.TryGetValue(orderId, out Seen? seen) && seen.Reading <= readings;
        }
    }

    /// <summary>The last status that the server showed; null for an order that it did not show.</summary>
    public (string Status, DateTime? ValidTill)? StatusOf(long orderId)
    {
        lock (_gate)
        {
            return _seen.TryGetValue(orderId, out Seen? seen) ? (seen.Status, seen.ValidTill) : null;
        }
    }

    /// <summary>The name under which a list has shown the order last; null when none has shown one.</summary>
    public string? NameOf(long orderId)
    {
        lock (_gate)
        {
            return _seen.TryGetValue(orderId, out Seen? seen) ? seen.Name : null;
        }
    }

    /// <param name="keys">Those of a person's name, by <see cref="NameKeys"/>.</param>
    /// <returns>A listed order that may be the person's, and of which nobody has asked yet whose it is.</returns>
    public ListedOrder? NextUnconfirmed(IReadOnlyCollection<ulong> keys)
    {
        lock (_gate)
        {
            foreach (ulong key in keys)
            {
                if (_listed.TryGetValue(key, out Link? first) && FirstUnconfirmed(first) is { } link)
                {
                    _listed[key] = link;
                    return link.Order;
                }
            }

            _nameless = FirstUnconfirmed(_nameless);
            return _nameless?.Order;
        }
    }

    /// <summary>Notes what is known of an order, so that nobody asks again.</summary>
    public void Confirm(LiveOrder order)
    {
        lock (_gate)
        {
            long id = order.OrderId!.Value;
            Seen seen = _seen.TryGetValue(id, out Seen? before) ? before : new Seen { Reading = _reading };
            if (seen.IsConfirmed)
            {
                return;
            }

            seen.IsConfirmed = true;
            (seen.Status, seen.ValidTill) = (order.Status, order.ValidTill);
            _seen[id] = seen;
            if (!Orders.SigningProduct.MayBe(order.ProductNameId))
            {
                return;
            }

            ulong[] keys = [.. order.Names.Where(NameKeys.IsReadable).SelectMany(NameKeys.Of).Distinct()];
            foreach (ulong key in keys)
            {
                Add(_byName, key, order);
            }

            if (order.Email is { } email)
            {
                seen.Email = email;
                Add(_byEmail, email.Key, order);
            }
            else if (keys.Length == 0)
            {
                _anybodys.Add(order);
            }
        }
    }

    /// <summary>Listed orders of different addresses that are known for sure.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="isFit">Which addresses will do.</param>
    public IReadOnlyList<KnownOrder> KnownOrders(int count, Func<EmailAddress, bool> isFit)
    {
        lock (_gate)
        {
            return
            [
                .. _byEmail.Values
                    .SelectMany(orders => orders.Where(order => _seen[order.OrderId!.Value].IsListed && isFit(order.Email!)).Take(1))
                    .Select(order => new KnownOrder(order.OrderId!.Value, order.Email!, order.Details?.Created))
                    .Take(count),
            ];
        }
    }

    /// <summary>The address of an order; null when it is not known.</summary>
    public EmailAddress? EmailOf(long orderId)
    {
        lock (_gate)
        {
            return _seen.TryGetValue(orderId, out Seen? seen) ? seen.Email : null;
        }
    }

    /// <summary>When the order was made; null when no list has told.</summary>
    public WireMoment? CreatedAt(long orderId)
    {
        lock (_gate)
        {
            return _seen.TryGetValue(orderId, out Seen? seen) ? seen.Created : null;
        }
    }

    /// <summary>Known orders of an address; those whose name fits; and those that may be anybody's.</summary>
    /// <param name="emailKey">The address, folded.</param>
    /// <param name="keys">Those of a person's name, by <see cref="NameKeys"/>.</param>
    public IReadOnlyList<LiveOrder> Find(string emailKey, IReadOnlyCollection<ulong> keys)
    {
        lock (_gate)
        {
            IEnumerable<LiveOrder> named = keys.SelectMany(key => _byName.TryGetValue(key, out List<LiveOrder>? orders) ? orders : []);
            IEnumerable<LiveOrder> addressed = _byEmail.TryGetValue(emailKey, out List<LiveOrder>? ofEmail) ? ofEmail : [];
            return [.. addressed.Concat(named).Concat(_anybodys).Distinct().Select(Renewed)];
        }
    }

    private static void Add<TKey>(Dictionary<TKey, List<LiveOrder>> orders, TKey key, LiveOrder order)
        where TKey : notnull
    {
        if (orders.TryGetValue(key, out List<LiveOrder>? others))
        {
            others.Add(order);
        }
        else
        {
            orders[key] = [order];
        }
    }

    private Link? FirstUnconfirmed(Link? link)
    {
        while (link is not null && _seen[link.Order.OrderId].IsConfirmed)
        {
            link = link.Next;
        }

        return link;
    }

    /// <summary>With the status of the newest reading.</summary>
    private LiveOrder Renewed(LiveOrder order)
    {
        Seen seen = _seen[order.OrderId!.Value];
        return order.Status == seen.Status ? order : order with { Status = seen.Status, ValidTill = seen.ValidTill ?? order.ValidTill };
    }

    private void Add(ListedOrder order, DateTimeOffset now)
    {
        // When a list shows an order alive that was dead in an earlier reading, the order counts as new.
        bool wasLooked = _seen.TryGetValue(order.OrderId, out Seen? seen) && !StatusWords.IsDead(seen.Status);
        if (seen is null)
        {
            _seen[order.OrderId] = seen = new Seen { Reading = _reading };
        }

        bool hasRunOut = !StatusWords.IsDead(order.Status) && StatusWords.HasRunOut(order.ValidTill, now);
        seen.Status = hasRunOut ? StatusWords.Expired : order.Status;
        seen.ValidTill = order.ValidTill ?? seen.ValidTill;
        seen.IsListed |= order.IsListed;
        seen.Created = order.Created ?? seen.Created;
        seen.Name = order.Name ?? seen.Name;
        if (wasLooked || StatusWords.IsDead(seen.Status))
        {
            return;
        }

        if (order.Name is null || !NameKeys.IsReadable(order.Name))
        {
            _nameless = new Link(order, _nameless);
            return;
        }

        foreach (ulong key in NameKeys.Of(order.Name))
        {
            _listed.TryGetValue(key, out Link? others);
            _listed[key] = new Link(order, others);
        }
    }

    /// <summary>A listed order under one of its keys, and the next one there.</summary>
    private sealed record Link(ListedOrder Order, Link? Next);

    /// <summary>What the lists and the details have last shown of an order.</summary>
    private sealed class Seen
    {
        /// <summary>The number of the reading that showed it first.</summary>
        public required int Reading { get; init; }

        public string Status { get; set; } = StatusWords.Unknown;

        public DateTime? ValidTill { get; set; }

        public bool IsConfirmed { get; set; }

        public bool IsListed { get; set; }

        public WireMoment? Created { get; set; }

        public EmailAddress? Email { get; set; }

        public string? Name { get; set; }
    }
}
