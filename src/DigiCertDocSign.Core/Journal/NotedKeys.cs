using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Journal;

/// <summary>Where the private keys of orders live, as the journal notes it.</summary>
public sealed class NotedKeys(IOrderJournal journal)
{
    private const int Attempts = 5;

    /// <summary>Where the key of an order lives.</summary>
    /// <param name="accountId">Whose order it is; null where it is not known yet.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="publicKey">
    /// SHA-256 of its certificate's public key in hex: it decides where the journal does not know which of two CSRs the order has. Null
    /// when it is not known.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    /// <returns>Null: the journal knows no such order, or not where its key lives.</returns>
    /// <exception cref="DocSigningException">
    /// The journal cannot be read, or holds a key reference that is none; the kind says why.
    /// </exception>
    public async Task<string?> FindAsync(long? accountId, long orderId, string? publicKey, CancellationToken cancellationToken)
    {
        string? noted = null;
        await foreach (OrderIntent intent in journal.ReadAsync(Filter(accountId, orderId), cancellationToken).ConfigureAwait(false))
        {
            noted = ReferenceOf(intent, publicKey) ?? noted;
        }

        return noted is null ? null : KeyReferences.Read(noted);
    }

    /// <summary>Where the key of one of an order's certificates lives: that of its CSR, or of a reissue's.</summary>
    /// <param name="accountId">Whose order it is; null where it is not known yet.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="publicKey">SHA-256 of the certificate's public key in hex; null when it is not known.</param>
    /// <param name="isOnly">The order has no other certificate, so that a key which the journal knows no better is its own.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    /// <returns>Null: the journal does not know.</returns>
    /// <exception cref="DocSigningException">
    /// The journal cannot be read, or holds a key reference that is none; the kind says why.
    /// </exception>
    public async Task<string?> FindForAsync(
        long? accountId, long orderId, string? publicKey, bool isOnly, CancellationToken cancellationToken)
    {
        string? noted = null;
        var ofKey = new JournalFilter { AccountId = accountId, PublicKeySha256 = publicKey };
        if (publicKey is not null)
        {
            await foreach (OrderIntent intent in journal.ReadAsync(ofKey, cancellationToken).ConfigureAwait(false))
            {
                noted = intent.KeyOrderId == orderId ? ReferenceOf(intent, publicKey) ?? noted : noted;
            }
        }

        bool isOfOrder = noted is null && isOnly
            && (publicKey is not null || !await MayBeOnTokenAsync(accountId, orderId, cancellationToken).ConfigureAwait(false));
        if (isOfOrder)
        {
            await foreach (OrderIntent intent in journal.ReadAsync(Filter(accountId, orderId), cancellationToken).ConfigureAwait(false))
            {
                bool isOther = publicKey is not null && intent.PublicKeySha256 is not null && intent.PublicKeySha256 != publicKey;
                noted = isOther ? noted : intent.KeyReference ?? noted;
            }
        }

        return noted is null ? null : KeyReferences.Read(noted);
    }

    /// <summary>Notes the key of a CSR that is sent now: until it is known which one the order has, both are the order's.</summary>
    /// <param name="accountId">Whose order it is.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="csr">As it is sent.</param>
    /// <param name="keyReference">Null: not known.</param>
    /// <param name="isShown">The order shows the CSR that it has, so that none before it is in doubt.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    public async Task<SentKeyNote> NoteSentAsync(
        long accountId, long orderId, string csr, string? keyReference, bool isShown, CancellationToken cancellationToken)
    {
        string? key = CsrDigest.OfPublicKey(csr);
        SentKeyNote note = SentKeyNote.OrderUnknown;
        await ChangeAsync(
            accountId,
            orderId,
            intent =>
            {
                string? other = intent.OtherPublicKeySha256;
                note = intent.PublicKeySha256 == key || other == key ? SentKeyNote.WasThere
                    : other is not null && !isShown ? SentKeyNote.NoRoom
                    : SentKeyNote.Written;
                return note switch
                {
                    SentKeyNote.Written => intent with { OtherPublicKeySha256 = key, OtherKeyReference = keyReference },
                    SentKeyNote.WasThere when other == key => intent with
                    {
                        OtherKeyReference = keyReference ?? intent.OtherKeyReference,
                    },
                    _ => intent,
                };
            },
            cancellationToken).ConfigureAwait(false);
        return note;
    }

    /// <summary>The CSR that was sent is certainly not the order's, and no other command has sent it.</summary>
    /// <param name="accountId">Whose order it is.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="csr">As it was sent.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    /// <returns>False: the journal knows no such order.</returns>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    public Task<bool> ForgetSentAsync(long accountId, long orderId, string csr, CancellationToken cancellationToken)
    {
        string? key = CsrDigest.OfPublicKey(csr);
        return ChangeAsync(
            accountId,
            orderId,
            intent => intent.OtherPublicKeySha256 == key
                ? intent with { OtherPublicKeySha256 = null, OtherKeyReference = null }
                : intent,
            cancellationToken);
    }

    /// <summary>Notes the key of the CSR that an order has now.</summary>
    /// <param name="accountId">Whose order it is.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="csr">As it was sent.</param>
    /// <param name="keyReference">
    /// Null: not known. The place noted before then stays for the same key, and is forgotten for another one.
    /// </param>
    /// <param name="isShown">The order shows that it has it. Else the key noted before is kept beside it.</param>
    /// <param name="cancellationToken">
    /// Ends the wait for the journal. What the server has taken should be written down also when the command is being stopped.
    /// </param>
    /// <returns>False: the journal knows no such order.</returns>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    public Task<bool> ReplaceAsync(
        long accountId, long orderId, string csr, string? keyReference, bool isShown, CancellationToken cancellationToken)
    {
        string? digest = CsrDigest.Of(csr);
        string? key = CsrDigest.OfPublicKey(csr);
        return ChangeAsync(
            accountId,
            orderId,
            intent =>
            {
                bool isOther = intent.PublicKeySha256 is not null && intent.PublicKeySha256 != key;
                return intent with
                {
                    CsrSha256 = digest,
                    PublicKeySha256 = key,
                    KeyReference = keyReference ?? KeptReference(intent, digest, key),
                    OtherPublicKeySha256 = isShown ? null : isOther ? intent.PublicKeySha256 : intent.OtherPublicKeySha256,
                    OtherKeyReference = isShown ? null : isOther ? intent.KeyReference : intent.OtherKeyReference,
                };
            },
            cancellationToken);
    }

    /// <summary>
    /// A reissue without a CSR was asked for: the key of the new certificate is on a token, and not where the old one is.
    /// </summary>
    private async Task<bool> MayBeOnTokenAsync(long? accountId, long orderId, CancellationToken cancellationToken)
    {
        var filter = new JournalFilter { AccountId = accountId, TargetOrderId = orderId, Kinds = [IntentKind.Reissue] };
        await foreach (OrderIntent reissue in journal.ReadAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            // A closed one was rejected.
            if (reissue is { PublicKeySha256: null, MayHaveTheKey: true, State: not IntentState.Closed })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is known of the key already: from the same CSR or another of the same key, or from when it was sent before.</summary>
    private static string? KeptReference(OrderIntent intent, string? digest, string? key) =>
        intent.CsrSha256 == digest || (key is not null && intent.PublicKeySha256 == key) ? intent.KeyReference
        : key is not null && intent.OtherPublicKeySha256 == key ? intent.OtherKeyReference
        : null;

    private static string? ReferenceOf(OrderIntent intent, string? publicKey) =>
        publicKey is not null && publicKey == intent.OtherPublicKeySha256 ? intent.OtherKeyReference : intent.KeyReference;

    private async Task<bool> ChangeAsync(
        long accountId, long orderId, Func<OrderIntent, OrderIntent> change, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (await journal.FindByOrderIdAsync(accountId, orderId, cancellationToken).ConfigureAwait(false) is not { } intent)
            {
                return false;
            }

            OrderIntent changed = change(intent);
            if (changed == intent
                || await journal.TryChangeAsync(null, intent, changed, cancellationToken).ConfigureAwait(false) is not null)
            {
                return true;
            }

            if (attempt == Attempts)
            {
                throw JournalFaults.ChangedTimeAndAgain(intent);
            }
        }
    }

    private static JournalFilter Filter(long? accountId, long orderId) => new() { AccountId = accountId, OrderId = orderId };
}

/// <summary>What became of the note of a key whose CSR is sent.</summary>
public enum SentKeyNote
{
    /// <summary>The journal knows no such order.</summary>
    OrderUnknown,

    /// <summary>The journal has the key now, beside the earlier one.</summary>
    Written,

    /// <summary>It had the key already, as of a try before.</summary>
    WasThere,

    /// <summary>It keeps two keys of the order, and nobody knows which one the order has: a third would throw one out.</summary>
    NoRoom,
}
