using System.Net;
using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Lists;
using CertCentral.Sandbox.Orders;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Requests;

/// <summary>What account administrators approve or reject.</summary>
internal sealed class RequestCalls(SandboxAccount account)
{
    private readonly OrderFlow _flow = new(account);
    private readonly RequestView _view = new(account);

    public IEnumerable<Route> Routes() =>
    [
        new(SandboxRoutes.ListRequests, List),
        new(SandboxRoutes.GetRequest, Get),
        new(SandboxRoutes.UpdateRequestStatus, UpdateStatus),
    ];

    /// <summary>By another administrator, at the console.</summary>
    /// <returns>False: there is no such request, or it is decided.</returns>
    public bool TryDecide(long requestId, bool approves)
    {
        if (Find(requestId) is not { Request.IsOpen: true } found)
        {
            return false;
        }

        (StoredOrder? order, StoredRequest? request) = found;
        if (approves)
        {
            _flow.Approve(order, request, account.Now, Catalogue.ApproverId, null);
        }
        else
        {
            _flow.Reject(order, request, account.Now, Catalogue.ApproverId, null);
        }

        account.Orders.Changed(order);
        return true;
    }

    private SandboxAnswer List(SandboxCall call)
    {
        var query = ListQuery.Read(call);
        query.AddPlain(call, "status");
        // page.limit says 0 when the call names none.
        DateTimeOffset known = account.Now - (account.Options.Faults?.RequestLag ?? TimeSpan.Zero);
        return query.Answer(
            All().Where(row => row.Request.Date <= known).Reverse(), Fields(), limitWhenNone: 0, "requests", _view.WriteRow);
    }

    private SandboxAnswer Get(SandboxCall call)
    {
        (StoredOrder? order, StoredRequest? request) = FindOrThrow(call);
        return SandboxAnswer.Ok(_view.WriteInfo(order, request));
    }

    private SandboxAnswer UpdateStatus(SandboxCall call)
    {
        (StoredOrder? order, StoredRequest? request) = FindOrThrow(call);
        var body = WireReader.Of(call);
        string? status = body.OneOf("status", required: true, RequestStatus.All);
        string? comment = body.Text("processor_comment");
        body.ThrowIfFaulty();
        if (!request.IsOpen)
        {
            throw ApiException.Invalid("status", $"Request {request.Id} is {request.Status} already.");
        }

        switch (status)
        {
            case RequestStatus.Approved when !account.Options.OwnRequestsMayBeApproved:
                throw new ApiException(
                    HttpStatusCode.Forbidden,
                    "access_denied|invalid_approver",
                    "The user who made a request cannot approve it in this account.");
            case RequestStatus.Approved:
                _flow.Approve(order, request, account.Now, Catalogue.KeyOwnerId, comment);
                break;
            case RequestStatus.Rejected:
                _flow.Reject(order, request, account.Now, Catalogue.KeyOwnerId, comment);
                break;
            default:
                request.Status = status!;
                break;
        }

        account.Orders.Changed(order);
        return SandboxAnswer.NoContent;
    }

    private (StoredOrder Order, StoredRequest Request) FindOrThrow(SandboxCall call) =>
        (call.Id is { } id ? Find(id) : null) ?? throw ApiException.NotFound("request");

    private (StoredOrder Order, StoredRequest Request)? Find(long id)
    {
        foreach ((StoredOrder Order, StoredRequest Request) found in All())
        {
            if (found.Request.Id == id)
            {
                return found;
            }
        }

        return null;
    }

    private IEnumerable<(StoredOrder Order, StoredRequest Request)> All() =>
        account.State.Orders.SelectMany(order => order.Requests.Select(request => (order, request)));

    private ListFields<(StoredOrder Order, StoredRequest Request)> Fields() => new ListFields<(StoredOrder Order, StoredRequest Request)>()
        .Filter("status", value => FilterValue.OneOf("status", value, RequestStatus.All), row => row.Request.Status)
        .Filter("type", value => FilterValue.Text(value), row => row.Request.Type)
        .Filter("id", value => FilterValue.Id("id", value), row => row.Request.Id)
        .Filter("date", value => FilterValue.Date("date", value, account.Now), row => row.Request.Date)
        .Filter("order_id", value => FilterValue.Id("order_id", value), row => row.Order.Id)
        .Key("id", row => row.Request.Id)
        .Key("date", row => row.Request.Date)
        .Key("status", row => row.Request.Status)
        .Key("type", row => row.Request.Type);
}

/// <summary>A request as a row of the list and as its own page shows it.</summary>
internal sealed class RequestView(SandboxAccount account)
{
    public JObject WriteRow((StoredOrder Order, StoredRequest Request) found)
    {
        JObject row = AccountParts.Request(found.Request);
        row["requester"] = AccountParts.Person(account.FindUser(found.Order.UserId));
        row["order"] = WriteOrder(found.Order);
        return row;
    }

    public JObject WriteInfo(StoredOrder order, StoredRequest request)
    {
        JObject info = WriteRow((order, request));
        info["order"]!["status"] = OrderInfoView.StatusOf(order, account.Now);
        if (request.DateProcessed is { } processed)
        {
            info["date_processed"] = WireText.Instant(processed);
        }

        if (request.ProcessorId is { } processorId)
        {
            info["reviewer"] = AccountParts.Person(account.FindUser(processorId));
            info["processor"] = AccountParts.Person(account.FindUser(processorId));
        }

        if (request.Comments is not null)
        {
            info["comments"] = request.Comments;
        }

        if (request.ProcessorComment is not null)
        {
            info["processor_comment"] = request.ProcessorComment;
        }

        return info;
    }

    private JObject WriteOrder(StoredOrder order) => new()
    {
        ["id"] = order.Id,
        ["certificate"] = new JObject { ["common_name"] = order.Subject.CommonName },
        ["organization"] = new JObject
        {
            ["id"] = order.OrganizationId,
            ["name"] = account.FindOrganization(order.OrganizationId)!.Name,
        },
        ["container"] = AccountParts.Container(order.ContainerId),
        ["product"] = AccountParts.Product(order),
    };
}
