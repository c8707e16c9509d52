using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>What runs that are over have left in doubt.</summary>
internal static class Leftovers
{
    /// <summary>Reads the journal and changes nothing.</summary>
    /// <param name="journal">Where the intents are, and which runs are at work.</param>
    /// <param name="filter">Whose; its states are not looked at.</param>
    /// <param name="runId">The run that asks: its own intents count as free.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DocSigningException">The journal cannot be used.</exception>
    public static async Task<IReadOnlyList<OrderIntent>> ReadAsync(IOrderJournal journal, JournalFilter filter, string runId, CancellationToken cancellationToken)
    {
        var open = new JournalFilter { AccountId = filter.AccountId, Reference = filter.Reference, Email = filter.Email, States = [IntentState.Sent, IntentState.InDoubt] };
        var free = new List<OrderIntent>();
        await foreach (OrderIntent intent in journal.ReadAsync(open, cancellationToken).ConfigureAwait(false))
        {
            if (intent.RunId == runId || !journal.Runs.IsAtWork(intent.RunId))
            {
                free.Add(intent);
            }
        }

        return free;
    }
}
