using CertCentral.Transport;

namespace CertCentral.Certificates;

/// <summary>Issued certificates.</summary>
public sealed class CertificatesClient
{
    private readonly ApiConnection _connection;

    internal CertificatesClient(ApiConnection connection) => _connection = connection;

    /// <summary>Downloads one certificate.</summary>
    /// <param name="certificateId">The certificate.</param>
    /// <param name="format">A format name of the API: <c>pem_all</c>, <c>pem_noroot</c>, <c>p7b</c>, <c>cer</c>, <c>crt</c> ...</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">The format is no word of small letters, digits and underscores.</exception>
    /// <remarks>Services API: GET certificate/{certificate_id}/download/format/{format}.</remarks>
    public Task<CertificateDownload> DownloadAsync(long certificateId, string format, CancellationToken cancellationToken) =>
        DownloadAsync(ApiRoutes.DownloadCertificate, certificateId, format, cancellationToken);

    /// <summary>Downloads the certificate of an order that is in force, and never one that a reissue has replaced.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="format">A format name of the API: <c>pem_all</c>, <c>pem_noroot</c>, <c>p7b</c>, <c>cer</c>, <c>crt</c> ...</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">The format is no word of small letters, digits and underscores.</exception>
    /// <remarks>Services API: GET certificate/download/order/{order_id}/format/{format}.</remarks>
    public Task<CertificateDownload> DownloadByOrderAsync(long orderId, string format, CancellationToken cancellationToken) =>
        DownloadAsync(ApiRoutes.DownloadCertificateByOrder, orderId, format, cancellationToken);

    /// <summary>The certificates from the person's own up to the root.</summary>
    /// <remarks>Services API: GET certificate/{certificate_id}/chain.</remarks>
    public Task<CertificateChain> GetChainAsync(long certificateId, CancellationToken cancellationToken) =>
        _connection.ReadAsync<CertificateChain>(
            new ApiCall(ApiRoutes.GetCertificateChain, certificateId),
            cancellationToken,
            static chain => chain.Intermediates is null ? "intermediates" : null);

    private async Task<CertificateDownload> DownloadAsync(ApiRoute route, long id, string format, CancellationToken cancellationToken)
    {
        Require.NotNull(format, nameof(format));
        if (format.Length == 0 || !format.All(character => character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'))
        {
            throw new ArgumentException(
                "A certificate format is a word of small letters, digits and underscores, such as pem_all.",
                nameof(format));
        }

        var call = new ApiCall(route, id, format) { Accept = "*/*" };
        ApiAnswer answer = await _connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.IsEmpty || answer.IsHtml || answer.IsJson
            ? throw answer.Unreadable("holds no certificate")
            : new CertificateDownload(answer.ToBytes(), answer.MediaType, format);
    }
}
