using CertCentral.Paging;
using CertCentral.Transport;

namespace CertCentral.Requests;

/// <summary>The requests that administrators of the account approve or reject.</summary>
public sealed class RequestsClient
{
    private readonly ApiConnection _connection;

    internal RequestsClient(ApiConnection connection) => _connection = connection;

    /// <summary>Lists requests page by page, each once, reading a page only when its first row is asked for.</summary>
    public IAsyncEnumerable<RequestSummary> ListAsync(RequestQuery query, CancellationToken cancellationToken)
    {
        Require.NotNull(query, nameof(query));
        var text = new QueryText().Add("status", query.Status ?? "", when: query.Status is not null).AddFilters(query.Filters);

        var pages = new PagedList<RequestPage, RequestSummary>(_connection, ApiRoutes.ListRequests)
        {
            Rows = page => page.Requests,
            RowsName = "requests",
            Position = page => page.Page,
            Key = row => row.Id,
        };
        return pages.ReadAsync(text, query.PageSize, cancellationToken);
    }

    public Task<RequestInfo> GetAsync(long requestId, CancellationToken cancellationToken) =>
        _connection.ReadAsync<RequestInfo>(
            new ApiCall(ApiRoutes.GetRequest, requestId), cancellationToken, static request => request.Id is null ? "id" : null);

    /// <param name="requestId">The request.</param>
    /// <param name="comment">Kept with the request; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="Errors.PermissionDeniedException">Also where the account forbids approving one's own request.</exception>
    public Task ApproveAsync(long requestId, string? comment, CancellationToken cancellationToken) =>
        DecideAsync(requestId, "approved", comment, cancellationToken);

    /// <param name="requestId">The request.</param>
    /// <param name="comment">Kept with the request; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task RejectAsync(long requestId, string? comment, CancellationToken cancellationToken) =>
        DecideAsync(requestId, "rejected", comment, cancellationToken);

    private Task<ApiAnswer> DecideAsync(long requestId, string status, string? comment, CancellationToken cancellationToken)
    {
        var body = new StatusUpdate { Status = status, ProcessorComment = comment };
        return _connection.SendAsync(new ApiCall(ApiRoutes.UpdateRequestStatus, requestId) { Body = body }, cancellationToken);
    }
}

/// <summary>The body that decides a request.</summary>
internal sealed class StatusUpdate : WireObject
{
    public string? Status { get; set; }
    public string? ProcessorComment { get; set; }
}
