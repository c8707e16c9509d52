using System.Globalization;
using System.Runtime.ExceptionServices;
using CertCentral.Errors;
using CertCentral.Paging;
using CertCentral.Requests;
using CertCentral.Transport;

namespace CertCentral.Orders;

/// <summary>The orders of the account.</summary>
public sealed class OrdersClient
{
    private static readonly TimeSpan LongestChangeWindow = TimeSpan.FromDays(7);
    private readonly ApiConnection _connection;

    internal OrdersClient(ApiConnection connection) => _connection = connection;

    /// <summary>
    /// Places an order for Document Signing for Business - Employee, which costs money. The call is repeated only when the server has
    /// certainly not carried it out: there was no connection, or the API itself answered 429.
    /// </summary>
    /// <returns>An answer that holds an order id.</returns>
    /// <exception cref="CertCentralException">
    /// The order was not placed; or, where <see cref="CertCentralException.Executed"/> is null, nobody knows.
    /// </exception>
    /// <exception cref="CallCanceledException">
    /// The caller cancelled. Where <see cref="CallCanceledException.Executed"/> is false, nothing was sent; where it is null, the
    /// order may have been sent, and nobody knows whether it was placed.
    /// </exception>
    /// <remarks>Services API: POST order/certificate/ds_org_individual.</remarks>
    public Task<OrderCreated> CreateAsync(OrderRequest body, CancellationToken cancellationToken) =>
        CreateAsync(body, static () => Task.FromResult(true), cancellationToken);

    /// <summary>As the other one, for a caller that writes down that the order leaves.</summary>
    /// <param name="body">The order.</param>
    /// <param name="mayLeave">
    /// Asked before each attempt when it has its turn under the call limit, its connection and its body: the next thing that happens is
    /// that the order leaves. When it answers false, nothing leaves, and the call ends as one that the caller has cancelled; what it throws
    /// is thrown here.
    /// </param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>An answer that holds an order id.</returns>
    public Task<OrderCreated> CreateAsync(OrderRequest body, Func<Task<bool>> mayLeave, CancellationToken cancellationToken)
    {
        Require.NotNull(body, nameof(body));
        Require.NotNull(mayLeave, nameof(mayLeave));
        return _connection.ReadAsync<OrderCreated>(
            new ApiCall(ApiRoutes.CreateOrder) { Body = body, MayLeave = mayLeave },
            cancellationToken,
            static created => created.Id is >= 1 ? null : "id");
    }

    /// <summary>One order, with all that the server tells of it.</summary>
    /// <remarks>Services API: GET order/certificate/{order_id}.</remarks>
    public Task<OrderInfo> GetAsync(long orderId, CancellationToken cancellationToken) =>
        _connection.ReadAsync<OrderInfo>(
            new ApiCall(ApiRoutes.GetOrder, orderId),
            cancellationToken,
            static order => order.Id is not >= 1 ? "id" : order.Status is null ? "status" : null);

    /// <summary>Lists orders, each once. A page is read only when its first row is asked for.</summary>
    /// <remarks>Services API: GET order/certificate.</remarks>
    public IAsyncEnumerable<OrderSummary> ListAsync(OrderQuery query, CancellationToken cancellationToken)
    {
        Require.NotNull(query, nameof(query));
        var pages = new PagedList<OrderPage, OrderSummary>(_connection, ApiRoutes.ListOrders)
        {
            Rows = page => page.Orders,
            RowsName = "orders",
            Position = page => page.Page,
            Key = row => row.Id,
        };
        return pages.ReadAsync(OrderFilters.From(query), query.PageSize, cancellationToken);
    }

    /// <summary>How far the validation of the organization and of its people has come for one order.</summary>
    /// <remarks>Services API: GET order/certificate/{order_id}/validation.</remarks>
    public Task<OrderValidation> GetValidationAsync(long orderId, CancellationToken cancellationToken) =>
        _connection.ReadAsync<OrderValidation>(new ApiCall(ApiRoutes.GetOrderValidation, orderId), cancellationToken);

    /// <summary>The orders whose status has changed lately, in one call, however many they are.</summary>
    /// <param name="window">How far to look back: more than zero and at most seven days. A part of a second counts as a whole one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is zero or less, or longer than seven days.</exception>
    /// <remarks>Services API: GET order/certificate/status-changes.</remarks>
    public async Task<IReadOnlyList<OrderStatusChange>> GetStatusChangesAsync(TimeSpan window, CancellationToken cancellationToken)
    {
        if (window <= TimeSpan.Zero || window > LongestChangeWindow)
        {
            throw new ArgumentOutOfRangeException(
                nameof(window), window, "Status changes can be asked for the last seven days at most, and for more than no time.");
        }

        long seconds = (long)Math.Ceiling(window.TotalSeconds);
        QueryText query =
            new QueryText().Add("minutes", seconds / 60, when: seconds >= 60).Add("seconds", seconds % 60, when: seconds % 60 > 0);
        var call = new ApiCall(ApiRoutes.ListStatusChanges) { Query = query };
        ApiAnswer answer = await _connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.IsEmpty)
        {
            return [];
        }

        OrderStatusChanges changes = answer.Read<OrderStatusChanges>();
        if (changes.Orders?.Exists(static change => change.OrderId is not >= 1) == true)
        {
            throw answer.Lacks("order_id");
        }

        return changes.Orders ?? (changes.ExtraFieldsOrNull?.ContainsKey("orders") == true ? throw answer.Lacks("orders") : []);
    }

    /// <summary>
    /// The order report, which shows the e-mail address and the CSR of each order, where the account has it. It is one more witness
    /// beside the list, and it is read whole: as many calls as there are parts of it, and one that shows that no more come.
    /// </summary>
    /// <returns>Null when this server has no order report, and says so itself (its own 404). That says nothing of any order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The page size is not 1 to 100,000.</exception>
    /// <exception cref="UnreadableAnswerException">What came is no whole report, or somebody else's 404.</exception>
    /// <remarks>Services API: GET report/order.</remarks>
    public Task<OrderReport?> GetReportAsync(OrderReportQuery query, CancellationToken cancellationToken)
    {
        Require.NotNull(query, nameof(query));
        return new OrderReportPages(_connection).ReadAsync(query, cancellationToken);
    }

    /// <summary>
    /// Cancels an order that is not issued yet; of an order that waits for a reissue, the reissue alone. It is sent once: what became of
    /// it when no answer came, the status of the order shows.
    /// </summary>
    /// <param name="orderId">The order.</param>
    /// <param name="note">Why. The API wants one.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="CertCentralException">It was not canceled; or, where Executed is null, nobody knows.</exception>
    /// <remarks>Services API: PUT order/certificate/{order_id}/status.</remarks>
    public Task CancelAsync(long orderId, string note, CancellationToken cancellationToken) =>
        CancelAsync(orderId, note, static () => Task.FromResult(true), cancellationToken);

    /// <summary>As the other one, for a caller that writes down that the call leaves.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="note">Why. The API wants one.</param>
    /// <param name="mayLeave">Asked before each attempt, as that of an order.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task CancelAsync(long orderId, string note, Func<Task<bool>> mayLeave, CancellationToken cancellationToken)
    {
        Require.NotNull(note, nameof(note));
        Require.NotNull(mayLeave, nameof(mayLeave));
        var body = new OrderStatusUpdate { Status = "canceled", Note = note };
        var call = new ApiCall(ApiRoutes.UpdateOrderStatus, orderId) { Body = body, MayLeave = mayLeave };
        return _connection.SendAsync(call, cancellationToken);
    }

    /// <summary>Sets who besides the person gets the mails of an order.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="emails">All of them: the list that is there is overwritten, and an empty one ends it.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <remarks>Services API: PUT order/certificate/{order_id}/additional-emails.</remarks>
    public Task SetAdditionalEmailsAsync(long orderId, IReadOnlyCollection<string> emails, CancellationToken cancellationToken)
    {
        Require.NotNull(emails, nameof(emails));
        var body = new AdditionalEmailsUpdate { AdditionalEmails = [.. emails] };
        return _connection.SendAsync(new ApiCall(ApiRoutes.SetAdditionalEmails, orderId) { Body = body }, cancellationToken);
    }

    /// <summary>Sets which users may manage an order. Who has placed it may always.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="userIds">All of them: the list that is there is overwritten.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <remarks>Services API: PUT order/certificate/{order_id}/user-access.</remarks>
    public Task SetUserAccessAsync(long orderId, IReadOnlyCollection<long> userIds, CancellationToken cancellationToken)
    {
        Require.NotNull(userIds, nameof(userIds));
        var body = new UserAccessUpdate { UserIdAssignments = [.. userIds.Select(id => id.ToString(CultureInfo.InvariantCulture))] };
        return _connection.SendAsync(new ApiCall(ApiRoutes.SetUserAccess, orderId) { Body = body }, cancellationToken);
    }

    /// <summary>Sets what the renewal mails of an order say besides.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="message">Empty for nothing.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <remarks>Services API: PUT order/certificate/{order_id}/custom-renewal-message.</remarks>
    public Task SetRenewalMessageAsync(long orderId, string message, CancellationToken cancellationToken)
    {
        Require.NotNull(message, nameof(message));
        var body = new RenewalMessageUpdate { CustomRenewalMessage = message };
        return _connection.SendAsync(new ApiCall(ApiRoutes.SetRenewalMessage, orderId) { Body = body }, cancellationToken);
    }

    /// <summary>
    /// Has the renewal mails of an order sent or not. The word for it is not documented, so where the server does not take the first, the
    /// other one is sent once: it means the same, and each may be said twice.
    /// </summary>
    /// <param name="orderId">The order.</param>
    /// <param name="areSent">Whether they are to be sent.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <remarks>Services API: PUT order/certificate/{order_id}/renewal-emails/{status}.</remarks>
    public async Task SetRenewalEmailsAsync(long orderId, bool areSent, CancellationToken cancellationToken)
    {
        string word = areSent ? "enable" : "disable";
        ExceptionDispatchInfo refused;
        try
        {
            await _connection.SendAsync(new ApiCall(ApiRoutes.SetRenewalEmails, orderId, word), cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (CertCentralException exception) when (exception is CallRefusedException || UnknownCall.MayBe(exception))
        {
            refused = ExceptionDispatchInfo.Capture(exception);
        }

        try
        {
            await _connection.SendAsync(new ApiCall(ApiRoutes.SetRenewalEmails, orderId, word + "d"), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (CertCentralException exception) when (exception is CallRefusedException || UnknownCall.MayBe(exception))
        {
            // Then it is not the word that is wrong, and the first answer says as much as the second.
            refused.Throw();
        }
    }

    /// <summary>Writes a note on an order. It is sent once: what became of it when no answer came, the order shows.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="text">The note.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="CertCentralException">It was not written; or, where Executed is null, nobody knows.</exception>
    /// <remarks>Services API: POST order/certificate/{order_id}/note.</remarks>
    public Task AddNoteAsync(long orderId, string text, CancellationToken cancellationToken)
    {
        Require.NotNull(text, nameof(text));
        var body = new NewNote { Text = text };
        return _connection.SendAsync(new ApiCall(ApiRoutes.AddOrderNote, orderId) { Body = body }, cancellationToken);
    }

    /// <summary>
    /// Has the mails sent again that an order waits for an answer to. It is sent once. Whether an order of this product knows the call is
    /// not documented.
    /// </summary>
    /// <param name="orderId">The order.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="CertCentralException">They were not sent; or, where Executed is null, nobody knows.</exception>
    /// <remarks>Services API: PUT order/certificate/{order_id}/resend-emails.</remarks>
    public Task ResendEmailsAsync(long orderId, CancellationToken cancellationToken) =>
        _connection.SendAsync(new ApiCall(ApiRoutes.ResendEmails, orderId), cancellationToken);

    /// <summary>
    /// Asks for another certificate of an issued order. It is sent once: what became of it when no answer came, the order and its list of
    /// reissues show.
    /// </summary>
    /// <param name="orderId">The order.</param>
    /// <param name="body">Document signing sends a CSR and no common name.</param>
    /// <param name="mayLeave">Asked before each attempt, as that of an order.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>An answer that holds the id of this order.</returns>
    /// <exception cref="CertCentralException">It was not asked for; or, where Executed is null, nobody knows.</exception>
    /// <remarks>Services API: POST order/certificate/{order_id}/reissue.</remarks>
    public Task<OrderCreated> ReissueAsync(
        long orderId, OrderReissueRequest body, Func<Task<bool>> mayLeave, CancellationToken cancellationToken)
    {
        Require.NotNull(body, nameof(body));
        Require.NotNull(mayLeave, nameof(mayLeave));
        return _connection.ReadAsync<OrderCreated>(
            new ApiCall(ApiRoutes.Reissue, orderId) { Body = body, MayLeave = mayLeave },
            cancellationToken,
            created => created.Id == orderId ? null : "id");
    }

    /// <summary>The certificates that reissues have brought to an order, archived ones as well.</summary>
    /// <remarks>Services API: GET order/certificate/{order_id}/reissue?show_archived=true.</remarks>
    public async Task<IReadOnlyList<ReissuedCertificate>> ListReissuesAsync(long orderId, CancellationToken cancellationToken)
    {
        OrderReissues read = await _connection.ReadAsync<OrderReissues>(
            new ApiCall(ApiRoutes.ListReissues, orderId) { Query = new QueryText().Add("show_archived", "true") },
            cancellationToken,
            static list => list.Certificates is null ? "certificates" : null).ConfigureAwait(false);
        return read.Certificates!;
    }

    /// <summary>Revokes all certificates of an order, or asks for that. It is sent once.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="body">Why.</param>
    /// <param name="mayLeave">Asked before each attempt, as that of an order.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The request that waits for approval; null where the answer is empty, as that of a revocation without approval is.</returns>
    /// <exception cref="CertCentralException">It was not revoked; or, where Executed is null, nobody knows.</exception>
    /// <remarks>Services API: PUT order/certificate/{order_id}/revoke.</remarks>
    public Task<RequestInfo?> RevokeAsync(
        long orderId, RevocationRequest body, Func<Task<bool>> mayLeave, CancellationToken cancellationToken) =>
        RevokeAsync(ApiRoutes.RevokeOrder, orderId, body, mayLeave, cancellationToken);

    /// <summary>As <see cref="RevokeAsync(long, RevocationRequest, Func{Task{bool}}, CancellationToken)"/>, of one certificate.</summary>
    /// <remarks>Services API: PUT certificate/{certificate_id}/revoke.</remarks>
    public Task<RequestInfo?> RevokeCertificateAsync(
        long certificateId, RevocationRequest body, Func<Task<bool>> mayLeave, CancellationToken cancellationToken) =>
        RevokeAsync(ApiRoutes.RevokeCertificate, certificateId, body, mayLeave, cancellationToken);

    /// <summary>
    /// Adds or replaces the CSR of an order that is still pending. It is not documented by which method, so where the server does not
    /// know the call as POST (404 or 405), it is sent once as PUT: the same CSR twice does no harm.
    /// </summary>
    /// <param name="orderId">The order.</param>
    /// <param name="csr">PEM. Line breaks are taken out, as the API asks.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <remarks>Services API: POST order/certificate/{order_id}/csr; or PUT.</remarks>
    public async Task UpdateCsrAsync(long orderId, string csr, CancellationToken cancellationToken)
    {
        Require.NotNull(csr, nameof(csr));
        var body = new CsrUpdate { Csr = csr.Replace("\r", "").Replace("\n", "") };
        ExceptionDispatchInfo unknown;
        try
        {
            await _connection.SendAsync(new ApiCall(ApiRoutes.UpdateOrderCsr, orderId) { Body = body }, cancellationToken)
                .ConfigureAwait(false);
            return;
        }
        catch (CertCentralException exception) when (UnknownCall.MayBe(exception))
        {
            unknown = ExceptionDispatchInfo.Capture(exception);
        }

        try
        {
            await _connection.SendAsync(new ApiCall(ApiRoutes.PutOrderCsr, orderId) { Body = body }, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (CertCentralException exception) when (unknown.SourceException is CertCentralException { Executed: null }
            || UnknownCall.MayBe(exception))
        {
            // Somebody in between has answered the POST, so it may have been carried out, and a PUT is refused because of that: then
            // "it did nothing" would be untrue. Where neither method is known, the first answer says as much as the second.
            unknown.Throw();
        }
    }

    private async Task<RequestInfo?> RevokeAsync(
        ApiRoute route, long id, RevocationRequest body, Func<Task<bool>> mayLeave, CancellationToken cancellationToken)
    {
        Require.NotNull(body, nameof(body));
        Require.NotNull(mayLeave, nameof(mayLeave));
        var call = new ApiCall(route, id) { Body = body, MayLeave = mayLeave };
        ApiAnswer answer = await _connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.IsEmpty ? null : answer.Read<RequestInfo>();
    }
}

/// <summary>Turns a query into the filters of the URL.</summary>
internal static class OrderFilters
{
    public static QueryText From(OrderQuery query)
    {
        return new QueryText()
            .AddFilters("status", query.Statuses)
            .AddFilter("product_name_id", query.ProductNameId)
            .AddFilter("organization_id", query.OrganizationId)
            .AddFilter("container_id", query.ContainerId)
            .AddFilter("email", query.Email)
            .AddFilter("common_name", query.CommonName)
            .AddFilter("serial_number", query.SerialNumber)
            .AddFilter("search", query.Search)
            .AddFilter("date_created", Days(query.CreatedFrom, query.CreatedTo))
            .AddFilter("valid_till", Days(query.ValidTillFrom, query.ValidTillTo))
            .AddFilters(query.Filters)
            .Add("sort", query.Sort, when: query.Sort.Length > 0);
    }

    /// <summary>
    /// The API knows "after", "before" and a range with two ends. Where one end is open, a far day is written in its place, because it
    /// is not documented whether "after" includes the day itself.
    /// </summary>
    public static string? Days(DateTime? from, DateTime? to) =>
        from is null && to is null
            ? null
            : FormattableString.Invariant($"{from ?? new DateTime(2000, 1, 1):yyyy-MM-dd}...{to ?? new DateTime(2099, 12, 31):yyyy-MM-dd}");
}

/// <summary>The body that ends an order.</summary>
internal sealed class OrderStatusUpdate : WireObject
{
    public string? Status { get; set; }
    public string? Note { get; set; }
}

/// <summary>The body that changes the CSR of a pending order.</summary>
internal sealed class CsrUpdate : WireObject
{
    public string? Csr { get; set; }
}

/// <summary>The body that sets who else gets the mails of an order.</summary>
internal sealed class AdditionalEmailsUpdate : WireObject
{
    public List<string>? AdditionalEmails { get; set; }
}

/// <summary>The body that sets who may manage an order.</summary>
internal sealed class UserAccessUpdate : WireObject
{
    /// <summary>The one caller that is known sends ids as strings.</summary>
    public List<string>? UserIdAssignments { get; set; }
}

/// <summary>The body that sets what renewal mails say besides.</summary>
internal sealed class RenewalMessageUpdate : WireObject
{
    public string? CustomRenewalMessage { get; set; }
}

/// <summary>The body of a new note.</summary>
internal sealed class NewNote : WireObject
{
    public string? Text { get; set; }
}
