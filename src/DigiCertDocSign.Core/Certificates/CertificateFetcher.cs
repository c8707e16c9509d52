using System.Runtime.ExceptionServices;
using CertCentral;
using CertCentral.Certificates;
using CertCentral.Errors;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Certificates;

/// <summary>
/// Fetches issued certificates. The server has been seen to answer with another certificate than the wanted one (after reissues and
/// duplicates). So this class compares the serial number with the order's, and tries the other calls that lead to the certificate before
/// it gives up.
/// </summary>
public sealed class CertificateFetcher(CertCentralClient client)
{
    private const string Format = "pem_all"; // certificate, intermediates and root in one text

    /// <summary>The certificate of an order, with its chain.</summary>
    /// <exception cref="DocSigningException">CertificateNotIssued, CertificateMismatch or CertificateUnreadable.</exception>
    /// <exception cref="CertCentralException">A call failed.</exception>
    public async Task<IssuedCertificate> FetchAsync(long orderId, CancellationToken cancellationToken)
    {
        SigningOrder order = SigningOrderReader.Order(await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false));
        return await FetchAsync(order, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The certificate of an order that was read already.</summary>
    /// <exception cref="DocSigningException">CertificateNotIssued, CertificateMismatch or CertificateUnreadable.</exception>
    /// <exception cref="CertCentralException">A call failed.</exception>
    public async Task<IssuedCertificate> FetchAsync(SigningOrder order, CancellationToken cancellationToken)
    {
        if (order.CertificateId is not { } certificateId || !HasCertificate(order))
        {
            throw CertificateFaults.NotIssued(order);
        }

        return await FetchFirstAsync(
            certificate => string.IsNullOrWhiteSpace(order.SerialNumber) || certificate.HasSerialNumber(order.SerialNumber!),
            other => CertificateFaults.OtherAnswered(order, other),
            [
                () => ReadAsync(client.Certificates.DownloadAsync(certificateId, Format, cancellationToken)),
                () => ReadChainAsync(certificateId, cancellationToken),
                () => ReadAsync(client.Certificates.DownloadByOrderAsync(order.OrderId, Format, cancellationToken)),
            ]).ConfigureAwait(false);
    }

    /// <summary>
    /// One certificate of an order, and no other: also one that a reissue has replaced. It is fetched by its own id, and held against all
    /// that the list has shown of it.
    /// </summary>
    /// <exception cref="DocSigningException">
    /// CertificateMismatch: another one came, or nothing is known of it that it could be told by; CertificateUnreadable.
    /// </exception>
    /// <exception cref="CertCentralException">A call failed.</exception>
    public Task<IssuedCertificate> FetchAsync(SigningCertificate wanted, CancellationToken cancellationToken) =>
        wanted.CertificateId is { } certificateId && (wanted.HasSerialNumber || wanted.HasThumbprint)
            ? FetchFirstAsync(
                wanted.Is,
                other => CertificateFaults.OtherAnswered(wanted, other),
                [
                    () => ReadAsync(client.Certificates.DownloadAsync(certificateId, Format, cancellationToken)),
                    () => ReadChainAsync(certificateId, cancellationToken),
                ])
            : throw CertificateFaults.NotTold(wanted);

    /// <summary>Whether the order is so far that it can have a certificate, and shows one.</summary>
    internal static bool HasCertificate(SigningOrder order) => order.CertificateId is not null && !HasNoCertificateYet(order.Status);

    private static async Task<IssuedCertificate> FetchFirstAsync(
        Func<IssuedCertificate, bool> isWanted, Func<string, DocSigningException> mismatch, Func<Task<IssuedCertificate>>[] ways)
    {
        var failures = new List<Exception>();
        string? other = null;
        foreach (Func<Task<IssuedCertificate>> way in ways)
        {
            try
            {
                IssuedCertificate certificate = await way().ConfigureAwait(false);
                if (isWanted(certificate))
                {
                    return certificate;
                }

                other = certificate.SerialNumber;
            }
            catch (Exception problem) when (IsWorthAnotherWay(problem))
            {
                failures.Add(problem);
            }
        }

        // The first failure is that of the way which normally works.
        if (other is null)
        {
            ExceptionDispatchInfo.Capture(failures[0]).Throw();
        }

        throw mismatch(other!);
    }

    private static bool HasNoCertificateYet(string status) => status is
        StatusWords.NeedsApproval or StatusWords.NeedsCsr or StatusWords.Pending or StatusWords.Approved or StatusWords.Submitted
        or StatusWords.Processing or StatusWords.WaitingPickup or StatusWords.Rejected or StatusWords.Denied or StatusWords.Canceled;

    private static bool IsWorthAnotherWay(Exception problem) => problem
        is UnreadableAnswerException or NotFoundException or CallRefusedException
            or DocSigningException { Kind: FaultKind.CertificateUnreadable };

    private static async Task<IssuedCertificate> ReadAsync(Task<CertificateDownload> download) =>
        IssuedCertificate.Parse((await download.ConfigureAwait(false)).Content);

    private async Task<IssuedCertificate> ReadChainAsync(long certificateId, CancellationToken cancellationToken)
    {
        CertificateChain chain = await client.Certificates.GetChainAsync(certificateId, cancellationToken).ConfigureAwait(false);
        return IssuedCertificate.Parse(string.Join("\n", (chain.Intermediates ?? []).Select(member => member.Pem)));
    }
}
