using System.Globalization;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>
/// Looks in the account for orders that the journal has lost, when its database has lost its last commits: those that the journal does not
/// know and that were made since the last of which it knows. One that carries a reference of ours and shows whose it is is written into the
/// journal again; of the others it is told. Nothing is placed before that.
/// </summary>
/// <remarks>Services API: GET order/certificate, GET request, GET order/certificate/{order_id}.</remarks>
internal sealed class LostOrders(
    CertCentralClient client, IOrderJournal journal, IJournalRun run, long accountId, TimeProvider time)
{
    private const int MostNamed = 5;

    /// <summary>A date may name no zone, and an order may have been on its way for long.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);

    private readonly OrderNoting _noting = new(client, journal, accountId, time);
    private readonly List<string> _told = [];
    private readonly List<long> _unmarked = [];
    private readonly List<long> _unknown = [];

    /// <returns>What is to be told of it, a sentence or two each.</returns>
    /// <exception cref="CertCentralException">The account could not be asked, so nothing may be sent.</exception>
    /// <exception cref="DocSigningException">The journal cannot be used.</exception>
    public async Task<IReadOnlyList<string>> NoteAsync(ServerPatience patience, CancellationToken cancellationToken)
    {
        if (await run.FindLossAsync(accountId, cancellationToken).ConfigureAwait(false) is not { } loss)
        {
            return [];
        }

        IReadOnlyCollection<ListedOrder> listed = await patience.AskAsync(
            patient => new AccountLists(patient).ReadAsync(withRequests: true, null, default, cancellationToken),
            "for the orders that the journal may have lost",
            cancellationToken).ConfigureAwait(false);
        foreach (ListedOrder seen in listed.OrderBy(order => order.OrderId))
        {
            bool isOlder = loss.Since is { } since && seen.Created?.Latest < since - Slack;
            bool isLater = seen.Created?.Earliest > loss.Until + Slack;
            if (!isOlder && !isLater
                && await journal.FindByOrderIdAsync(accountId, seen.OrderId, cancellationToken).ConfigureAwait(false) is null)
            {
                await NoteAsync(seen, patience, cancellationToken).ConfigureAwait(false);
            }
        }

        await run.EndLossAsync(accountId, loss, cancellationToken).ConfigureAwait(false);
        TellOf(
            _unmarked,
            "which the journal does not know and which show no reference: somebody has made them at the console, or the journal has lost "
            + "them with its last commits. Who is shown to have one is not bought for again. Sync-DocSigningJournal notes them.");
        TellOf(
            _unknown,
            "which the journal may have lost with its last commits and which do not show whose they are. Look at them there, and say it "
            + "with Sync-DocSigningJournal -OrderId and -Email.");
        return _told;
    }

    private void TellOf(List<long> orders, string what)
    {
        if (orders.Count > 0)
        {
            string named = string.Join(", ", orders.Take(MostNamed).Select(id => id.ToString(CultureInfo.InvariantCulture)));
            string rest = orders.Count > MostNamed ? $" and {orders.Count - MostNamed} more" : "";
            _told.Add($"CertCentral has order(s) {named}{rest}, {what}");
        }
    }

    private async Task NoteAsync(ListedOrder seen, ServerPatience patience, CancellationToken cancellationToken)
    {
        SigningOrder? order = await patience.AskAsync(
            patient => AskAsync(patient, seen.OrderId, cancellationToken),
            "for an order that the journal may have lost",
            cancellationToken).ConfigureAwait(false);
        if (order is null)
        {
            _unknown.Add(seen.OrderId);
            return;
        }

        if (!SigningProduct.MayBe(order.ProductNameId))
        {
            return;
        }

        string? reference = order.OrderComments.Select(IntentReference.FirstIn).FirstOrDefault(one => one is not null);
        if (reference is null)
        {
            _unmarked.Add(seen.OrderId);
            return;
        }

        // What is open is reconciled by its reference.
        if (await journal.FindByReferenceAsync(accountId, reference, cancellationToken).ConfigureAwait(false) is { IsOpen: true })
        {
            return;
        }

        var shown = LiveOrder.Of(order, seen.Name);
        if (_noting.OwnerOf(shown, order, seen) is not { } email)
        {
            _unknown.Add(seen.OrderId);
            return;
        }

        OrderIntent found = await _noting.DescribeAsync(shown, order, email, run.RunId, cancellationToken).ConfigureAwait(false);
        if (await _noting.TryAddAsync(run, found, cancellationToken).ConfigureAwait(false) is not null)
        {
            _told.Add(
                $"Order {seen.OrderId} for {email}, which the journal had lost with its last commits, was placed and is in the journal "
                + "again.");
        }
    }

    /// <returns>Null: the server shows no details.</returns>
    private static async Task<SigningOrder?> AskAsync(CertCentralClient client, long orderId, CancellationToken cancellationToken)
    {
        try
        {
            return await LiveOrderLookup.AskAsync(client, orderId, cancellationToken).ConfigureAwait(false);
        }
        catch (PermissionDeniedException)
        {
            return null;
        }
        catch (DocSigningException)
        {
            // The answer was about another order.
            return null;
        }
    }
}
