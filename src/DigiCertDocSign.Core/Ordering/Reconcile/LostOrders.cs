using System.Globalization;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Errors;
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
    CertCentralClient client, IOrderJournal journal, IJournalRun run, long accountId, OrderingOptions options, TimeProvider time)
{
    private const int MostNamed = 5;

    private const int BetweenTexts = 500;

    /// <summary>A date may name no zone, and an order may have been on its way for long.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);

    private readonly OrderNoting _noting = new(client, journal, accountId, time);
    private readonly HashSet<long> _ids = [];
    private readonly List<string> _told = [];
    private readonly List<long> _unmarked = [];
    private readonly List<long> _unknown = [];
    private readonly List<long> _unread = [];
    private JournalLoss? _loss;
    private string? _whyUnread;
    private int _failures;

    /// <summary>
    /// The orders that the journal did not know, or knows from the account alone: it may have lost whose they are in the directory.
    /// </summary>
    public IReadOnlyCollection<long> Ids => _ids;

    /// <summary>What is to be told, a sentence or two each.</summary>
    public IReadOnlyList<string> Told => _told;

    /// <summary>
    /// Looks where nobody has done so yet. Until <see cref="TryEndAsync"/> other runs look as well, so that nothing remains untold.
    /// </summary>
    /// <exception cref="CertCentralException">The account could not be asked, so nothing may be sent.</exception>
    /// <exception cref="DocSigningException">The journal cannot be used.</exception>
    public async Task NoteAsync(ServerPatience patience, CancellationToken cancellationToken)
    {
        _loss = await run.FindLossAsync(accountId, cancellationToken).ConfigureAwait(false);
        if (_loss is null)
        {
            return;
        }

        IReadOnlyCollection<ListedOrder> listed = await patience.AskAsync(
            patient => new AccountLists(patient).ReadAsync(withRequests: true, null, default, cancellationToken),
            "for the orders that the journal may have lost",
            cancellationToken).ConfigureAwait(false);
        List<ListedOrder> missing = await FindMissingAsync(listed, _loss, cancellationToken).ConfigureAwait(false);

        // An order that the server never shows must not cost the patience of a whole run each time.
        long started = time.GetTimestamp();
        for (int done = 0; done < missing.Count; done++)
        {
            TellProgress(done, missing.Count);
            if (await TryReadAsync(missing[done], patience, started, cancellationToken).ConfigureAwait(false) is { } order)
            {
                await NoteAsync(missing[done], order, cancellationToken).ConfigureAwait(false);
            }
        }

        TellOfOthers();
    }

    /// <summary>Says, when everything is told, that no other run need look.</summary>
    /// <returns>Why it could not be said; null where it was, or nothing was to be said.</returns>
    public async Task<string?> TryEndAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _loss, null) is not { } loss)
        {
            return null;
        }

        try
        {
            await run.EndLossAsync(accountId, loss, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException)
        {
            // The next step of the run notices the stop, and the next run looks again.
            return null;
        }
        catch (DocSigningException problem)
        {
            return "That the account was looked through for lost orders could not be noted, so the next run looks again. "
                + problem.Message;
        }
    }

    /// <param name="listed">The account's orders.</param>
    /// <param name="loss">Says which of them the journal may have lost: what was made earlier is in it.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    /// <returns>Those that the journal does not know.</returns>
    private async Task<List<ListedOrder>> FindMissingAsync(
        IReadOnlyCollection<ListedOrder> listed, JournalLoss loss, CancellationToken cancellationToken)
    {
        (DateTimeOffset? since, DateTimeOffset? until) = (loss.Since - Slack, loss.Until + Slack);
        IEnumerable<ListedOrder> ofThen = listed.Where(one => !(one.Created?.Latest < since) && !(one.Created?.Earliest > until));
        var missing = new List<ListedOrder>();
        foreach (ListedOrder seen in ofThen.OrderBy(order => order.OrderId))
        {
            OrderIntent? known = await journal.FindByOrderIdAsync(accountId, seen.OrderId, cancellationToken).ConfigureAwait(false);
            if (known is null)
            {
                missing.Add(seen);
            }
            else if (known is { Sends: 0, DirectoryId: null })
            {
                // As a run leaves it that has looked before this one.
                _ids.Add(seen.OrderId);
            }
        }

        return missing;
    }

    private void TellProgress(int done, int count)
    {
        if (done % BetweenTexts == 0)
        {
            options.OnWaiting?.Invoke(
                done > 0
                    ? $"{done} of {count} orders of the account that the journal does not know are looked at."
                    : "The journal may have lost its last commits, so the run looks first at the orders of the account that the journal "
                        + $"does not know, at a call each: {count}.");
        }
    }

    private void TellOfOthers()
    {
        TellOf(
            _unmarked,
            "which the journal does not know and which show no reference: somebody has made them at the console, or the journal has lost "
            + "them with its last commits. Who is shown to have one is not bought for again. Sync-DocSigningJournal notes them.");
        TellOf(
            _unknown,
            "which the journal may have lost with its last commits and which do not show whose they are. Look at them there, and say it "
            + "with Sync-DocSigningJournal -OrderId and -Email.");
        TellOf(
            _unread,
            "which the journal does not know and which could not be read. Run Sync-DocSigningJournal when they can be. "
            + $"{_whyUnread}");
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

    /// <returns>Null: the server does not show the order, or cannot.</returns>
    private async Task<SigningOrder?> TryReadAsync(
        ListedOrder seen, ServerPatience patience, long started, CancellationToken cancellationToken)
    {
        List<long> others = _unknown;
        try
        {
            SigningOrder? order = await patience.AskAsync(
                patient => OrderNoting.AskAsync(patient, seen.OrderId, cancellationToken),
                "for an order that the journal may have lost",
                started,
                cancellationToken).ConfigureAwait(false);
            _failures = 0;
            if (order is not null)
            {
                return order;
            }
        }
        catch (CertCentralException problem) when (!FaultTable.EndsRun(problem) && ++_failures < OrderNoting.MostFailures)
        {
            // One order that the server cannot show is no reason that nobody orders any more.
            _whyUnread ??= problem.Message;
            others = _unread;
        }

        others.Add(seen.OrderId);
        _ids.Add(seen.OrderId);
        return null;
    }

    private async Task NoteAsync(ListedOrder seen, SigningOrder order, CancellationToken cancellationToken)
    {
        if (!SigningProduct.MayBe(order.ProductNameId))
        {
            return;
        }

        string? reference = order.OrderComments.Select(IntentReference.FirstIn).FirstOrDefault(one => one is not null);

        // What is open is reconciled by its reference.
        if (reference is not null
            && await journal.FindByReferenceAsync(accountId, reference, cancellationToken).ConfigureAwait(false) is { IsOpen: true })
        {
            return;
        }

        _ids.Add(seen.OrderId);
        var shown = LiveOrder.Of(order, seen.Name);
        if (reference is null)
        {
            _unmarked.Add(seen.OrderId);
        }
        else if (_noting.OwnerOf(shown, order, seen) is not { } email)
        {
            _unknown.Add(seen.OrderId);
        }
        else
        {
            OrderIntent found = await _noting.DescribeAsync(shown, order, email, run.RunId, cancellationToken).ConfigureAwait(false);
            if (await _noting.TryAddAsync(run, found, cancellationToken).ConfigureAwait(false) is not null)
            {
                _told.Add($"Order {seen.OrderId} for {email}, which the journal did not know, was placed and is in the journal now.");
            }
        }
    }
}
