using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Finding;

/// <summary>
/// The certificates of an order: the one that it names, and those of its list of reissues. That list may repeat the first one, and may lack
/// one that a reissue has replaced: only what is shown is told.
/// </summary>
/// <param name="client">The account.</param>
/// <param name="journal">Knows where keys are; null when there is none.</param>
/// <param name="accountId">The account's id in the journal; null where it is not known yet.</param>
/// <param name="time">The clock of this machine.</param>
/// <remarks>Services API: GET order/certificate/{order_id}, GET order/certificate/{order_id}/reissue.</remarks>
public sealed class OrderCertificates(CertCentralClient client, IOrderJournal? journal, long? accountId, TimeProvider time)
{
    /// <summary>Hears of the order, before anything is told of its certificates.</summary>
    public Action<SigningOrder>? OnRead { get; init; }

    /// <summary>Hears of an order whose reissues CertCentral does not list.</summary>
    public Action<long>? OnUnlisted { get; init; }

    /// <summary>The newest first.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="keyReference">
    /// Where the key lives, as the object says that named the order: it counts where the order has one certificate and the journal does
    /// not know. Null when it does not say.
    /// </param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="DocSigningException">
    /// CertificateNotIssued; CertificateMismatch: the server answers with another order; or the journal cannot be read.
    /// </exception>
    /// <exception cref="CertCentralException">A call failed.</exception>
    public async Task<IReadOnlyList<SigningCertificate>> ListAsync(
        long orderId, string? keyReference, CancellationToken cancellationToken)
    {
        SigningOrder order = SigningOrderReader.Order(await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false));
        if (order.OrderId != orderId)
        {
            throw FindingFaults.OtherOrder(orderId, order.OrderId);
        }

        OnRead?.Invoke(order);
        if (!CertificateFetcher.HasCertificate(order))
        {
            throw CertificateFaults.NotIssued(order);
        }

        IReadOnlyList<ReissuedCertificate> reissues = await ReissuesAsync(orderId, cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = PresentTime.Of(client, time);
        SigningCertificate current = Current(order, now);
        SigningCertificate[] certificates =
        [
            current,
            .. reissues.Where(row => IsIssued(row) && !IsSame(row, order)).Select(row => Former(row, order, now))
                .OrderByDescending(former => former.DateIssued).ThenByDescending(former => former.CertificateId),
        ];
        var told = new List<SigningCertificate>();
        foreach (SigningCertificate certificate in certificates)
        {
            told.Add(certificate with
            {
                KeyReference = await FindKeyAsync(certificate, certificates.Length == 1, cancellationToken).ConfigureAwait(false)
                    ?? (certificates.Length == 1 ? keyReference : null),
            });
        }

        return told;
    }

    private async Task<IReadOnlyList<ReissuedCertificate>> ReissuesAsync(long orderId, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Orders.ListReissuesAsync(orderId, cancellationToken).ConfigureAwait(false);
        }
        catch (CertCentralException notShown) when (Refusals.Includes(notShown))
        {
            OnUnlisted?.Invoke(orderId);
            return [];
        }
    }

    /// <summary>What waits, or was rejected, is no certificate.</summary>
    private static bool IsIssued(ReissuedCertificate row) =>
        StatusWords.Pascal(row.Status)
            is not (StatusWords.Pending or StatusWords.Rejected or StatusWords.Canceled or StatusWords.NeedsApproval)
        && (!string.IsNullOrWhiteSpace(row.SerialNumber) || !string.IsNullOrWhiteSpace(row.Thumbprint));

    /// <summary>The list repeats the certificate that the order names.</summary>
    private static bool IsSame(ReissuedCertificate row, SigningOrder order) =>
        (row.Id is not null && row.Id == order.CertificateId)
        || (!string.IsNullOrWhiteSpace(row.SerialNumber)
            && string.Equals(row.SerialNumber!.TrimStart('0'), order.SerialNumber?.TrimStart('0'), StringComparison.OrdinalIgnoreCase));

    private static SigningCertificate Current(SigningOrder order, DateTimeOffset now) => new()
    {
        OrderId = order.OrderId,
        CertificateId = order.CertificateId,
        State = order.Status == StatusWords.Revoked || order.CertificateStatus == StatusWords.Revoked ? CertificateState.Revoked
            : order.Status == StatusWords.Expired || StatusWords.HasRunOut(order.ValidTill, now) ? CertificateState.Expired
            : CertificateState.Issued,
        IsCurrent = true,
        Person = order.Person,
        Email = order.Email,
        CommonName = order.CommonName,
        SerialNumber = order.SerialNumber,
        Thumbprint = order.Thumbprint,
        DateIssued = order.DateIssued,
        ValidFrom = order.ValidFrom,
        ValidTill = order.ValidTill,
        DaysRemaining = Days(order.ValidTill, now),
        Csr = order.Csr,
    };

    private static SigningCertificate Former(ReissuedCertificate row, SigningOrder order, DateTimeOffset now)
    {
        // A list may be ahead of the order: what came after the certificate that the order names is not superseded by it.
        bool isNewer = row.DateIssued > order.DateIssued;
        return new SigningCertificate
        {
            OrderId = order.OrderId,
            CertificateId = row.Id,
            State = StatusWords.Pascal(row.Status) == StatusWords.Revoked || order.Status == StatusWords.Revoked ? CertificateState.Revoked
                : StatusWords.HasRunOut(row.ValidTill, now) ? CertificateState.Expired
                : isNewer ? CertificateState.Issued
                : CertificateState.Superseded,
            Person = OrderLine.NameOf(order.GivenName, order.Surname, row.CommonName),
            Email = order.Email,
            CommonName = row.CommonName,
            SerialNumber = row.SerialNumber,
            Thumbprint = row.Thumbprint,
            DateIssued = row.DateIssued,
            ValidFrom = row.ValidFrom,
            ValidTill = row.ValidTill,
            DaysRemaining = Days(row.ValidTill, now),
            Csr = string.IsNullOrWhiteSpace(row.Csr) ? null : row.Csr,
        };
    }

    private static int? Days(DateTime? validTill, DateTimeOffset now) =>
        validTill is { } last ? (last.Date - now.UtcDateTime.Date).Days : null;

    private async Task<string?> FindKeyAsync(SigningCertificate certificate, bool isOnly, CancellationToken cancellationToken) =>
        journal is null
            ? null
            : await new NotedKeys(journal)
                .FindForAsync(accountId, certificate.OrderId, certificate.PublicKeySha256, isOnly, cancellationToken).ConfigureAwait(false);
}
