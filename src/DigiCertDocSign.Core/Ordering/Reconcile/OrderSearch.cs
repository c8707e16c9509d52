using System.Globalization;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>What a look at the server says of an intent in doubt.</summary>
internal abstract record SearchResult
{
    /// <summary>This is its order.</summary>
    public sealed record Found(SigningOrder Order) : SearchResult;

    /// <summary>There are orders that may be its own, and nothing that the server shows of them decides.</summary>
    /// <param name="Problem">Which, and where to look, in a sentence.</param>
    public sealed record Unclear(string Problem) : SearchResult;

    /// <summary>The server shows no such order, now.</summary>
    /// <param name="SawLaterOrder">It shows one that this journal has sent after the one in doubt: its lists keep up.</param>
    public sealed record Missing(bool SawLaterOrder) : SearchResult;
}

/// <summary>An order that may be somebody's.</summary>
/// <param name="Seen">As a list or a witness showed it.</param>
/// <param name="Details">As order info shows it; null when it shows nothing.</param>
/// <param name="Owner">Whose the journal says it is; null when it does not know.</param>
internal sealed record LookedAtOrder(ListedOrder Seen, SigningOrder? Details, OrderIntent? Owner);

/// <summary>
/// Looks on the server for the orders of intents in doubt: once through the lists for all of them, then order info for each listed order
/// that may be one of theirs. That is one whose name fits, one without a name, and one that was made since the sending, whatever its name,
/// unless the journal knows whose it is. Where that does not decide, the further witnesses of the account are heard.
/// </summary>
/// <remarks>Services API: GET order/certificate, GET request, GET order/certificate/{order_id}.</remarks>
internal sealed class OrderSearch(CertCentralClient client, IOrderJournal journal, FurtherWitnesses witnesses)
{
    /// <summary>The server's Date is in whole seconds.</summary>
    private static readonly TimeSpan DateStep = TimeSpan.FromSeconds(1);

    // What this look knows of the orders that may be somebody's, by their ids.
    private readonly Dictionary<long, LookedAtOrder> _orders = [];
    private readonly HashSet<string> _laterSeen = new(StringComparer.Ordinal);

    /// <returns>A result for each intent, by its reference; and the server's own time when its first list had come, if it told.</returns>
    /// <exception cref="CertCentralException">
    /// The server, or a witness that has proven itself before, could not be asked; so nothing is known.
    /// </exception>
    /// <exception cref="DocSigningException">The journal cannot be read, or an answer was about another order.</exception>
    public async Task<(IReadOnlyDictionary<string, SearchResult> Results, DateTimeOffset? ServerTime)> LookAsync(
        IReadOnlyCollection<OrderIntent> intents, CancellationToken cancellationToken)
    {
        var sought = new SoughtOrders(intents);
        var lists = new AccountLists(client);
        IReadOnlyCollection<ListedOrder> listed =
            await lists.ReadAsync(withRequests: true, null, default, cancellationToken).ConfigureAwait(false);
        foreach (ListedOrder seen in listed.OrderByDescending(order => order.OrderId))
        {
            bool isLikely = sought.HaveName(seen.Name);
            if (isLikely || sought.MayBeYounger(seen))
            {
                await LookAtAsync(seen, isLikely, intents, cancellationToken).ConfigureAwait(false);
            }
        }

        var results = intents.ToDictionary(intent => intent.Reference, intent => Conclude(intent, []));
        OrderIntent[] open = [.. intents.Where(intent => results[intent.Reference] is not SearchResult.Found)];
        if (open.Length > 0)
        {
            ILookup<string, WitnessedOrder> told =
                await HearAsync(open, listed, cancellationToken).ConfigureAwait(false);
            foreach (OrderIntent intent in open)
            {
                results[intent.Reference] = Conclude(intent, [.. told[intent.Reference]]);
            }
        }

        return (results, lists.ServerTime);
    }

    private async Task LookAtAsync(
        ListedOrder seen, bool isLikely, IReadOnlyCollection<OrderIntent> intents, CancellationToken cancellationToken)
    {
        long accountId = intents.First().Key.AccountId;
        OrderIntent? owner = await journal.FindByOrderIdAsync(accountId, seen.OrderId, cancellationToken).ConfigureAwait(false);

        // One that has been decided upon says nothing of the list of what waits, where the one in doubt would be; and one that the requests
        // alone show says nothing of the order list, where the one in doubt is when it has been decided upon.
        bool waits = owner is not null && seen.IsListed && seen.Status == StatusWords.NeedsApproval;
        _laterSeen.UnionWith(intents.Where(intent => waits && IsLater(owner!, seen, intent)).Select(intent => intent.Reference));
        if (!isLikely && owner is not null)
        {
            return;
        }

        SigningOrder? order = await AskAsync(seen.OrderId, cancellationToken).ConfigureAwait(false);
        if (SigningProduct.MayBe(order?.ProductNameId))
        {
            _orders[seen.OrderId] = new LookedAtOrder(seen, order, owner);
        }
    }

    /// <summary>Hears the further witnesses, and looks at what they name and the lists did not make likely.</summary>
    private async Task<ILookup<string, WitnessedOrder>> HearAsync(
        OrderIntent[] open, IReadOnlyCollection<ListedOrder> listed, CancellationToken cancellationToken)
    {
        IReadOnlyList<WitnessedOrder> told =
            await witnesses.HearAsync(client, open, listed, [.. _orders.Values], cancellationToken).ConfigureAwait(false);
        foreach (ListedOrder seen in told.Select(one => one.Seen).Where(seen => !_orders.ContainsKey(seen.OrderId)))
        {
            await LookAtAsync(seen, isLikely: true, open, cancellationToken).ConfigureAwait(false);
        }

        return told.ToLookup(one => one.Reference, StringComparer.Ordinal);
    }

    private SearchResult Conclude(OrderIntent intent, WitnessedOrder[] told)
    {
        var likely = new LikelyOrders();
        foreach (LookedAtOrder order in _orders.Values.OrderByDescending(order => order.Seen.OrderId))
        {
            WitnessedOrder[] ofThis = [.. told.Where(one => one.Seen.OrderId == order.Seen.OrderId)];
            OrderEvidence shown = OrderEvidence.Of(order.Seen, order.Details) with
            {
                IsOfAnotherIntent = order.Owner is not null && order.Owner.Reference != intent.Reference && !IsDisowned(order),
            };
            if (MailAddressForm.Readable(shown.Email) is null)
            {
                shown = shown with { Email = ofThis.Select(one => one.Email).FirstOrDefault(email => email is not null) };
            }

            if (CsrDigest.IsOf(intent.CsrSha256, shown.Csr) is null)
            {
                shown = shown with { Csr = ofThis.Select(one => one.Csr).FirstOrDefault(csr => csr is not null) };
            }

            likely.Add(OrderComparison.Compare(intent, shown), order.Details ?? AsOrder(order.Seen, shown));
        }

        return likely.Conclude(_laterSeen.Contains(intent.Reference));
    }

    /// <summary>
    /// The server shows it under another address than the journal has it: a reply may have named it in place of another order.
    /// </summary>
    private static bool IsDisowned(LookedAtOrder order) =>
        MailAddressForm.Readable(order.Details?.Email) is { } shown && !shown.Equals(EmailAddress.Of(order.Owner!.Email));

    /// <summary>An order that shows no details, as far as lists and witnesses show it.</summary>
    private static SigningOrder AsOrder(ListedOrder seen, OrderEvidence shown) => new()
    {
        OrderId = seen.OrderId,
        Status = seen.Status,
        CommonName = seen.Name,
        Email = shown.Email,
        Csr = shown.Csr,
        ValidTill = seen.ValidTill,
        Created = seen.Created,
    };

    /// <summary>
    /// Sent by this journal when the call of the one in doubt had ended, by both clocks, since two processes may have clocks that
    /// differ. An older order that is taken for a later one would make lists that lag look as if they kept up.
    /// </summary>
    private static bool IsLater(OrderIntent owner, ListedOrder seen, OrderIntent doubtful)
    {
        DateTimeOffset? end = doubtful.ServerTimeAtEnd ?? doubtful.ServerTimeAtSend;

        // The journal may have an older order of somebody else under this intent, because an answer bore a wrong number.
        bool isMadeBefore = seen.Created?.Latest + DateStep < end;
        return owner.Reference != doubtful.Reference && owner.CreatedAt >= (doubtful.SendEndedAt ?? doubtful.UpdatedAt)
            && owner.ServerTimeAtSend + DateStep > end && !isMadeBefore;
    }

    /// <returns>Null: the server shows no details. A list has just shown the order, so that it is there all the same.</returns>
    private async Task<SigningOrder?> AskAsync(long orderId, CancellationToken cancellationToken)
    {
        try
        {
            return await LiveOrderLookup.AskAsync(client, orderId, cancellationToken).ConfigureAwait(false);
        }
        catch (PermissionDeniedException)
        {
            return null;
        }
    }

    /// <summary>By what the orders of all intents can be told in a list.</summary>
    private sealed class SoughtOrders(IReadOnlyCollection<OrderIntent> intents)
    {
        private readonly HashSet<ulong> _names = [.. intents.SelectMany(intent => NameKeys.Of(intent.GivenName, intent.Surname))];

        private readonly DateTimeOffset _since =
            intents.Select(OrderComparison.Earliest).DefaultIfEmpty().Min();

        public bool HaveName(string? name) => name is null || !NameKeys.IsReadable(name) || NameKeys.Of(name).Any(_names.Contains);

        /// <summary>Also an order without a date.</summary>
        public bool MayBeYounger(ListedOrder order) => order.Created is not { } created || created.Latest >= _since;
    }

    /// <summary>The orders that are, or may be, that of one intent.</summary>
    private sealed class LikelyOrders
    {
        private const int MostNamed = 5;
        private readonly List<SigningOrder> _same = [];
        private readonly List<long> _possible = [];

        public void Add(OrderLikeness likeness, SigningOrder order)
        {
            if (likeness == OrderLikeness.Same)
            {
                _same.Add(order);
            }
            else if (likeness == OrderLikeness.Possible)
            {
                _possible.Add(order.OrderId);
            }
        }

        public SearchResult Conclude(bool hasSeenLaterOrder) => (_same.Count, _possible.Count) switch
        {
            (1, _) => new SearchResult.Found(_same[0]),
            (0, 0) => new SearchResult.Missing(hasSeenLaterOrder),
            (0, 1) => new SearchResult.Unclear(
                $"Order {Text(_possible)} may be its order, and what the server shows of it does not decide: look at it in CertCentral, "
                + "whose it is and when it was made."),
            (0, _) => new SearchResult.Unclear(
                $"Orders {Text(_possible)} may be its order, and what the server shows of them does not decide: look at them in "
                + "CertCentral, whose they are and when they were made."),
            _ => new SearchResult.Unclear(
                $"Orders {Text(_same.Select(order => order.OrderId))} all look like its order, and one person needs one: look at them in "
                + "CertCentral and cancel what is too much."),
        };

        private static string Text(IEnumerable<long> orderIds)
        {
            string[] all = [.. orderIds.Select(id => id.ToString(CultureInfo.InvariantCulture))];
            return string.Join(", ", all.Take(MostNamed)) + (all.Length > MostNamed ? $" and {all.Length - MostNamed} more" : "");
        }
    }
}
