using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Acts;

/// <summary>
/// Reissues without a CSR. Once nothing is in doubt of one, nothing but the certificate that it was asked for tells whether it has come.
/// </summary>
internal static class TokenReissues
{
    /// <summary>The last one of the order that CertCentral has, as the journal knows; before all, the one that is still to come.</summary>
    /// <returns>Null: there is none, or each was rejected.</returns>
    /// <exception cref="DocSigningException">The journal cannot be read.</exception>
    public static async Task<OrderIntent?> FindAsync(
        IOrderJournal journal, long accountId, SigningOrder order, CancellationToken cancellationToken)
    {
        var filter = new JournalFilter
        {
            AccountId = accountId,
            TargetOrderId = order.OrderId,
            Kinds = [IntentKind.Reissue],
            States = [IntentState.Placed],
        };
        OrderIntent? found = null;
        await foreach (OrderIntent asked in journal.ReadAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            bool isOne = asked.PublicKeySha256 is null && !ActComparison.IsRejected(asked, order);
            if (isOne && (found is null || !IsToCome(found, order)))
            {
                found = asked;
            }
        }

        return found;
    }

    /// <summary>The order still has the certificate that it had then.</summary>
    public static bool IsToCome(OrderIntent asked, SigningOrder order) => asked.CertificateId == order.CertificateId;
}
