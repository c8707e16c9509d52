using System.Runtime.ExceptionServices;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Decide;

namespace DigiCertDocSign.Acts;

/// <summary>How a CSR came to its order.</summary>
/// <param name="Order">As CertCentral showed it last.</param>
/// <param name="IsShown">The order shows the key; else CertCentral says that it has the CSR, and shows none.</param>
/// <param name="IsNoted">The journal notes the key; false where it does not know the order, or could not be asked.</param>
public sealed record CsrChangeResult(SigningOrder Order, bool IsShown, bool IsNoted)
{
    /// <summary>Why the journal could not note the key; null when all is well.</summary>
    public string? Unnoted { get; init; }

    /// <summary>The journal has the key beside the earlier one from before the call, whatever could be noted afterwards.</summary>
    public bool HasBoth { get; init; }
}

/// <summary>
/// Gives an order that is not issued yet another CSR, and looks whether the order has it: any proxy can answer with 200. The journal has
/// the key of the CSR beside the earlier one from before the call until it is known, so that the certificate finds its key however it ends.
/// </summary>
/// <param name="client">The account.</param>
/// <param name="journal">Null when there is none yet: noting a key makes none.</param>
/// <param name="accountId">The account's id in the journal; null when it is not known, and nothing can be noted.</param>
/// <remarks>
/// Services API: GET order/certificate/{order_id}, POST order/certificate/{order_id}/csr, or PUT where the server does not know that.
/// </remarks>
public sealed class CsrChange(CertCentralClient client, IOrderJournal? journal, long? accountId)
{
    /// <summary>The order, if it may get the CSR: for the operator who is asked to confirm it. Nothing is sent.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="csr">For the new key.</param>
    /// <param name="madeFor">Whom the CSR was made for; null where nobody says.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="DocSigningException">
    /// OrderOfAnotherProduct, CsrOfAnotherPerson; or the journal cannot be read, which may know whose the key is.
    /// </exception>
    /// <exception cref="CertCentralException">The order cannot be read.</exception>
    public async Task<SigningOrder> FindAsync(long orderId, CsrInfo csr, CsrOwner? madeFor, CancellationToken cancellationToken)
    {
        SigningOrder order = await ActReconciler.ReadAsync(client, orderId, cancellationToken).ConfigureAwait(false);
        await new CsrGuard(journal, accountId)
            .CheckAsync(order, madeFor, csr.PublicKeySha256, cancellationToken).ConfigureAwait(false);
        return order;
    }

    /// <summary>Sends the CSR, unless the order has its key already. It may be sent again.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="csr">For the new key.</param>
    /// <param name="madeFor">Whom the CSR was made for; null where nobody says.</param>
    /// <param name="keyReference">Where the key lives; null where nobody says.</param>
    /// <param name="cancellationToken">Stops the calls. The journal has both keys then.</param>
    /// <exception cref="DocSigningException">
    /// OrderOfAnotherProduct, CsrOfAnotherPerson; OrderTakesNoCsr: it has the key, and waits for none; EarlierCsrInDoubt: another CSR was
    /// sent, and the order shows none; CsrNotSeen: the order does not show it; or the journal cannot be read, which may know whose the key
    /// is.
    /// </exception>
    /// <exception cref="CertCentralException">The order cannot be read, or the server refuses the CSR.</exception>
    public async Task<CsrChangeResult> SendAsync(
        long orderId, CsrInfo csr, CsrOwner? madeFor, string? keyReference, CancellationToken cancellationToken)
    {
        // Read anew: the order may have changed while the operator was asked.
        SigningOrder before = await FindAsync(orderId, csr, madeFor, cancellationToken).ConfigureAwait(false);
        if (HasKey(before, csr) == true)
        {
            // What is issued or has ended may have its key from elsewhere, and another certificate than that of its CSR.
            return before.CertificateId is null && !StatusWords.IsDead(before.Status) && before.Status != StatusWords.Issued
                ? await NoteAsync(before, csr, keyReference, isShown: true, hasBoth: false).ConfigureAwait(false)
                : throw ActFaults.TakesNoCsr(before);
        }

        SentNote sent = await NoteSentAsync(before, csr, keyReference).ConfigureAwait(false);
        CertCentralException? failure = null;
        try
        {
            await client.Orders.UpdateCsrAsync(orderId, csr.OneLine, cancellationToken).ConfigureAwait(false);
        }
        catch (CertCentralException problem)
        {
            failure = problem;
            if (problem.Executed == false)
            {
                await ForgetAsync(orderId, csr, sent).ConfigureAwait(false);
                throw;
            }
        }

        return await JudgeAsync(before, csr, keyReference, sent, failure, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CsrChangeResult> JudgeAsync(
        SigningOrder before, CsrInfo csr, string? keyReference, SentNote sent, CertCentralException? failure,
        CancellationToken cancellationToken)
    {
        SigningOrder? now = null;
        CertCentralException? unread = null;
        try
        {
            now = await ActReconciler.ReadAsync(client, before.OrderId, cancellationToken).ConfigureAwait(false);
        }
        catch (CertCentralException problem)
        {
            unread = problem;
        }

        bool? hasKey = now is null ? null : HasKey(now, csr);
        if (hasKey == true || (now is not null && hasKey is null && failure is null))
        {
            return await NoteAsync(now!, csr, keyReference, hasKey == true, sent.Problem is null).ConfigureAwait(false);
        }

        // A refused repetition may follow a try that was carried out, but then the order shows its key, unless it shows none at all.
        if (failure is { Executed: true } && (failure.Attempts == 1 || hasKey == false))
        {
            await ForgetAsync(before.OrderId, csr, sent).ConfigureAwait(false);
            ExceptionDispatchInfo.Capture(failure).Throw();
        }

        throw ActFaults.CsrNotSeen(before, now, sent.Problem, failure, unread);
    }

    /// <returns>Null: the order shows no CSR, and that does not say that it has none.</returns>
    private static bool? HasKey(SigningOrder order, CsrInfo csr) => CsrDigest.OfPublicKey(order.Csr) is { } key
        ? key == csr.PublicKeySha256
        : order.Status == StatusWords.NeedsCsr ? false : null;

    /// <summary>Before the call, so that its key is found however the call ends.</summary>
    /// <exception cref="DocSigningException">EarlierCsrInDoubt.</exception>
    private async Task<SentNote> NoteSentAsync(SigningOrder before, CsrInfo csr, string? keyReference)
    {
        SentKeyNote note = SentKeyNote.OrderUnknown;
        (bool isNoted, string? problem) = await TryNoteAsync(async (keys, account) =>
        {
            note = await keys.NoteSentAsync(
                account, before.OrderId, csr.OneLine, keyReference, HasKey(before, csr) is not null, CancellationToken.None)
                .ConfigureAwait(false);
            return note != SentKeyNote.OrderUnknown;
        }).ConfigureAwait(false);
        if (note == SentKeyNote.NoRoom)
        {
            throw ActFaults.EarlierCsrInDoubt(before);
        }

        string? why = isNoted ? null
            : problem ?? (journal is null ? "There is no journal."
                : accountId is null ? "The account is not known, by which the journal finds its orders."
                : "It does not know the order.");
        return new SentNote(note == SentKeyNote.Written, why);
    }

    /// <summary>From here on the change stands. It is noted even when the command is being stopped.</summary>
    private async Task<CsrChangeResult> NoteAsync(
        SigningOrder order, CsrInfo csr, string? keyReference, bool isShown, bool hasBoth)
    {
        (bool isNoted, string? problem) = await TryNoteAsync((keys, account) =>
            keys.ReplaceAsync(account, order.OrderId, csr.OneLine, keyReference, isShown, CancellationToken.None)).ConfigureAwait(false);
        return new CsrChangeResult(order, isShown, isNoted) { Unnoted = problem, HasBoth = hasBoth || (isNoted && !isShown) };
    }

    /// <summary>
    /// Only what this command has written: an earlier try of the same CSR may be the order's still. Where that fails, the journal keeps
    /// both keys, and the certificate tells which one is its own.
    /// </summary>
    private async Task ForgetAsync(long orderId, CsrInfo csr, SentNote sent)
    {
        if (sent.IsNew)
        {
            await TryNoteAsync((keys, account) => keys.ForgetSentAsync(account, orderId, csr.OneLine, CancellationToken.None))
                .ConfigureAwait(false);
        }
    }

    /// <summary>What cannot be noted hinders no CSR.</summary>
    private async Task<(bool IsNoted, string? Problem)> TryNoteAsync(Func<NotedKeys, long, Task<bool>> note)
    {
        if (journal is null || accountId is not { } account)
        {
            return (false, null);
        }

        try
        {
            return (await note(new NotedKeys(journal), account).ConfigureAwait(false), null);
        }
        catch (DocSigningException problem)
        {
            return (false, problem.Message);
        }
    }

    /// <summary>What the journal has of the key that is sent.</summary>
    /// <param name="IsNew">This command has written it.</param>
    /// <param name="Problem">Why the journal does not have it; null when it has.</param>
    private sealed record SentNote(bool IsNew, string? Problem);
}
