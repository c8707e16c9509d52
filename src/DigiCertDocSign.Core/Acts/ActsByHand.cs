using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Reconcile;

namespace DigiCertDocSign.Acts;

/// <summary>
/// Notes what the operator knows of anything in doubt. Of an act CertCentral is asked before, and the order that it ends is ended in the
/// journal too. It sends nothing that changes anything.
/// </summary>
/// <param name="client">The account.</param>
/// <param name="journal">Where it is noted.</param>
/// <param name="byHand">What notes it.</param>
public sealed class ActsByHand(CertCentralClient client, IOrderJournal journal, ReconciliationByHand byHand)
{
    /// <summary>The order is the intent's, or the act was carried out.</summary>
    /// <param name="intent">In doubt.</param>
    /// <param name="named">As the operator has confirmed it.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    /// <exception cref="DocSigningException">Another process was faster, or the journal cannot be written to.</exception>
    public async Task<OrderIntent> AdoptAsync(OrderIntent intent, NamedOrder named, CancellationToken cancellationToken)
    {
        OrderIntent noted = await byHand.AdoptAsync(intent, named, cancellationToken).ConfigureAwait(false);
        if (noted.IsAct)
        {
            await ActReconciler.NoteOrderAsync(journal, noted, named.Order).ConfigureAwait(false);
        }

        return noted;
    }

    /// <summary>Nothing came of it.</summary>
    /// <param name="intent">In doubt.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="DocSigningException">
    /// NotInDoubt: the order shows that it was carried out; another process was faster, or the journal cannot be written to.
    /// </exception>
    public async Task<OrderIntent> AbandonAsync(OrderIntent intent, CancellationToken cancellationToken)
    {
        await RequireUndoneAsync(intent, cancellationToken).ConfigureAwait(false);
        return await byHand.AbandonAsync(intent, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the server whether it was carried out after all, which may be seen of an act; of an order nobody is asked.</summary>
    /// <param name="intent">In doubt.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="DocSigningException">NotInDoubt: it was.</exception>
    /// <remarks>Services API: GET order/certificate/{order_id}, and of a reissue GET order/certificate/{order_id}/reissue.</remarks>
    public async Task RequireUndoneAsync(OrderIntent intent, CancellationToken cancellationToken)
    {
        if (intent.IsAct && await LookAsync(intent, cancellationToken).ConfigureAwait(false) is ActFinding.Done)
        {
            throw OrderFaults.CarriedOut(intent);
        }
    }

    /// <returns>Null: it cannot be read, so that the operator's word counts.</returns>
    private async Task<ActFinding?> LookAsync(OrderIntent act, CancellationToken cancellationToken)
    {
        try
        {
            SigningOrder order =
                await ActReconciler.ReadAsync(client, act.TargetOrderId!.Value, cancellationToken).ConfigureAwait(false);
            return await new ActReconciler(client, journal, new ActOptions())
                .LookAsync(act, order, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unread) when (unread is CertCentralException or DocSigningException { Kind: FaultKind.OrderOfAnotherProduct })
        {
            return null;
        }
    }
}
