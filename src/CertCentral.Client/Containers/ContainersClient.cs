using CertCentral.Paging;
using CertCentral.Transport;

namespace CertCentral.Containers;

/// <summary>The containers, or divisions, of the account.</summary>
public sealed class ContainersClient
{
    private readonly ApiConnection _connection;

    internal ContainersClient(ApiConnection connection) => _connection = connection;

    /// <summary>
    /// Lists the containers, each once. It is not documented whether the list comes whole or by pages; both are read.
    /// </summary>
    /// <remarks>Services API: GET container.</remarks>
    public IAsyncEnumerable<Container> ListAsync(CancellationToken cancellationToken)
    {
        var pages = new PagedList<ContainerPage, Container>(_connection, ApiRoutes.ListContainers)
        {
            Rows = page => page.Containers,
            RowsName = "containers",
            Position = page => page.Page,
            Key = row => row.Id,
        };
        return pages.ReadAsync(new QueryText(), Page.Largest, cancellationToken);
    }

    /// <summary>One container.</summary>
    /// <remarks>Services API: GET container/{container_id}.</remarks>
    public Task<Container> GetAsync(long containerId, CancellationToken cancellationToken) => _connection.ReadAsync<Container>(
        new ApiCall(ApiRoutes.GetContainer, containerId),
        cancellationToken,
        static container => container.Id is >= 1 ? null : "id");
}
