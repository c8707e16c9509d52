using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Keeping;

/// <summary>
/// Removes from the journal what has ended and is old enough, with the names and addresses in it. What is open, or whose order is live,
/// stays: without it a person might be bought for twice.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="accountId">Whose entries; null for those of all accounts in the journal.</param>
public sealed class JournalCleaning(IOrderJournal journal, long? accountId)
{
    private static readonly IntentState[] MayHaveEnded =
        [IntentState.Refused, IntentState.Abandoned, IntentState.Closed, IntentState.Placed];

    private static readonly IntentState[] Open = [IntentState.Planned, IntentState.Sent, IntentState.InDoubt];

    /// <summary>What ended before a time.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read.</exception>
    public async Task<IReadOnlyList<OrderIntent>> FindAsync(DateTimeOffset closedBefore, CancellationToken cancellationToken)
    {
        var filter = new JournalFilter { AccountId = accountId, States = MayHaveEnded, ChangedBefore = closedBefore };
        var found = new List<OrderIntent>();
        Dictionary<(long, long?), string> inDoubt = await InDoubtAsync(cancellationToken).ConfigureAwait(false);
        await foreach (OrderIntent intent in journal.ReadAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            if (await HasEndedAsync(intent, inDoubt, cancellationToken).ConfigureAwait(false))
            {
                found.Add(intent);
            }
        }

        return found;
    }

    /// <summary>The entry of a reference.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="closedBefore">What had not ended by then is left; null for any time.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Null: there is no such entry any more, or it had not ended by then.</returns>
    /// <exception cref="DocSigningException">
    /// JournalEntryStands: without a time, an entry that has not ended was named; or the journal cannot be read.
    /// </exception>
    public async Task<OrderIntent?> FindAsync(string reference, DateTimeOffset? closedBefore, CancellationToken cancellationToken)
    {
        var filter = new JournalFilter { AccountId = accountId, Reference = reference };
        Dictionary<(long, long?), string> inDoubt = await InDoubtAsync(cancellationToken).ConfigureAwait(false);
        await foreach (OrderIntent intent in journal.ReadAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            bool hasEnded = await HasEndedAsync(intent, inDoubt, cancellationToken).ConfigureAwait(false);
            return !hasEnded && closedBefore is null ? throw KeepingFaults.Stands(intent, DoubtOf(intent, inDoubt))
                : hasEnded && !(intent.UpdatedAt >= closedBefore) ? intent
                : null;
        }

        return null;
    }

    /// <summary>
    /// With what was done to the orders among them: it has the same name and address in it, and nothing would
    /// tell later that its order has ended.
    /// </summary>
    /// <param name="ended">As found.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DocSigningException">The journal cannot be read.</exception>
    public async Task<IReadOnlyCollection<OrderIntent>> WithActsAsync(
        IReadOnlyCollection<OrderIntent> ended, CancellationToken cancellationToken)
    {
        var all = ended.ToDictionary(intent => intent.Reference, StringComparer.Ordinal);
        foreach (OrderIntent order in ended.Where(intent => intent is { BuysAnOrder: true, OrderId: not null }))
        {
            var filter = new JournalFilter
            {
                AccountId = order.Key.AccountId,
                TargetOrderId = order.OrderId,
                Kinds = IntentKinds.Acts,
            };
            await foreach (OrderIntent act in journal.ReadAsync(filter, cancellationToken).ConfigureAwait(false))
            {
                // None is open, else the order had not ended.
                all[act.Reference] = act;
            }
        }

        return all.Values;
    }

    /// <summary>Removes them, all or none, but for what another process has changed meanwhile.</summary>
    /// <exception cref="DocSigningException">The journal cannot be written to.</exception>
    public Task<JournalRemoval> RemoveAsync(IReadOnlyCollection<OrderIntent> ended, CancellationToken cancellationToken) =>
        journal.RemoveAsync(ended, cancellationToken);

    /// <summary>
    /// The orders to which something was done of which nobody knows whether it was carried out, with the reference of that. Their entries
    /// stay: they tell whose that is.
    /// </summary>
    private async Task<Dictionary<(long AccountId, long? OrderId), string>> InDoubtAsync(CancellationToken cancellationToken)
    {
        var filter = new JournalFilter { AccountId = accountId, Kinds = IntentKinds.Acts, States = Open };
        var orders = new Dictionary<(long, long?), string>();
        await foreach (OrderIntent act in journal.ReadAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            orders[(act.Key.AccountId, act.TargetOrderId)] = act.Reference;
        }

        return orders;
    }

    private static string? DoubtOf(OrderIntent intent, Dictionary<(long AccountId, long? OrderId), string> inDoubt) =>
        intent.IsOpen ? intent.Reference
        : intent.OrderId is not null && inDoubt.TryGetValue((intent.Key.AccountId, intent.OrderId), out string? act) ? act
        : null;

    /// <summary>
    /// What was done to an order has ended with the order. A reissue brought a key, which belongs to the order as long as it may be live.
    /// </summary>
    private async Task<bool> HasEndedAsync(
        OrderIntent intent, Dictionary<(long AccountId, long? OrderId), string> inDoubt, CancellationToken cancellationToken)
    {
        if (intent.State != IntentState.Placed)
        {
            return !intent.IsOpen && !(intent.OrderId is not null && inDoubt.ContainsKey((intent.Key.AccountId, intent.OrderId)));
        }

        OrderIntent? order = intent is { IsAct: true, TargetOrderId: { } id }
            ? await journal.FindByOrderIdAsync(intent.Key.AccountId, id, cancellationToken).ConfigureAwait(false)
            : null;
        return intent.IsAct && (order is null
            ? intent.Kind != IntentKind.Reissue || StatusWords.IsDead(intent.OrderStatus ?? "")
            : order.State == IntentState.Closed);
    }
}
