using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Certificates;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Orders.Rules;

/// <summary>The rules for <c>certificate</c>, <c>cs_provisioning_method</c> and <c>ship_info</c>.</summary>
internal static class CertificateRules
{
    public static void Read(WireReader body, StoredOrder order)
    {
        string? method = body.OneOf("cs_provisioning_method", required: true, "email", "ship_token", "client_app");
        order.ProvisioningMethod = method ?? "";
        if (body.Object("certificate", required: true) is { } certificate)
        {
            order.ServerPlatformId =
                certificate.IdIn("server_platform", Catalogue.ServerPlatforms, "server platform") ?? order.ServerPlatformId;
            ReadUsages(certificate, order);
            ReadKey(certificate, order);
            order.Csr = ReadCsr(certificate, required: method == "email");
            if (certificate.Text("ca_cert_id") is { } ca
                && !string.Equals(ca, Catalogue.IntermediateId, StringComparison.OrdinalIgnoreCase))
            {
                certificate.Invalid("ca_cert_id", $"The issuing certificate '{ca}' is not allowed for this product.");
            }
        }

        ReadShipping(body, order, required: method == "ship_token");
    }

    /// <summary>Null when absent or when there was a fault. A CSR that cannot be read gets the code that the API has for this.</summary>
    public static string? ReadCsr(WireReader reader, bool required)
    {
        string? csr = required ? reader.RequiredText("csr") : reader.Text("csr");
        if (csr is null)
        {
            return null;
        }

        try
        {
            SubjectKey.Read(csr, reader.NameOf("csr"));
            return csr;
        }
        catch (ApiException e)
        {
            reader.Add(e);
            return null;
        }
    }

    /// <summary>The default is sha256.</summary>
    public static string ReadHash(WireReader reader)
    {
        string? hash = reader.Text("signature_hash")?.ToLowerInvariant();
        if (hash is not (null or "sha256" or "sha384" or "sha512"))
        {
            reader.Invalid("signature_hash", "signature_hash must be sha256, sha384 or sha512.");
        }

        return hash ?? "sha256";
    }

    private static void ReadUsages(WireReader certificate, StoredOrder order)
    {
        if (certificate.Object("usage_designation", required: true) is not { } usage)
        {
            return;
        }

        usage.OneOf("primary_usage", required: true, "signing");
        foreach (JToken additional in usage.List("additional_usages"))
        {
            // The page of this call names the Adobe value in one way, pages of other products in another. Both are accepted.
            if (additional.ToString() is "document_signing" or "ms_document_signing"
                or "adobe_authentic_documents_trustsigning" or "adobe_authentic_documents_trust")
            {
                order.AdditionalUsages.Add(additional.ToString());
            }
            else
            {
                usage.Invalid("additional_usages", $"'{additional}' is not an additional usage of this product.");
            }
        }
    }

    private static void ReadKey(WireReader certificate, StoredOrder order)
    {
        order.SignatureHash = ReadHash(certificate);
        string type = certificate.Text("csr_key_type")?.ToLowerInvariant() ?? "rsa";
        string size = certificate.Raw("key_size")?.ToString().ToLowerInvariant() ?? "2048";
        switch (type)
        {
            case "rsa" when size is not ("2048" or "3072" or "4096"):
                certificate.Invalid("key_size", "key_size of an RSA key must be 2048, 3072 or 4096.");
                break;
            case "ecc" when size is not ("p-256" or "p-384"):
                certificate.Invalid("key_size", "key_size of an ECC key must be p-256 or p-384; without it, it is 2048.");
                break;
            case "rsa" or "ecc":
                order.KeySize = size;
                break;
            default:
                certificate.Invalid("csr_key_type", "csr_key_type must be rsa or ecc.");
                break;
        }
    }

    private static void ReadShipping(WireReader body, StoredOrder order, bool required)
    {
        if (body.Object("ship_info", required) is not { } ship)
        {
            return;
        }

        foreach (string? field in new[] { "name", "addr1", "city", "state", "zip", "country" })
        {
            ship.RequiredText(field);
        }

        // The page says "required", but most addresses have no second line: the field must be there and may be empty.
        if (!ship.Has("addr2"))
        {
            ship.Missing("addr2");
        }

        ship.OneOf("method", required: true, "STANDARD", "EXPEDITED");
        order.ShipInfo = body.Raw("ship_info") as Newtonsoft.Json.Linq.JObject;
    }
}
