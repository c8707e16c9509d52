using System.Globalization;
using System.Net;
using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Certificates;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Orders;

/// <summary>The calls that download certificates and chains.</summary>
internal sealed class CertificateCalls(SandboxAccount account)
{
    public IEnumerable<Route> Routes() =>
    [
        new(SandboxRoutes.DownloadFormat, call => Download(call, FindCertificate(call), call.Arguments[1])),
        new(SandboxRoutes.DownloadPlatform, call => Download(call, FindCertificate(call), format: null)),
        new(SandboxRoutes.DownloadNamedPlatform, call => Download(call, FindCertificate(call), PlatformFormat(call.Arguments[1]))),
        new(SandboxRoutes.DownloadOrder, call => Download(call, FindOrderCertificate(call), format: null)),
        new(SandboxRoutes.DownloadOrderFormat, call => Download(call, FindOrderCertificate(call), call.Arguments[1])),
        new(SandboxRoutes.CertificateChain, GetChain),
    ];

    private SandboxAnswer GetChain(SandboxCall call)
    {
        (StoredOrder? order, StoredCertificate? certificate) = FindCertificate(call);
        string[] names = [order.Subject.CommonName, Catalogue.IntermediateName, Catalogue.RootName];
        // The list is called intermediates, but the certificate of the person comes first.
        return SandboxAnswer.Ok(new JObject
        {
            ["intermediates"] = new JArray(ChainOf(certificate).Select((der, i) => new JObject
            {
                ["subject_common_name"] = names[i],
                ["pem"] = PemText.Write("CERTIFICATE", der),
            })),
        });
    }

    private SandboxAnswer Download(SandboxCall call, (StoredOrder Order, StoredCertificate Certificate) found, string? format)
    {
        SandboxAnswer answer = DownloadFormat.Write(
            format ?? DownloadFormat.ForPlatform(found.Order.ServerPlatformId), ChainOf(found.Certificate), FileName(found.Order));
        if (call.Accept.Count > 0 && !call.Accept.Any(type => type is "*/*" or "application/*" || type == answer.ContentType))
        {
            throw new ApiException(
                HttpStatusCode.NotAcceptable,
                "not_acceptable",
                $"The download is {answer.ContentType}; the call does not accept that.");
        }

        return answer;
    }

    private List<byte[]> ChainOf(StoredCertificate certificate) => [certificate.Encoded, .. account.Authority.Chain];

    private (StoredOrder Order, StoredCertificate Certificate) FindCertificate(SandboxCall call)
    {
        if (call.Id is { } id
            && account.Orders.FindByCertificate(call.Arguments[0]) is { } order
            && order.Certificates.Find(certificate => certificate.Id == id) is { } issued)
        {
            return (order, issued);
        }

        throw ApiException.NotFound("certificate");
    }

    private (StoredOrder Order, StoredCertificate Certificate) FindOrderCertificate(SandboxCall call)
    {
        StoredOrder order = account.Orders.FindOrThrow(call.Arguments[0]);
        return order.Certificate is { IsRevoked: false } active ? (order, active) : throw ApiException.NotFound("certificate");
    }

    private static string PlatformFormat(string platform) =>
        long.TryParse(platform, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long id)
            && Catalogue.ServerPlatforms.ContainsKey(id)
            ? DownloadFormat.ForPlatform(id)
            : throw ApiException.Invalid("platform", $"There is no server platform '{platform}'.");

    private static string FileName(StoredOrder order) =>
        new([.. order.Subject.CommonName.Select(c => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') ? c : '_')]);
}
