using CertCentral.Sandbox.Http;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Account;

/// <summary>The calls that show what can be bought, and to what a container limits it.</summary>
internal sealed class ProductCalls(SandboxAccount account)
{
    private static readonly string[] Years = ["1", "2", "3"];
    private static readonly string[] Hashes = ["sha256", "sha384", "sha512"];

    public IEnumerable<Route> Routes() =>
    [
        new(SandboxRoutes.ListProducts, _ => SandboxAnswer.Ok(new JObject { ["products"] = new JArray(WriteSister(), WriteRow()) })),
        new(SandboxRoutes.GetProduct, GetInfo),
        new(SandboxRoutes.ProductLimits, GetLimits),
    ];

    private static SandboxAnswer GetInfo(SandboxCall call)
    {
        if (call.Arguments[0] != Catalogue.ProductNameId)
        {
            throw ApiException.NotFound("product");
        }

        if (call.GetQuery("container_id") is { } container)
        {
            AccountParts.ContainerOrThrow(container);
        }

        JObject info = WriteRow();
        info["duplicates_allowed"] = false;
        info["custom_order_expiration_date_allowed"] = true;
        info["allow_auto_renew"] = false;
        info["server_platforms"] = new JArray(Catalogue.ServerPlatforms.Keys.Select(AccountParts.ServerPlatform));
        info["license_agreement"] = "Sandbox subscriber agreement: nothing is bought and nothing is promised.";
        return SandboxAnswer.Ok(info);
    }

    private SandboxAnswer GetLimits(SandboxCall call)
    {
        long id = AccountParts.ContainerOrThrow(call.Arguments[0]);
        if (!account.Options.Habits.LimitsProducts)
        {
            return SandboxAnswer.Ok(new JObject { ["is_limited"] = false });
        }

        return SandboxAnswer.Ok(new JObject
        {
            ["is_limited"] = true,
            ["product_limits"] = new JArray(new JObject
            {
                ["container_id"] = id,
                ["role_id"] = 0,
                ["product_name_id"] = Catalogue.ProductNameId,
                ["allowed_hashes"] = new JArray(Hashes),
                ["allowed_intermediates"] = new JArray(Catalogue.IntermediateId),
                ["default_intermediate"] = Catalogue.IntermediateId,
                ["allowed_lifetimes"] = new JArray(Years),
                ["allowed_order_lifetimes"] = new JArray(Years),
            }),
        });
    }

    /// <summary>Another product. The list shows it; the other calls of the sandbox do not know it.</summary>
    private static JObject WriteSister() => new()
    {
        ["group_name"] = Catalogue.ProductType,
        ["name_id"] = "ds_org",
        ["name"] = "Document Signing for Org",
        ["type"] = Catalogue.ProductType,
    };

    private static JObject WriteRow() => new()
    {
        ["group_name"] = Catalogue.ProductType,
        ["name_id"] = Catalogue.ProductNameId,
        ["name"] = Catalogue.ProductName,
        ["type"] = Catalogue.ProductType,
        ["validation_type"] = "DS",
        ["allowed_container_ids"] = new JArray(Catalogue.Containers.Keys),
        ["allowed_validity_years"] = new JArray(Years),
        ["allowed_order_validity_years"] = new JArray(Years),
        ["signature_hash_types"] = new JObject
        {
            ["allowed_hash_types"] =
                new JArray(Hashes.Select(hash => new JObject { ["id"] = hash, ["name"] = "SHA-" + hash.Substring(3) })),
            ["default_hash_type_id"] = Hashes[0],
        },
        ["allowed_ca_certs"] = new JArray(new JObject
        {
            ["id"] = Catalogue.IntermediateId,
            ["name"] = Catalogue.IntermediateName,
            ["chain_info"] = $"{Catalogue.IntermediateName} (SHA2-256) > {Catalogue.RootName} (SHA2-256)",
        }),
        ["csr_required"] = false,
    };
}
