using CertCentral.Transport;

namespace CertCentral.Products;

/// <summary>What the account may order.</summary>
public sealed class ProductsClient
{
    private readonly ApiConnection _connection;

    internal ProductsClient(ApiConnection connection) => _connection = connection;

    /// <summary>One product, with what the account may order of it.</summary>
    /// <param name="nameId">Such as <c>ds_org_individual</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <remarks>Services API: GET product/{name_id}.</remarks>
    public Task<ProductInfo> GetAsync(string nameId, CancellationToken cancellationToken)
    {
        Require.NotNull(nameId, nameof(nameId));
        return _connection.ReadAsync<ProductInfo>(
            new ApiCall(ApiRoutes.GetProduct, nameId), cancellationToken, static product => product.NameId is null ? "name_id" : null);
    }
}
