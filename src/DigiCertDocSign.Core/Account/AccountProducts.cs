using CertCentral;
using CertCentral.Errors;
using CertCentral.Products;
using CertCentral.Users;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Account;

/// <summary>The document-signing products of the account, and what is left of them after the limits of administrators.</summary>
/// <remarks>Services API: GET product, GET product/{name_id}, GET container/{container_id}/product-limits.</remarks>
public sealed class AccountProducts(CertCentralClient client)
{
    private const string Group = "document_signing";

    // What the new and the old products' name ids begin with. Other marks of a product are words that have changed before.
    private static readonly string[] Prefixes = ["ds_", Group];

    /// <summary>The document-signing products, by whatever a row shows of that.</summary>
    /// <exception cref="CertCentralException">The list cannot be read.</exception>
    public async Task<IReadOnlyList<OfferedProduct>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ProductInfo> all = await client.Products.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. all.Where(IsForSigning).Select(OfferedProduct.From)];
    }

    /// <summary>One product, whatever it is for.</summary>
    /// <exception cref="CertCentralException">It is not offered, or cannot be read.</exception>
    public async Task<OfferedProduct> GetAsync(string nameId, CancellationToken cancellationToken) =>
        OfferedProduct.From(await client.Products.GetAsync(nameId, cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// What a container may order of this module's product: one answer for each limit that stands for it, or one where nothing is limited.
    /// </summary>
    /// <exception cref="CertCentralException">The product is not offered there, or the limits cannot be read.</exception>
    public async Task<IReadOnlyList<SigningProductLimit>> GetLimitsAsync(long containerId, CancellationToken cancellationToken)
    {
        ProductInfo info =
            await client.Products.GetAsync(SigningProduct.NameId, containerId, cancellationToken).ConfigureAwait(false);
        ProductLimitList limits = await client.Products.GetLimitsAsync(containerId, cancellationToken).ConfigureAwait(false);
        ProductLimit[] ours =
        [
            .. (limits.ProductLimits ?? []).Where(limit =>
                string.Equals(limit.ProductNameId, SigningProduct.NameId, StringComparison.OrdinalIgnoreCase)
                && (limit.ContainerId ?? containerId) == containerId),
        ];
        var offered = OfferedProduct.From(info);
        return ours.Length == 0 ? [Limit(containerId, offered, null)] : [.. ours.Select(limit => Limit(containerId, offered, limit))];
    }

    /// <summary>The container that the key's user is in.</summary>
    /// <returns>Null when it is not shown.</returns>
    /// <exception cref="CertCentralException">The user cannot be read.</exception>
    public static async Task<long?> ContainerOfKeyAsync(CertCentralClient client, CancellationToken cancellationToken)
    {
        UserInfo me = await client.Users.GetMeAsync(cancellationToken).ConfigureAwait(false);
        return me.Container?.Id;
    }

    private static SigningProductLimit Limit(long containerId, OfferedProduct offered, ProductLimit? limit) => new()
    {
        ContainerId = containerId,
        ProductNameId = SigningProduct.NameId,
        IsLimited = limit is not null,
        RoleId = limit?.RoleId is >= 1 ? limit.RoleId : null,
        Years = limit?.AllowedOrderLifetimes ?? limit?.AllowedLifetimes ?? offered.Years,
        SignatureHashes = limit?.AllowedHashes ?? offered.SignatureHashes,
        IssuingCas = limit?.AllowedIntermediates?.Select(id => Named(id, offered)).ToArray() ?? offered.IssuingCas,
        DefaultCaCertId = limit?.DefaultIntermediate,
    };

    // A limit names CAs by their ids alone. One that the product does not offer is shown all the same: somebody has to look at that.
    private static IssuingCa Named(string id, OfferedProduct offered) =>
        offered.IssuingCas.FirstOrDefault(one => string.Equals(one.CaCertId, id, StringComparison.OrdinalIgnoreCase))
            ?? new IssuingCa { CaCertId = id };

    private static bool IsForSigning(ProductInfo product) =>
        product.NameId is { } nameId
        && (Array.Exists(Prefixes, prefix => nameId.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            || Is(product.GroupName, Group)
            || Is(product.Type, Group)
            || Is(product.ValidationType, "DS"));

    private static bool Is(string? word, string wanted) => string.Equals(word, wanted, StringComparison.OrdinalIgnoreCase);
}
