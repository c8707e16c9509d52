using System.Runtime.CompilerServices;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Acts;

/// <summary>Reconciles on demand what earlier commands have left in doubt on orders. It sends nothing.</summary>
public sealed class ActsOnDemand(CertCentralClient client, IOrderJournal journal, long accountId, ActOptions options)
{
    // Also what a process had planned when it died: nothing else would end it where nobody does the same to the order again.
    private static readonly IntentState[] Open = [IntentState.Planned, IntentState.Sent, IntentState.InDoubt];

    /// <summary>What would be reconciled. Asks nobody and changes nothing.</summary>
    /// <param name="references">Which; empty for all of the account.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DocSigningException">The journal cannot be used.</exception>
    public async Task<IReadOnlyList<OrderIntent>> FindAsync(IReadOnlyCollection<string> references, CancellationToken cancellationToken)
    {
        var found = new List<OrderIntent>();
        var filter = new JournalFilter { AccountId = accountId, Kinds = IntentKinds.Acts, States = Open };
        await foreach (OrderIntent act in journal.ReadAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            bool isAsked = references.Count == 0 || references.Contains(act.Reference, StringComparer.OrdinalIgnoreCase);
            if (isAsked && !await journal.IsAtWorkAsync(act.RunId, cancellationToken).ConfigureAwait(false))
            {
                found.Add(act);
            }
        }

        return found;
    }

    /// <summary>Each as it is then: placed, closed or abandoned; or still in doubt.</summary>
    /// <param name="found">By <see cref="FindAsync"/>.</param>
    /// <param name="cancellationToken">Stops the calls; what is not reconciled by then stays in doubt.</param>
    /// <exception cref="DocSigningException">The journal cannot be used.</exception>
    /// <exception cref="ApiKeyRefusedException">The key is not accepted.</exception>
    public async IAsyncEnumerable<OrderIntent> ReconcileAsync(
        IReadOnlyList<OrderIntent> found, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reconciler = new ActReconciler(client, journal, options);
        foreach (OrderIntent act in found)
        {
            yield return await AskAsync(reconciler, act, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Why one of them is still in doubt, as an error.</summary>
    public static DocSigningException StillInDoubt(OrderIntent act) => ActFaults.InDoubt(act);

    private async Task<OrderIntent> AskAsync(ActReconciler reconciler, OrderIntent act, CancellationToken cancellationToken)
    {
        if (act.State == IntentState.Planned)
        {
            return await reconciler.GiveUpAsync(act).ConfigureAwait(false);
        }

        try
        {
            SigningOrder order =
                await ActReconciler.ReadAsync(client, act.TargetOrderId!.Value, cancellationToken).ConfigureAwait(false);
            return (await reconciler.ReconcileAsync(act, order, cancellationToken).ConfigureAwait(false)).Intent;
        }
        catch (Exception problem) when (problem is CertCentralException or DocSigningException && !FaultTable.EndsRun(problem))
        {
            return act with { State = IntentState.InDoubt, Problem = problem.Message };
        }
    }
}
