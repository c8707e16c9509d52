using CertCentral.Transport;

namespace CertCentral.Products;

/// <summary>What the account may order.</summary>
public sealed class ProductsClient
{
    private readonly ApiConnection _connection;

    internal ProductsClient(ApiConnection connection) => _connection = connection;

    /// <summary>Every product of the account. A row may show no more than its names.</summary>
    /// <remarks>Services API: GET product.</remarks>
    public async Task<IReadOnlyList<ProductInfo>> ListAsync(CancellationToken cancellationToken)
    {
        ProductList list = await _connection.ReadAsync<ProductList>(
            new ApiCall(ApiRoutes.ListProducts), cancellationToken, static list => list.Products is null ? "products" : null)
            .ConfigureAwait(false);
        return list.Products!;
    }

    /// <summary>What administrators have limited for a container.</summary>
    /// <remarks>Services API: GET container/{container_id}/product-limits.</remarks>
    public Task<ProductLimitList> GetLimitsAsync(long containerId, CancellationToken cancellationToken) =>
        _connection.ReadAsync<ProductLimitList>(new ApiCall(ApiRoutes.GetProductLimits, containerId), cancellationToken);

    /// <summary>One product, with what a container may order of it.</summary>
    /// <param name="nameId">Such as <c>ds_org_individual</c>.</param>
    /// <param name="containerId">The container.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <remarks>Services API: GET product/{name_id}?container_id=.</remarks>
    public Task<ProductInfo> GetAsync(string nameId, long containerId, CancellationToken cancellationToken)
    {
        Require.NotNull(nameId, nameof(nameId));
        QueryText query = new QueryText().Add("container_id", containerId);
        return ReadAsync(new ApiCall(ApiRoutes.GetProduct, nameId) { Query = query }, cancellationToken);
    }

    /// <summary>One product, with what the account may order of it.</summary>
    /// <param name="nameId">Such as <c>ds_org_individual</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <remarks>Services API: GET product/{name_id}.</remarks>
    public Task<ProductInfo> GetAsync(string nameId, CancellationToken cancellationToken)
    {
        Require.NotNull(nameId, nameof(nameId));
        return ReadAsync(new ApiCall(ApiRoutes.GetProduct, nameId), cancellationToken);
    }

    private Task<ProductInfo> ReadAsync(ApiCall call, CancellationToken cancellationToken) => _connection.ReadAsync<ProductInfo>(
        call, cancellationToken, static product => product.NameId is null ? "name_id" : null);
}
