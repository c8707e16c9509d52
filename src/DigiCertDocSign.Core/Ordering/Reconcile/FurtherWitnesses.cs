using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>What a witness says: this order may be that of this intent.</summary>
/// <param name="Reference">The intent's.</param>
/// <param name="Seen">The order as a list has shown it, or else as the witness shows it.</param>
/// <param name="Email">The address by the witness; null when it shows none, or has not proven itself.</param>
/// <param name="Csr">The CSR by the witness; null when it shows none.</param>
internal sealed record WitnessedOrder(string Reference, ListedOrder Seen, string? Email, string? Csr);

/// <summary>
/// Two witnesses that only some accounts have, beside lists and order info: the list filtered by e-mail address, and the report. An order
/// that they name may be somebody's. When they do not name an order, that proves nothing. A witness that has proven itself once has to be
/// read in each later look.
/// </summary>
/// <remarks>Services API: GET order/certificate, GET report/order.</remarks>
internal sealed class FurtherWitnesses(IOrderJournal journal)
{
    /// <summary>A day is written without its zone, and it is not said whether the first one is included.</summary>
    private const int DaysOfSlack = 2;

    private const int KnownNeeded = 2;
    private EmailFilterWitness _filter = new();
    private bool? _hasReport;

    /// <param name="client">The account.</param>
    /// <param name="intents">Those for which lists and order info have not found an order.</param>
    /// <param name="listed">What the lists of this look show.</param>
    /// <param name="lookedAt">What order info has shown in this look.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="ApiKeyRefusedException">The key is not accepted.</exception>
    /// <exception cref="CertCentralException">A witness that has proven itself before could not be read.</exception>
    public async Task<IReadOnlyList<WitnessedOrder>> HearAsync(
        CertCentralClient client, IReadOnlyCollection<OrderIntent> intents, IReadOnlyCollection<ListedOrder> listed,
        IReadOnlyCollection<LookedAtOrder> lookedAt, CancellationToken cancellationToken)
    {
        var seen = listed.ToDictionary(order => order.OrderId);
        IReadOnlyList<KnownOrder> known =
            await FindKnownAsync(intents.First().Key.AccountId, seen, lookedAt, cancellationToken).ConfigureAwait(false);
        var told = new List<WitnessedOrder>();
        await AskFilterAsync(client, intents, known, seen, told, cancellationToken).ConfigureAwait(false);
        if (await ReadReportAsync(client, intents, known, cancellationToken).ConfigureAwait(false) is { } report)
        {
            AddReported(report, intents, known, seen, told);
        }

        return told;
    }

    private static void AddReported(
        OrderReport report, IReadOnlyCollection<OrderIntent> intents, IReadOnlyList<KnownOrder> known,
        Dictionary<long, ListedOrder> seen, List<WitnessedOrder> told)
    {
        bool showsAddresses = ShowsAddresses(report, known);
        foreach (OrderReportRow row in report.Rows.Where(row => SigningProduct.MayBe(row.ProductNameId)))
        {
            EmailAddress? email = showsAddresses ? MailAddressForm.Readable(row.Email) : null;
            foreach (OrderIntent intent in intents)
            {
                // An equal CSR needs no proof of the witness: nobody makes up another person's key.
                if (email?.Equals(EmailAddress.Of(intent.Email)) == true
                    || Csr.CsrDigest.IsOf(intent.CsrSha256, row.Csr) == true)
                {
                    told.Add(new WitnessedOrder(
                        intent.Reference,
                        seen.TryGetValue(row.OrderId, out ListedOrder? order) ? order : Seen(row),
                        email?.Text,
                        row.Csr));
                }
            }
        }
    }

    /// <summary>Known orders stand in the report, and all under their own addresses.</summary>
    private static bool ShowsAddresses(OrderReport report, IReadOnlyList<KnownOrder> known)
    {
        (KnownOrder Known, string? Email)[] rows =
        [
            .. report.Rows.Join(known, row => row.OrderId, order => order.OrderId, (row, order) => (order, row.Email)),
        ];
        return report.Has("email") && rows.Length > 0 && rows.All(row => EmailAddress.AreSame(row.Email, row.Known.Email.Text));
    }

    private static ListedOrder Seen(OrderReportRow row) => new(
        row.OrderId, OrderName.Of(row.CommonName), StatusWords.Pascal(row.Status) ?? StatusWords.Unknown, row.DateCreated, null, true);

    private async Task AskFilterAsync(
        CertCentralClient client, IReadOnlyCollection<OrderIntent> intents, IReadOnlyList<KnownOrder> known,
        Dictionary<long, ListedOrder> seen, List<WitnessedOrder> told, CancellationToken cancellationToken)
    {
        if (_filter.IsProven == false)
        {
            _filter = new EmailFilterWitness();
        }

        KnownOrder? proof = known.FirstOrDefault(order => EmailFilterWitness.CanProve(order.Email));
        foreach (OrderIntent intent in intents)
        {
            var email = EmailAddress.Of(intent.Email);
            foreach (OrderSummary order in
                await _filter.AskAsync(client, email, proof, cancellationToken).ConfigureAwait(false) ?? [])
            {
                told.Add(new WitnessedOrder(
                    intent.Reference,
                    seen.TryGetValue(order.Id!.Value, out ListedOrder? listed) ? listed
                        : ListedOrder.Of(order, StatusWords.Pascal(order.Status) ?? StatusWords.Unknown),
                    intent.Email,
                    null));
            }
        }
    }

    /// <returns>Null: this account has no report, or does not show it to this key.</returns>
    private async Task<OrderReport?> ReadReportAsync(
        CertCentralClient client, IReadOnlyCollection<OrderIntent> intents, IReadOnlyList<KnownOrder> known,
        CancellationToken cancellationToken)
    {
        if (_hasReport == false)
        {
            return null;
        }

        // Far enough back for the known orders to be in it; all, when nobody knows how far that is.
        DateTimeOffset first = intents.Select(OrderComparison.Earliest)
            .Concat(known.Select(order => order.Created?.Earliest ?? default))
            .Min();
        var query = new OrderReportQuery
        {
            ProductNameId = SigningProduct.NameId,
            CreatedFrom = first == default ? null : first.UtcDateTime.Date.AddDays(-DaysOfSlack),
        };
        try
        {
            OrderReport? report = await client.Orders.GetReportAsync(query, cancellationToken).ConfigureAwait(false);
            _hasReport = report is not null;
            return report;
        }
        catch (CertCentralException refused) when (Refusals.Includes(refused))
        {
            _hasReport = false;
            return null;
        }
        catch (CertCentralException fault) when (!FaultTable.EndsRun(fault) && _hasReport is null)
        {
            return null;
        }
    }

    /// <summary>The newest listed orders that order info has shown with their addresses, or that this journal has placed.</summary>
    private async Task<IReadOnlyList<KnownOrder>> FindKnownAsync(
        long accountId, Dictionary<long, ListedOrder> seen, IReadOnlyCollection<LookedAtOrder> lookedAt,
        CancellationToken cancellationToken)
    {
        var known = new List<KnownOrder>();
        void Add(long orderId, EmailAddress? email)
        {
            if (email is not null && seen.TryGetValue(orderId, out ListedOrder? order) && order.IsListed)
            {
                known.Add(new KnownOrder(orderId, email, order.Created));
            }
        }

        foreach (LookedAtOrder order in lookedAt)
        {
            Add(order.Seen.OrderId, MailAddressForm.Readable(order.Details?.Email));
        }

        var placed = new JournalFilter { AccountId = accountId, States = [IntentState.Placed] };
        await foreach (OrderIntent intent in journal.ReadAsync(placed, cancellationToken).ConfigureAwait(false))
        {
            Add(intent.BuysAnOrder ? intent.OrderId ?? 0 : 0, EmailAddress.Of(intent.Email));
        }

        return
        [
            .. known
                .OrderByDescending(order => order.OrderId)
                .GroupBy(order => order.Email)
                .Select(ofOne => ofOne.First())
                .Take(KnownNeeded),
        ];
    }
}
