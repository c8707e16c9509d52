using System.Runtime.CompilerServices;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>
/// Reconciles on demand what earlier runs have left in doubt. It orders nothing: an order that was not placed is only said to be so.
/// </summary>
public sealed class ReconciliationOnDemand(
    CertCentralClient client, IOrderJournal journal, long accountId, OrderingOptions options, TimeProvider time)
{
    /// <summary>The intents that <see cref="ReconcileAsync"/> would reconcile. Asks nobody and changes nothing.</summary>
    /// <param name="references">Which; empty for all of the account.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DocSigningException">The journal cannot be used.</exception>
    public async Task<IReadOnlyList<OrderIntent>> FindAsync(IReadOnlyCollection<string> references, CancellationToken cancellationToken)
    {
        var found = new List<OrderIntent>();
        foreach (JournalFilter filter in Filters(references))
        {
            found.AddRange(await IntentReconciler.FindInDoubtAsync(journal, null, filter, cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    /// <summary>
    /// What runs that are at work have sent or in doubt, with who started them and where, as far as the journal knows: it is left to them.
    /// </summary>
    /// <param name="references">Which; empty for all of the account.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DocSigningException">The journal cannot be used.</exception>
    public async Task<IReadOnlyList<OrderIntent>> FindLeftAsync(
        IReadOnlyCollection<string> references, CancellationToken cancellationToken)
    {
        var open = new JournalFilter { AccountId = accountId, States = [IntentState.Sent, IntentState.InDoubt] };
        var left = new List<OrderIntent>();
        await foreach (OrderIntent intent in journal.ReadAsync(open, cancellationToken).ConfigureAwait(false))
        {
            bool isAsked = references.Count == 0 || references.Contains(intent.Reference, StringComparer.OrdinalIgnoreCase);
            if (isAsked && await journal.IsAtWorkAsync(intent.RunId, cancellationToken).ConfigureAwait(false))
            {
                left.Add(await journal.WithOwnerAsync(intent, cancellationToken).ConfigureAwait(false));
            }
        }

        return left;
    }

    /// <summary>
    /// Each intent in doubt of a run that is over, as it is when it is reconciled: placed, closed or planned; or still in doubt.
    /// </summary>
    /// <param name="references">Which; empty for all of the account.</param>
    /// <param name="cancellationToken">Ends the waiting; what is not reconciled by then stays in doubt.</param>
    /// <exception cref="DocSigningException">The journal cannot be used.</exception>
    /// <exception cref="ApiKeyRefusedException">The key is not accepted.</exception>
    public async IAsyncEnumerable<OrderIntent> ReconcileAsync(
        IReadOnlyCollection<string> references, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IJournalRun run = await journal.EnterRunAsync(options.RunId, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable entered = run.ConfigureAwait(false);
        run.WaitFor(new JournalPatience(options.Patience, options.OnWaiting, cancellationToken));

        // After a loss nobody knows when an order in doubt was sent last, until the lists must show it.
        await run.EnsureAtWorkAsync(cancellationToken).ConfigureAwait(false);
        var reconciler = new IntentReconciler(client, journal, run, time, options);
        List<DoubtfulIntent> open = [];
        foreach (JournalFilter filter in Filters(references))
        {
            IReadOnlyList<OrderIntent> taken = await reconciler.TakeInDoubtAsync(filter, cancellationToken).ConfigureAwait(false);
            open.AddRange(taken.Select(intent => new DoubtfulIntent(intent)));
        }

        while (open.Count > 0)
        {
            if (await TryLookAsync(reconciler, open, cancellationToken).ConfigureAwait(false) is { } problem)
            {
                foreach (DoubtfulIntent unknown in open)
                {
                    yield return unknown.Intent with { Problem = problem };
                }

                yield break;
            }

            foreach (DoubtfulIntent done in open.Where(one => !reconciler.IsWorthWaiting(one.Intent)).ToArray())
            {
                open.Remove(done);
                yield return done.Intent with { Problem = done.Intent.Problem is null ? null : reconciler.Explain(done) };
            }

            if (reconciler.NextLookIn(open) is { } wait)
            {
                options.OnWaiting?.Invoke(
                    $"{open.Count} order(s) are not on the server's list, which may lag behind; the next look is in "
                    + $"{wait.TotalSeconds:0} s.");
                await time.DelayAsync(wait, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <returns>Why the server could not be asked; null when it was.</returns>
    private static async Task<string?> TryLookAsync(
        IntentReconciler reconciler, List<DoubtfulIntent> open, CancellationToken cancellationToken)
    {
        try
        {
            await reconciler.LookAsync(open, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception problem) when (problem is CertCentralException or DocSigningException && !FaultTable.EndsRun(problem))
        {
            return problem.Message;
        }
    }

    private IEnumerable<JournalFilter> Filters(IReadOnlyCollection<string> references) => references.Count == 0
        ? [new JournalFilter { AccountId = accountId, Kinds = IntentKinds.Orders }]
        : references
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(reference => new JournalFilter { AccountId = accountId, Reference = reference, Kinds = IntentKinds.Orders });
}
