using CertCentral.Transport;

namespace CertCentral.Products;

/// <summary>What the account may order.</summary>
public sealed class ProductsClient
{
    private readonly ApiConnection _connection;

    internal ProductsClient(ApiConnection connection) => _connection = connection;

    /// <param name="nameId">Such as <c>ds_org_individual</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<ProductInfo> GetAsync(string nameId, CancellationToken cancellationToken)
    {
        Require.NotNull(nameId, nameof(nameId));
        var answer = await _connection.SendAsync(new ApiCall(ApiRoutes.GetProduct, nameId), cancellationToken).ConfigureAwait(false);
        var product = answer.Read<ProductInfo>();
        return product.NameId is null ? throw answer.Lacks("name_id") : product;
    }
}
