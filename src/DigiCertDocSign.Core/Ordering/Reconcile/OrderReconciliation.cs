using System.Runtime.CompilerServices;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>Settles on demand what earlier runs have left in doubt. It orders nothing: an order that was not placed is only said to be so.</summary>
public sealed class OrderReconciliation(CertCentralClient client, IOrderJournal journal, long accountId, OrderingOptions options, TimeProvider time)
{
    /// <summary>The intents that <see cref="ResolveAsync"/> would settle. Asks nobody and changes nothing.</summary>
    /// <param name="references">Which; empty for all of the account.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DocSigningException">The journal cannot be used.</exception>
    public async Task<IReadOnlyList<OrderIntent>> FindAsync(IReadOnlyCollection<string> references, CancellationToken cancellationToken)
    {
        var found = new List<OrderIntent>();
        foreach (JournalFilter filter in Filters(references))
        {
            found.AddRange(await Leftovers.ReadAsync(journal, filter, options.RunId, cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    /// <summary>Each intent in doubt of a run that is over, as it is when it is settled: placed, closed or planned; or still in doubt.</summary>
    /// <param name="references">Which; empty for all of the account.</param>
    /// <param name="cancellationToken">Ends the waiting; what is not settled by then stays in doubt.</param>
    /// <exception cref="DocSigningException">The journal cannot be used.</exception>
    /// <exception cref="ApiKeyRefusedException">The key is not accepted.</exception>
    public async IAsyncEnumerable<OrderIntent> ResolveAsync(
        IReadOnlyCollection<string> references, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using IDisposable registration = journal.Runs.Enter(options.RunId);
        var settlement = new IntentReconciler(client, new IntentWriter(journal, time), time, options);
        List<DoubtfulIntent> open = [.. (await TakeAsync(settlement, references, cancellationToken).ConfigureAwait(false)).Select(intent => new DoubtfulIntent(intent))];
        while (open.Count > 0)
        {
            if (await TryLookAsync(settlement, open, cancellationToken).ConfigureAwait(false) is { } problem)
            {
                foreach (DoubtfulIntent unknown in open)
                {
                    yield return unknown.Intent with { Problem = problem };
                }

                yield break;
            }

            foreach (DoubtfulIntent settled in open.Where(one => one.Intent is { State: not IntentState.InDoubt } or { LookedInVainAt: null }).ToArray())
            {
                open.Remove(settled);
                yield return settled.Intent;
            }

            if (settlement.NextLookIn(open) is { } wait)
            {
                options.OnWaiting?.Invoke($"{open.Count} order(s) are not on the server's list, which may lag behind; the next look is in {wait.TotalSeconds:0} s.");
                await time.DelayAsync(wait, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <returns>Why the server could not be asked; null when it was.</returns>
    private static async Task<string?> TryLookAsync(IntentReconciler settlement, List<DoubtfulIntent> open, CancellationToken cancellationToken)
    {
        try
        {
            await settlement.LookAsync(open, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (CertCentralException problem) when (problem is not ApiKeyRefusedException)
        {
            return problem.Message;
        }
    }

    private async Task<IReadOnlyList<OrderIntent>> TakeAsync(IntentReconciler settlement, IReadOnlyCollection<string> references, CancellationToken cancellationToken)
    {
        var taken = new List<OrderIntent>();
        foreach (JournalFilter filter in Filters(references))
        {
            taken.AddRange(await settlement.TakeLeftoversAsync(journal, filter, cancellationToken).ConfigureAwait(false));
        }

        return taken;
    }

    private IEnumerable<JournalFilter> Filters(IReadOnlyCollection<string> references) => references.Count == 0
        ? [new JournalFilter { AccountId = accountId }]
        : references.Distinct(StringComparer.OrdinalIgnoreCase).Select(reference => new JournalFilter { AccountId = accountId, Reference = reference });
}
