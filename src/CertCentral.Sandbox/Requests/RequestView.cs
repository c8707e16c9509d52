using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Orders;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Requests;

/// <summary>A request as a row of the list and as its own page shows it.</summary>
internal sealed class RequestView(SandboxAccount account)
{
    public JObject WriteRow((StoredOrder Order, StoredRequest Request) found) => new()
    {
        ["id"] = found.Request.Id,
        ["date"] = WireText.Instant(found.Request.Date),
        ["type"] = found.Request.Type,
        ["status"] = found.Request.Status,
        ["requester"] = AccountParts.Person(account.FindUser(Catalogue.KeyOwnerId)),
        ["order"] = WriteOrder(found.Order),
    };

    public JObject WriteInfo(StoredOrder order, StoredRequest request)
    {
        var info = WriteRow((order, request));
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
        ["product"] = AccountParts.Product(),
    };
}
