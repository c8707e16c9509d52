using System.Collections.Concurrent;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.Decide;

/// <summary>A decision, with what the journal has of the person.</summary>
/// <param name="Decision">What is to be done.</param>
/// <param name="Takes">Planned by a run that is over, for just this: the order may go on with it.</param>
/// <param name="Stale">
/// Planned by runs that are over, for another order of the person or, where one is to be ordered, under another address: nothing was sent,
/// and nobody will send it.
/// </param>
/// <param name="Ended">The intents that were placed and whose orders are dead by now, each with the status that says so.</param>
/// <param name="Weighed">The references of all intents that the decision took into account and that leave room for a claim.</param>
internal sealed record DecidedOrder(
    OrderDecision Decision, OrderIntent? Takes, IReadOnlyList<OrderIntent> Stale, IReadOnlyList<(OrderIntent Intent, string Status)> Ended,
    IReadOnlyList<string> Weighed);

/// <summary>Gathers what the journal and the server know of a person, and decides by it. Sends and changes nothing.</summary>
/// <param name="journal">Null when there is none.</param>
/// <param name="server">The account's orders.</param>
/// <param name="accountId">The account's id in the journal.</param>
/// <param name="allowDuplicate">The operator wants one more.</param>
/// <param name="runId">The run that asks, whose intents are its own; null for a plan.</param>
internal sealed class OrderDecider(IOrderJournal? journal, LiveOrderLookup server, long accountId, bool allowDuplicate, string? runId)
{
    // By order: an input is decided about more than once, and the server is asked once.
    private readonly ConcurrentDictionary<long, LiveOrder> _shown = new();

    /// <summary>Live orders of which the journal may have lost whose they are in the directory.</summary>
    public IReadOnlyCollection<long> Lost { get; init; } = [];

    /// <param name="wanted">What somebody wants to order.</param>
    /// <param name="earlier">Earlier inputs of the same list that are to be ordered and are not sent yet.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="DocSigningException">The journal failed.</exception>
    /// <exception cref="CertCentral.Errors.CertCentralException">The server could not be asked.</exception>
    public async Task<DecidedOrder> DecideAsync(
        WantedOrder wanted, IReadOnlyCollection<LiveOrder> earlier, CancellationToken cancellationToken)
    {
        var key = IntentKey.Of(accountId, SigningProduct.NameId, wanted.Person.Email);
        IReadOnlyList<OrderIntent> standing =
            journal is null ? [] : await journal.FindStandingAsync(key, wanted.Follows, cancellationToken).ConfigureAwait(false);
        (List<OrderIntent> open, List<OrderIntent> atWork, List<OrderIntent> planned) =
            await SortOpenAsync(standing, cancellationToken).ConfigureAwait(false);

        // An open intent decides alone, so neither the server need be asked nor what there is under other addresses.
        bool isOpen = open.Count + atWork.Count > 0;
        OrderIntent[] placed = [.. standing.Where(intent => intent.State == IntentState.Placed)];
        (List<OrderIntent> elsewhere, List<OrderIntent> left) =
            isOpen ? ([], []) : await FindElsewhereAsync(wanted, standing, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<LiveOrder> orders =
            isOpen ? [] : await FindOrdersAsync(wanted, placed, elsewhere, cancellationToken).ConfigureAwait(false);
        OrderDecision decision = await DecideAsync(
            new OrderQuestion
            {
                Person = wanted.Person,
                CsrSha256 = wanted.CsrSha256,
                PublicKeySha256 = wanted.PublicKeySha256,
                Follows = wanted.Follows,
                Replaces = wanted.Replaces,
                Followed = isOpen ? null : await FindFollowedAsync(wanted.Follows, orders, cancellationToken).ConfigureAwait(false),
                DirectoryId = wanted.DirectoryId,
                AllowDuplicate = allowDuplicate,
                Now = server.Now,
                Open = open,
                AtWork = atWork,
                Orders = [.. orders, .. earlier],
                Lost = Lost,
                KeyOwners = await FindKeyOwnersAsync(wanted.PublicKeySha256, cancellationToken).ConfigureAwait(false),
            },
            cancellationToken).ConfigureAwait(false);
        OrderIntent? takes = planned.Find(intent => MayTake(wanted, key, intent));
        return new DecidedOrder(
            decision,
            takes,
            [.. planned.Where(intent => intent != takes), .. decision.Kind == DecisionKind.Order ? left : []],
            [.. orders.Where(order => order.Intent is not null && StatusWords.IsDead(order.Status) && placed.Contains(order.Intent))
                .Select(order => (order.Intent!, order.Status))],
            [.. placed.Concat(elsewhere).Select(intent => intent.Reference)]);
    }

    /// <summary>
    /// What was planned under another directory id was claimed for that one: taken as it is, it would be two claims of one person.
    /// </summary>
    private static bool MayTake(WantedOrder wanted, IntentKey key, OrderIntent planned) =>
        planned.Key == key && planned.Kind == wanted.Kind && planned.TargetOrderId == wanted.Follows
        && planned.DirectoryId == wanted.DirectoryId;

    private async Task<(List<OrderIntent> Open, List<OrderIntent> AtWork, List<OrderIntent> Planned)> SortOpenAsync(
        IReadOnlyList<OrderIntent> standing, CancellationToken cancellationToken)
    {
        var open = new List<OrderIntent>();
        var atWork = new List<OrderIntent>();
        var planned = new List<OrderIntent>();
        foreach (OrderIntent intent in standing.Where(intent => intent.IsOpen))
        {
            bool isElsewhere =
                intent.RunId != runId && await journal!.IsAtWorkAsync(intent.RunId, cancellationToken).ConfigureAwait(false);
            OrderIntent known = intent.RunId == runId ? intent
                : await journal!.WithOwnerAsync(intent, cancellationToken).ConfigureAwait(false);
            (isElsewhere ? atWork : intent.State == IntentState.Planned ? planned : open).Add(known);
        }

        return (open, atWork, planned);
    }

    /// <param name="wanted">Whose.</param>
    /// <param name="placed">What the journal has placed for the person's address, or in the place of the order that is followed.</param>
    /// <param name="elsewhere">What it has of the person under other addresses.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    private async Task<IReadOnlyList<LiveOrder>> FindOrdersAsync(
        WantedOrder wanted, IReadOnlyList<OrderIntent> placed, IReadOnlyList<OrderIntent> elsewhere, CancellationToken cancellationToken)
    {
        var orders = new Dictionary<long, LiveOrder>();
        foreach (LiveOrder order in await server.FindAsync(wanted.Person, cancellationToken).ConfigureAwait(false))
        {
            orders[order.OrderId!.Value] = order;
        }

        // The journal knows whose these are, also where no list shows them, or shows them under another name, or was asked before the
        // journal knew. An order that shows the person's own address is the person's, whatever an answer once made the journal believe.
        foreach (OrderIntent intent in placed.Concat(elsewhere.Where(one => one.State == IntentState.Placed)))
        {
            long id = intent.OrderId!.Value;
            if (orders.TryGetValue(id, out LiveOrder? shown) && elsewhere.Contains(intent)
                && shown.Email?.Equals(EmailAddress.Of(wanted.Person.Email)) == true)
            {
                continue;
            }

            LiveOrder known = await KnownAsync(intent, cancellationToken).ConfigureAwait(false);
            orders[id] = known with { Details = shown?.Details, Follows = known.Follows ?? shown?.Follows, FollowedBy = shown?.FollowedBy };
        }

        IEnumerable<OrderIntent> open = elsewhere.Where(intent => intent.State != IntentState.Placed);
        return [.. orders.Values, .. open.Select(intent => LiveOrder.Of(intent, StatusWords.Unknown, null))];
    }

    /// <summary>
    /// What the journal has of the person under other addresses, by the directory's own id. Who marries changes name and address at once.
    /// </summary>
    /// <param name="wanted">Who.</param>
    /// <param name="standing">What is known already.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    /// <returns>What stands, and what was planned there by runs that are over.</returns>
    private async Task<(List<OrderIntent> Standing, List<OrderIntent> Left)> FindElsewhereAsync(
        WantedOrder wanted, IReadOnlyList<OrderIntent> standing, CancellationToken cancellationToken)
    {
        var found = new List<OrderIntent>();
        if (wanted.DirectoryId is { } directoryId && journal is not null)
        {
            var ofPerson = new JournalFilter { AccountId = accountId, DirectoryId = directoryId };
            await foreach (OrderIntent intent in journal.ReadAsync(ofPerson, cancellationToken).ConfigureAwait(false))
            {
                if (intent.BuysAnOrder && (intent.IsOpen || intent.State == IntentState.Placed)
                    && !EmailAddress.AreSame(intent.Email, wanted.Person.Email)
                    && standing.All(known => known.Reference != intent.Reference))
                {
                    found.Add(intent);
                }
            }
        }

        var left = new List<OrderIntent>();
        foreach (OrderIntent intent in found.Where(intent => intent.State == IntentState.Planned))
        {
            // What this run has planned itself for the person failed before it left: inputs of one person come one after the other.
            if (intent.RunId == runId || !await journal!.IsAtWorkAsync(intent.RunId, cancellationToken).ConfigureAwait(false))
            {
                left.Add(intent);
            }
        }

        return ([.. found.Except(left)], left);
    }

    /// <summary>Orders may be the person's that show no address: where the account's list can be asked by address, it is.</summary>
    private async Task<OrderDecision> DecideAsync(OrderQuestion question, CancellationToken cancellationToken)
    {
        var decision = OrderDecision.Of(question);
        if (!OrderDecision.LacksAddresses(question, decision))
        {
            return decision;
        }

        var orders = new List<LiveOrder>();
        foreach (LiveOrder order in question.Orders)
        {
            orders.Add(OrderDecision.LacksAddress(question, order)
                ? await server.WithAddressAsync(order, question.Person, cancellationToken).ConfigureAwait(false)
                : order);
        }

        return OrderDecision.Of(question with { Orders = orders });
    }

    /// <summary>A placed order of the journal with its present status.</summary>
    private async Task<LiveOrder> KnownAsync(OrderIntent intent, CancellationToken cancellationToken)
    {
        long id = intent.OrderId!.Value;
        if (server.StatusOf(id) is { } listed)
        {
            return LiveOrder.Of(intent, listed.Status, listed.ValidTill) with
            {
                ShownAsOf = await ShownOwnerAsync(intent, cancellationToken).ConfigureAwait(false),
            };
        }

        // This run has placed the order itself, after it read the lists.
        if (intent.RunId == runId && intent.OrderStatus is { } placed)
        {
            return LiveOrder.Of(intent, placed, null);
        }

        // The journal knows that the order was placed. It stands also when this API key does not see it, so it is not bought again.
        return await server.AskAsync(id, cancellationToken).ConfigureAwait(false) is { } order
            ? LiveOrder.Of(intent, order.Status, order.ValidTill)
            : LiveOrder.Of(intent, intent.OrderStatus ?? StatusWords.Unknown, null) with { IsHidden = true };
    }

    /// <summary>
    /// An answer may have named the order in place of another one: then a list shows it under a name that is not the person's.
    /// </summary>
    private async Task<CsrOwner?> ShownOwnerAsync(OrderIntent intent, CancellationToken cancellationToken)
    {
        long id = intent.OrderId!.Value;
        if (NameKeys.IsListedAs(intent, server.NameOf(id)))
        {
            return null;
        }

        if (!_shown.TryGetValue(id, out LiveOrder? shown)
            && (shown = await server.AskAsync(id, cancellationToken).ConfigureAwait(false)) is not null)
        {
            _shown[id] = shown;
        }

        return shown is { Email: { } email } && !email.Equals(EmailAddress.Of(intent.Email)) ? new CsrOwner(shown.Name, email.Text) : null;
    }

    private async Task<LiveOrder?> FindFollowedAsync(long? id, IReadOnlyList<LiveOrder> orders, CancellationToken cancellationToken)
    {
        if (id is null)
        {
            return null;
        }

        LiveOrder? followed = orders.FirstOrDefault(order => order.OrderId == id && order.Details is not null)
            ?? await server.AskAsync(id.Value, cancellationToken).ConfigureAwait(false);
        OrderIntent? intent = journal is null
            ? null
            : await journal.FindByOrderIdAsync(accountId, id.Value, cancellationToken).ConfigureAwait(false);
        return followed is null ? null : followed with { DirectoryId = intent?.DirectoryId };
    }

    private async Task<IReadOnlyList<LiveOrder>> FindKeyOwnersAsync(string? publicKey, CancellationToken cancellationToken)
    {
        if (publicKey is null || journal is null)
        {
            return [];
        }

        var owners = new List<LiveOrder>();
        var ofKey = new JournalFilter { AccountId = accountId, PublicKeySha256 = publicKey };
        await foreach (OrderIntent intent in journal.ReadAsync(ofKey, cancellationToken).ConfigureAwait(false))
        {
            // What was refused or never sent has given nobody a certificate: the same key may go to the corrected address.
            if (intent.MayHaveTheKey)
            {
                // It may be the key of the other CSR that was sent for the order.
                owners.Add(LiveOrder.Of(intent, intent.OrderStatus ?? StatusWords.Unknown, null) with { PublicKeySha256 = publicKey });
            }
        }

        return owners;
    }

    /// <summary>An input that is to be ordered, as later inputs of its list see it.</summary>
    /// <param name="wanted">What it orders.</param>
    /// <param name="number">Its place in the list, from 1.</param>
    public static LiveOrder AsEarlier(WantedOrder wanted, int number) => new()
    {
        InputNumber = number,
        Status = StatusWords.NeedsApproval,
        Email = EmailAddress.Of(wanted.Person.Email),
        Names = OrderName.Of(wanted.Person.GivenName, wanted.Person.Surname) is { } name ? [name] : [],
        CsrSha256 = wanted.CsrSha256,
        PublicKeySha256 = wanted.PublicKeySha256,
        Follows = wanted.Follows,
        DirectoryId = wanted.DirectoryId,
    };
}
