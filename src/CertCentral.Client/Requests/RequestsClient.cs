using CertCentral.Paging;
using CertCentral.Transport;

namespace CertCentral.Requests;

/// <summary>The approval requests that administrators of the account approve or reject.</summary>
public sealed class RequestsClient
{
    private readonly ApiConnection _connection;

    internal RequestsClient(ApiConnection connection) => _connection = connection;

    /// <summary>Lists requests, each once. A page is read only when its first row is asked for.</summary>
    /// <remarks>Services API: GET request.</remarks>
    public IAsyncEnumerable<RequestSummary> ListAsync(RequestQuery query, CancellationToken cancellationToken)
    {
        Require.NotNull(query, nameof(query));
        QueryText text = new QueryText().Add("status", query.Status ?? "", when: query.Status is not null).AddFilters(query.Filters);

        var pages = new PagedList<RequestPage, RequestSummary>(_connection, ApiRoutes.ListRequests)
        {
            Rows = page => page.Requests,
            RowsName = "requests",
            Position = page => page.Page,
            Key = row => row.Id,
        };
        return pages.ReadAsync(text, query.PageSize, cancellationToken);
    }

    /// <summary>One request, with the order that it belongs to. An answer about another request is none.</summary>
    /// <remarks>Services API: GET request/{request_id}.</remarks>
    public Task<RequestInfo> GetAsync(long requestId, CancellationToken cancellationToken) =>
        _connection.ReadAsync<RequestInfo>(
            new ApiCall(ApiRoutes.GetRequest, requestId), cancellationToken, request => request.Id == requestId ? null : "id");

    /// <summary>Approves a request: DigiCert then works on it.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="comment">Kept with the request; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="Errors.PermissionDeniedException">
    /// Also where the account does not let a user approve his or her own request.
    /// </exception>
    /// <remarks>Services API: PUT request/{request_id}/status.</remarks>
    public Task ApproveAsync(long requestId, string? comment, CancellationToken cancellationToken) =>
        DecideAsync(requestId, "approved", comment, cancellationToken);

    /// <summary>Rejects a request.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="comment">Kept with the request; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <remarks>Services API: PUT request/{request_id}/status.</remarks>
    public Task RejectAsync(long requestId, string? comment, CancellationToken cancellationToken) =>
        DecideAsync(requestId, "rejected", comment, cancellationToken);

    private Task<ApiAnswer> DecideAsync(long requestId, string status, string? comment, CancellationToken cancellationToken)
    {
        var body = new StatusUpdate { Status = status, ProcessorComment = comment };
        return _connection.SendAsync(new ApiCall(ApiRoutes.UpdateRequestStatus, requestId) { Body = body }, cancellationToken);
    }
}

/// <summary>The body of the call that approves or rejects a request.</summary>
internal sealed class StatusUpdate : WireObject
{
    public string? Status { get; set; }
    public string? ProcessorComment { get; set; }
}
