using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Journal;

/// <summary>Where the private keys of orders live, as the journal notes it.</summary>
public sealed class NotedKeys(IOrderJournal journal)
{
    private const int Attempts = 5;

    /// <returns>Null: the journal knows no such order, or not where its key lives.</returns>
    /// <exception cref="DocSigningException">
    /// The journal cannot be read, or holds a key reference that is none; the kind says why.
    /// </exception>
    public async Task<string?> FindAsync(long? accountId, long orderId, CancellationToken cancellationToken)
    {
        string? noted = null;
        await foreach (OrderIntent intent in journal.ReadAsync(Filter(accountId, orderId), cancellationToken).ConfigureAwait(false))
        {
            noted = intent.KeyReference ?? noted;
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
                noted = intent.KeyOrderId == orderId ? intent.KeyReference ?? noted : noted;
            }
        }

        if (noted is null && isOnly)
        {
            await foreach (OrderIntent intent in journal.ReadAsync(Filter(accountId, orderId), cancellationToken).ConfigureAwait(false))
            {
                bool isOther = publicKey is not null && intent.PublicKeySha256 is not null && intent.PublicKeySha256 != publicKey;
                noted = isOther ? noted : intent.KeyReference ?? noted;
            }
        }

        return noted is null ? null : KeyReferences.Read(noted);
    }

    /// <summary>Notes the key of the CSR that an order has now.</summary>
    /// <param name="accountId">Whose order it is.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="csr">As it was sent.</param>
    /// <param name="keyReference">
    /// Null: not known. The key noted before then stays for the same CSR, and is forgotten for another one.
    /// </param>
    /// <param name="cancellationToken">
    /// Ends the wait for the journal. What the server has taken should be written down also when the command is being stopped.
    /// </param>
    /// <returns>False: the journal knows no such order.</returns>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    public async Task<bool> ReplaceAsync(
        long accountId, long orderId, string csr, string? keyReference, CancellationToken cancellationToken)
    {
        string? digest = CsrDigest.Of(csr);
        for (int attempt = 1; ; attempt++)
        {
            if (await journal.FindByOrderIdAsync(accountId, orderId, cancellationToken).ConfigureAwait(false) is not { } intent)
            {
                return false;
            }

            OrderIntent changed = intent with
            {
                CsrSha256 = digest,
                PublicKeySha256 = CsrDigest.OfPublicKey(csr),
                KeyReference = keyReference ?? (intent.CsrSha256 == digest ? intent.KeyReference : null),
            };
            if (await journal.TryChangeAsync(null, intent, changed, cancellationToken).ConfigureAwait(false) is not null)
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
