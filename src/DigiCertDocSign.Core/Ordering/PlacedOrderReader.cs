using CertCentral.Orders;
using CertCentral.Requests;
using DigiCertDocSign.Following;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Ordering;

/// <summary>An order as the pipeline gets it: from the answer that took it, or from what the server shows of it later.</summary>
/// <param name="isSandbox">The account is a sandbox.</param>
internal sealed class PlacedOrderReader(bool isSandbox)
{
    /// <summary>The intent once this order is its own.</summary>
    public static OrderIntent Placed(OrderIntent intent, PlacedOrder order) => intent.WithoutLook() with
    {
        State = IntentState.Placed,
        OrderId = order.OrderId,
        RequestId = order.RequestId,
        OrderStatus = order.Status,
        OrganizationId = order.OrganizationId ?? intent.OrganizationId,
        Problem = null,
    };

    /// <summary>The intent once an order that was found is its own: a dead one closes it.</summary>
    public static OrderIntent Adopted(OrderIntent intent, PlacedOrder order)
    {
        OrderIntent placed = Placed(intent, order);
        return StatusWords.IsDead(order.Status) ? placed with { State = IntentState.Closed } : placed;
    }

    /// <param name="body">What was sent.</param>
    /// <param name="created">The answer that took it.</param>
    public PlacedOrder Read(OrderRequest body, OrderCreated created)
    {
        RequestSummary? newest = created.Requests?.LastOrDefault();
        string? requestStatus = StatusWords.Pascal(newest?.Status);
        string status = requestStatus switch
        {
            StatusWords.Approved => StatusWords.Pending,
            StatusWords.Rejected => StatusWords.Rejected,
            null when created.CertificateId is not null => StatusWords.Pending,
            _ => StatusWords.NeedsApproval,
        };
        long orderId = created.Id ?? throw new ArgumentException("The answer to an order has an id.", nameof(created));
        var next = new NextStep
        {
            OrderId = orderId,
            Status = status,
            RequestId = newest?.Id,
            RequestStatus = requestStatus,
            Provisioning = StatusWords.Pascal(body.CsProvisioningMethod),
            PersonName = FullName.Of(body.Subject?.GivenName, body.Subject?.Surname),
            HasCsr = body.Certificate?.Csr is not null,
        };
        (OrderActor waitsFor, string advice) = next.Advise();
        return new PlacedOrder
        {
            OrderId = orderId,
            Status = status,
            RequestId = newest?.Id,
            RequestStatus = requestStatus,
            CertificateId = created.CertificateId,
            NewOrganizationId = created.Organization?.Id,
            OrganizationId = body.Organization?.Id ?? created.Organization?.Id,
            GivenName = body.Subject?.GivenName,
            Surname = body.Subject?.Surname,
            Email = body.Subject?.Email,
            Sandbox = isSandbox,
            WaitsFor = waitsFor,
            NextAction = advice,
        };
    }

    /// <param name="order">As order info tells it.</param>
    /// <param name="now">When it was asked.</param>
    public PlacedOrder Read(SigningOrder order, DateTimeOffset now)
    {
        SigningOrderStatus status = SigningOrderReader.Status(order, null, now);
        return new PlacedOrder
        {
            OrderId = order.OrderId,
            Status = order.Status,
            RequestId = status.RequestId,
            RequestStatus = status.RequestStatus,
            CertificateId = order.CertificateId,
            OrganizationId = order.OrganizationId,
            GivenName = order.GivenName,
            Surname = order.Surname,
            Email = order.Email,
            Sandbox = isSandbox,
            WaitsFor = status.WaitsFor,
            NextAction = status.NextAction,
        };
    }

    /// <summary>An order of which the server shows no details.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="status">In Pascal case.</param>
    /// <param name="name">Of its person; null when it is not known.</param>
    public PlacedOrder Read(long orderId, string status, string? name)
    {
        (OrderActor waitsFor, string advice) = new NextStep { OrderId = orderId, Status = status, PersonName = name }.Advise();
        return new PlacedOrder
        {
            OrderId = orderId,
            Status = status,
            Sandbox = isSandbox,
            WaitsFor = waitsFor,
            NextAction = advice,
        };
    }

    /// <summary>The order of an intent that the server was not asked about, or does not show yet.</summary>
    public PlacedOrder Read(OrderIntent intent, string status)
    {
        long orderId = intent.OrderId ?? throw new ArgumentException("A placed intent has an order id.", nameof(intent));
        (OrderActor waitsFor, string advice) = new NextStep
        {
            OrderId = orderId,
            Status = status,
            RequestId = intent.RequestId,
            PersonName = intent.Person,
        }.Advise();
        return new PlacedOrder
        {
            OrderId = orderId,
            Status = status,
            RequestId = intent.RequestId,
            OrganizationId = intent.OrganizationId,
            GivenName = intent.GivenName,
            Surname = intent.Surname,
            Email = intent.Email,
            Sandbox = isSandbox,
            WaitsFor = waitsFor,
            NextAction = advice,
        };
    }
}
