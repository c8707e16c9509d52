using System.Net;
using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Faults;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Orders.Rules;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Orders;

/// <summary>The calls that change an order: another CSR, cancel, reissue, revoke.</summary>
internal sealed class OrderChangeCalls(SandboxAccount account)
{
    private static readonly string[] Reasons = ["unspecified", "keyCompromise", "affiliationChanged", "superseded", "cessationOfOperation"];
    private readonly OrderFlow _flow = new(account);

    public IEnumerable<Route> Routes() =>
    [
        new(SandboxRoutes.UpdateCsr, call => UpdateCsr(call, SandboxCsrMethod.Post)),
        new(SandboxRoutes.UpdateCsrByPut, call => UpdateCsr(call, SandboxCsrMethod.Put)),
        new(SandboxRoutes.UpdateOrderStatus, UpdateStatus),
        new(SandboxRoutes.Reissue, Reissue),
        new(SandboxRoutes.RevokeOrder, call => Revoke(call, account.Orders.FindOrThrow(call.Arguments[0]), isWhole: true)),
        new(SandboxRoutes.RevokeCertificate, RevokeCertificate),
    ];

    private SandboxAnswer UpdateCsr(SandboxCall call, SandboxCsrMethod method)
    {
        if (method != account.Options.Habits.CsrMethod)
        {
            return UnknownMethod();
        }

        StoredOrder order = account.Orders.FindOrThrow(call.Arguments[0]);
        var body = WireReader.Of(call);
        string? csr = CertificateRules.ReadCsr(body, required: true);
        body.ThrowIfFaulty();
        RequireStatus(order, "given another CSR", OrderStatus.Pending, OrderStatus.NeedsCsr, OrderStatus.WaitingPickup);
        OrderFlow.SupplyCsr(order, csr!, account.Now);
        account.Orders.Changed(order);
        return SandboxAnswer.NoContent;
    }

    private SandboxAnswer UnknownMethod() => account.Options.Habits.OtherCsrMethod switch
    {
        SandboxUnknownMethod.NotFound => throw ApiException.NotFound("route"),
        SandboxUnknownMethod.NotAllowed => throw new ApiException(
            HttpStatusCode.MethodNotAllowed, "method_not_allowed", "The call is not made by this method."),
        _ => FaultAnswers.GatewayPage(HttpStatusCode.MethodNotAllowed),
    };

    private SandboxAnswer UpdateStatus(SandboxCall call)
    {
        StoredOrder order = account.Orders.FindOrThrow(call.Arguments[0]);
        var body = WireReader.Of(call);
        // In small letters only, as the page of the call says.
        body.OneOf("status", required: true, "canceled");
        // The newest page of the call wants a note for each cancellation.
        string? note = body.RequiredText("note");
        body.ThrowIfFaulty();
        RequireStatus(order, "canceled", OrderStatus.Pending, OrderStatus.WaitingPickup, OrderStatus.NeedsCsr, OrderStatus.ReissuePending);
        _flow.Cancel(order, account.Now);
        order.Notes.Add(new StoredNote { Id = ++account.State.LastNoteId, Text = note! });
        account.Orders.Changed(order);
        return SandboxAnswer.NoContent;
    }

    private SandboxAnswer Reissue(SandboxCall call)
    {
        StoredOrder order = account.Orders.FindOrThrow(call.Arguments[0]);
        var body = WireReader.Of(call);
        string? csr = null;
        string hash = order.SignatureHash;
        string? method = body.OneOf("cs_provisioning_method", required: false, "email", "ship_token", "client_app");
        bool isShipped = account.Options.Habits.ReissuesWithoutCsr && (method ?? order.ProvisioningMethod) == "ship_token";
        if (body.Object("certificate", required: true) is { } certificate)
        {
            csr = CertificateRules.ReadCsr(certificate, required: !isShipped);
            hash = CertificateRules.ReadHash(certificate);
        }

        bool skipApproval = body.Flag("skip_approval") ?? false;
        string? comments = body.Text("comments");
        body.ThrowIfFaulty();
        RequireStatus(order, "reissued", OrderStatus.Issued);
        StoredRequest request = AddRequest(order, RequestType.Reissue, comments);
        (request.Csr, request.SignatureHash) = (csr, hash);
        if (csr is null && account.Options.Habits.ReissuesGoByEmail)
        {
            order.ProvisioningMethod = "email";
        }

        order.MoveTo(OrderStatus.ReissuePending, account.Now);
        ApproveIf(skipApproval, order, request);
        if (account.Options.Habits.ReissueAnswersNothing)
        {
            return SandboxAnswer.NoContent;
        }

        var answer = new JObject { ["id"] = order.Id };
        if (request.CertificateId is { } certificateId)
        {
            answer["certificate_id"] = certificateId;
        }

        answer["requests"] = new JArray(new JObject { ["id"] = request.Id });
        return SandboxAnswer.Created(answer);
    }

    private SandboxAnswer RevokeCertificate(SandboxCall call)
    {
        StoredOrder order = account.Orders.FindByCertificate(call.Arguments[0]) ?? throw ApiException.NotFound("certificate");
        StoredCertificate? named = OrderBook.FindCertificate(order, call.Arguments[0]);
        return named is { IsRevoked: true }
            ? throw new ApiException(HttpStatusCode.BadRequest, "order_already_revoked", $"Certificate {named.Id} is revoked already.")
            : Revoke(call, order, isWhole: false);
    }

    /// <summary>An order of this product has one certificate in force, so revoking that one revokes the order in most accounts.</summary>
    private SandboxAnswer Revoke(SandboxCall call, StoredOrder order, bool isWhole)
    {
        var body = WireReader.Of(call);
        body.OneOf("revocation_reason", required: false, Reasons);
        string? comments = body.Text("comments");
        bool skipApproval = body.Flag("skip_approval") ?? false;
        body.ThrowIfFaulty();
        if (order.Status == OrderStatus.Revoked)
        {
            throw new ApiException(HttpStatusCode.BadRequest, "order_already_revoked", $"Order {order.Id} is revoked already.");
        }

        RequireStatus(order, "revoked", OrderStatus.Issued);
        // Without an approver nobody reads a comment, and it is not kept.
        StoredRequest request = AddRequest(order, RequestType.Revoke, skipApproval ? null : comments);
        request.IsOfWholeOrder = isWhole;
        ApproveIf(skipApproval, order, request);
        return skipApproval ? SandboxAnswer.NoContent : SandboxAnswer.Created(WriteRequest(request));
    }

    private JObject WriteRequest(StoredRequest request)
    {
        JObject written = AccountParts.Request(request);
        written["requester"] = AccountParts.Person(account.FindUser(Catalogue.KeyOwnerId));
        if (request.Comments is not null)
        {
            written["comments"] = request.Comments;
        }

        return written;
    }

    private StoredRequest AddRequest(StoredOrder order, string type, string? comments)
    {
        if (order.Requests.Exists(other => other.IsOpen))
        {
            throw new ApiException(
                HttpStatusCode.BadRequest,
                "request_pending|order",
                $"Order {order.Id} has a request that waits for approval.");
        }

        var request = new StoredRequest
        {
            Id = ++account.State.LastRequestId,
            Type = type,
            Status = RequestStatus.Pending,
            Date = account.Now,
            Comments = comments,
        };
        order.Requests.Add(request);
        return request;
    }

    private void ApproveIf(bool skipApproval, StoredOrder order, StoredRequest request)
    {
        if (skipApproval)
        {
            _flow.Approve(order, request, account.Now, Catalogue.KeyOwnerId, null);
        }

        account.Orders.Changed(order);
        account.Advance();
    }

    private static void RequireStatus(StoredOrder order, string action, params string[] allowed)
    {
        if (!allowed.Contains(order.Status, StringComparer.Ordinal))
        {
            throw new ApiException(
                HttpStatusCode.BadRequest, "invalid_value|order.status", $"Order {order.Id} is {order.Status} and cannot be {action}.");
        }
    }
}
