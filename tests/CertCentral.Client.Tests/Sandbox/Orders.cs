using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Sandbox;

/// <summary>Order bodies and CSRs for tests.</summary>
internal static class Orders
{
    public const string CreatePath = "order/certificate/ds_org_individual";

    public static JObject Minimal(Action<JObject>? change = null)
    {
        var body = (JObject)Sample("order-create.request.min.json");
        change?.Invoke(body);
        return body;
    }

    public static JToken Sample(string name) => BareClient.Parse(Samples.Text(name));

    /// <summary>One line, as the order page wants it.</summary>
    public static string Csr(AsymmetricAlgorithm key)
    {
        CertificateRequest request = key is RSA rsa
            ? new CertificateRequest("CN=ignored", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=ignored", (ECDsa)key, HashAlgorithmName.SHA256);
        return request.CreateSigningRequestPem().ReplaceLineEndings("");
    }
}
