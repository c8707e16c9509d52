using System.Runtime.CompilerServices;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Acts;

/// <summary>
/// Reissues, revocations and cancellations, in the one way that all three go: what an earlier command has left open on the order is
/// reconciled, the act is written down, sent once, and judged by what the order shows afterwards.
/// </summary>
/// <param name="client">The account.</param>
/// <param name="accountId">Its id in the journal.</param>
/// <param name="journal">Null where there is none yet: nothing is written before the operator has confirmed.</param>
/// <param name="openJournal">Opens the journal, and makes it when it is missing.</param>
/// <param name="options">How.</param>
public sealed class OrderActs(
    CertCentralClient client, long accountId, IOrderJournal? journal, Func<IOrderJournal> openJournal, ActOptions options)
{
    /// <summary>The account.</summary>
    internal CertCentralClient Client => client;

    /// <summary>Its id in the journal.</summary>
    internal long AccountId => accountId;

    /// <summary>Null where there is none yet.</summary>
    internal IOrderJournal? Journal => journal;

    /// <summary>Reads the order, and reconciles what earlier commands have left open on it.</summary>
    /// <param name="kind">What is to be done now.</param>
    /// <param name="orderId">To which order.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>The order, and what became of the last act of the same kind; null when none was open.</returns>
    /// <exception cref="DocSigningException">OrderOfAnotherProduct; ActUnderWay; or one in doubt stands in the way.</exception>
    /// <exception cref="CertCentralException">The order cannot be read.</exception>
    internal async Task<(SigningOrder Order, ReconciledAct? Earlier)> FindAsync(
        IntentKind kind, long orderId, CancellationToken cancellationToken)
    {
        JournalFilter filter = ActReconciler.OpenOf(accountId, orderId);
        IReadOnlyList<OrderIntent> open =
            journal is null ? [] : await ActReconciler.FindOpenAsync(journal, filter, cancellationToken).ConfigureAwait(false);
        SigningOrder order = await ActReconciler.ReadAsync(client, orderId, cancellationToken).ConfigureAwait(false);
        ReconciledAct? earlier = null;
        foreach (OrderIntent act in open)
        {
            ReconciledAct? now = await ReconcileAsync(act, order, kind, cancellationToken).ConfigureAwait(false);
            if (act.Kind == kind)
            {
                earlier = now;
            }
            else if (now is { Intent.IsOpen: true } && kind == IntentKind.Reissue)
            {
                // What may come late would take the new certificate with it.
                throw ActFaults.InDoubt(now.Intent, order);
            }
        }

        return (order, earlier);
    }

    /// <summary>Which of the requests that wait came of a revocation of all certificates, as an earlier command has noted.</summary>
    /// <param name="orderId">Of the order.</param>
    /// <param name="open">That wait.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    internal async Task<SigningOrderRequest?> FindAskedForAllAsync(
        long orderId, IReadOnlyList<SigningOrderRequest> open, CancellationToken cancellationToken)
    {
        if (journal is null || open.Count == 0)
        {
            return null;
        }

        var filter = new JournalFilter
        {
            AccountId = accountId,
            TargetOrderId = orderId,
            Kinds = [IntentKind.Revocation],
            States = [IntentState.Placed],
        };
        await foreach (OrderIntent act in journal.ReadAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            if (act.IsWholeOrder && act.RequestId is { } id && open.FirstOrDefault(request => request.RequestId == id) is { } ofAll)
            {
                return ofAll;
            }
        }

        return null;
    }

    /// <summary>Writes the act down, sends it, and says what became of it.</summary>
    /// <param name="act">As it was confirmed.</param>
    /// <param name="keyReference">Where the key of a reissue lives; null where nobody says.</param>
    /// <param name="send">The call.</param>
    /// <param name="cancellationToken">Stops it; what may have left is in doubt then.</param>
    /// <exception cref="DocSigningException">
    /// It is not known whether it was carried out; ActUnderWay; or the journal cannot be written to, and nothing was sent.
    /// </exception>
    /// <exception cref="CertCentralException">The server refuses it, or could not be reached.</exception>
    internal async Task<OrderAct> SendAsync(OrderAct act, string? keyReference, ActCall send, CancellationToken cancellationToken)
    {
        IOrderJournal written = openJournal();
        IJournalRun run = await written.EnterRunAsync(Guid.NewGuid().ToString("N"), cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable entered = run.ConfigureAwait(false);
        await run.EnsureAtWorkAsync(cancellationToken).ConfigureAwait(false);
        OrderIntent? claimed = act.Again is { } again
            ? await written.TryChangeAsync(run, again, Anew(again, act), cancellationToken).ConfigureAwait(false)
            : await written.TryClaimAsync(
                run, await PlanAsync(written, run, act, keyReference, cancellationToken).ConfigureAwait(false), [], cancellationToken)
                .ConfigureAwait(false);
        return claimed is null
            ? throw ActFaults.UnderWay(act.Order, act.Kind)
            : await new ActSender(client, accountId, written, run, new ActReconciler(client, written, options), options.Time)
                .SendAsync(act, claimed, send, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What was in doubt for one certificate, and is confirmed for all now, is told by what comes from here on.</summary>
    private static OrderIntent Anew(OrderIntent again, OrderAct act)
    {
        OrderIntent confirmed = again with { Reason = act.Reason ?? again.Reason };
        return again.IsWholeOrder == act.IsWholeOrder ? confirmed : confirmed with
        {
            IsWholeOrder = act.IsWholeOrder,
            NewestRequestIdBefore = ActComparison.NewestRequest(act.Order),
        };
    }

    /// <returns>
    /// Null: of an act of another kind nothing can be read, as of a reissue whose list the account does not give. It stays in doubt, and
    /// does not keep a certificate alive that is to end.
    /// </returns>
    private async Task<ReconciledAct?> ReconcileAsync(
        OrderIntent act, SigningOrder order, IntentKind kind, CancellationToken cancellationToken)
    {
        try
        {
            return await new ActReconciler(client, journal!, options)
                .ReconcileAsync(act, order, cancellationToken).ConfigureAwait(false);
        }
        catch (CertCentralException unread) when (
            act.Kind != kind && kind != IntentKind.Reissue && unread is not ApiKeyRefusedException)
        {
            return null;
        }
    }

    private async Task<OrderIntent> PlanAsync(
        IOrderJournal written, IJournalRun run, OrderAct act, string? keyReference, CancellationToken cancellationToken)
    {
        SigningOrder order = act.Order;
        OrderIntent? known =
            await written.FindByOrderIdAsync(accountId, order.OrderId, cancellationToken).ConfigureAwait(false);
        string email = order.Email ?? known?.Email ?? "";
        return new OrderIntent
        {
            Reference = IntentReference.Create(),
            Key = IntentKey.Of(accountId, SigningProduct.NameId, email),
            Kind = act.Kind,
            TargetOrderId = order.OrderId,
            State = IntentState.Planned,
            GivenName = order.GivenName ?? known?.GivenName ?? "",
            Surname = order.Surname ?? known?.Surname ?? order.CommonName ?? "",
            Email = email,
            OrganizationId = order.OrganizationId,
            CertificateId = act.CertificateId,
            IsWholeOrder = act.IsWholeOrder,
            Reason = act.Reason,
            NewestRequestIdBefore = ActComparison.NewestRequest(order),
            OrderStatus = order.Status,
            CsrSha256 = CsrDigest.Of(act.Csr?.OneLine),
            PublicKeySha256 = act.Csr?.PublicKeySha256,
            KeyReference = keyReference,
            DirectoryId = known?.DirectoryId,
            RunId = run.RunId,
            CreatedAt = written.Now,
            UpdatedAt = written.Now,
        };
    }
}
