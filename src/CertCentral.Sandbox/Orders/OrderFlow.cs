using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Certificates;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox.Orders;

/// <summary>How the status of an order changes: by the time that passes, and by the decisions of people.</summary>
internal sealed class OrderFlow(SandboxAccount account)
{
    /// <summary>When the next step of this order is due; null when no further step comes by itself.</summary>
    public DateTimeOffset? NextDue(StoredOrder order) => Next(order)?.Due;

    /// <summary>Takes that step, dated with the instant at which it was due.</summary>
    public void TakeStep(StoredOrder order)
    {
        (DateTimeOffset due, Action<DateTimeOffset>? step) = Next(order)!.Value;
        step(due);
    }

    public void Approve(StoredOrder order, StoredRequest request, DateTimeOffset when, long processorId, string? comment)
    {
        Close(request, RequestStatus.Approved, when, processorId, comment);
        switch (request.Type)
        {
            case RequestType.NewRequest:
                order.DateApproved = when;
                order.CertificateId = ++account.State.LastCertificateId;
                order.MoveTo(OrderStatus.Pending, when);
                break;
            case RequestType.Reissue:
                request.CertificateId = ++account.State.LastCertificateId;
                break;
            default:
                order.Certificate!.IsRevoked = true;
                if (request.IsOfWholeOrder || account.Options.Habits.RevokedOrder == SandboxRevokedOrder.Revoked)
                {
                    order.MoveTo(OrderStatus.Revoked, when);
                }

                break;
        }
    }

    public void Reject(StoredOrder order, StoredRequest request, DateTimeOffset when, long processorId, string? comment)
    {
        Close(request, RequestStatus.Rejected, when, processorId, comment);
        switch (request.Type)
        {
            case RequestType.NewRequest:
                End(order, OrderStatus.Rejected, when);
                break;
            case RequestType.Reissue:
                order.MoveTo(OrderStatus.Issued, when);
                break;
            default:
                break;
        }
    }

    /// <summary>Ends a pending order. Of an order that waits for a reissue, it ends the reissue only.</summary>
    public void Cancel(StoredOrder order, DateTimeOffset when)
    {
        if (order.Status == OrderStatus.ReissuePending)
        {
            StoredRequest reissue = order.Requests.FindLast(request => request.Type == RequestType.Reissue)!;
            Close(reissue, RequestStatus.Rejected, when, Catalogue.KeyOwnerId, null);
            order.MoveTo(OrderStatus.Issued, when);
            return;
        }

        End(order, OrderStatus.Canceled, when);
    }

    public static void SupplyCsr(StoredOrder order, string csr, DateTimeOffset when)
    {
        order.Csr = csr;
        if (order.Status is OrderStatus.NeedsCsr or OrderStatus.WaitingPickup)
        {
            order.ProcessingSince = when;
            order.MoveTo(OrderStatus.Processing, when);
        }
    }

    private (DateTimeOffset Due, Action<DateTimeOffset> Step)? Next(StoredOrder order)
    {
        SandboxOptions options = account.Options;
        if (options.ApprovalDelay is { } delay && order.Requests.Find(request => request.IsOpen) is { } open)
        {
            return At(open.Date, delay, when => Approve(order, open, when, Catalogue.ApproverId, "Approved"));
        }

        return order.Status switch
        {
            OrderStatus.Pending => At(order.DateApproved!.Value, options.ValidationDelay, when => FinishValidation(order, when)),
            OrderStatus.Processing => At(order.ProcessingSince!.Value, options.IssueDelay, when => Issue(order, when)),
            OrderStatus.ReissuePending when order.Requests[order.Requests.Count - 1] is { Status: RequestStatus.Approved } reissue =>
                At(reissue.DateProcessed!.Value, options.IssueDelay, when => Reissue(order, reissue, when)),
            _ => null,
        };
    }

    /// <summary>A delay beyond the end of time means never.</summary>
    private static (DateTimeOffset, Action<DateTimeOffset>)? At(DateTimeOffset start, TimeSpan delay, Action<DateTimeOffset> step) =>
        delay > DateTimeOffset.MaxValue - start ? null : (start + delay, step);

    private static void Close(StoredRequest request, string status, DateTimeOffset when, long processorId, string? comment)
    {
        request.Status = status;
        request.DateProcessed = when;
        request.ProcessorId = processorId;
        request.ProcessorComment = comment;
    }

    private void End(StoredOrder order, string status, DateTimeOffset when)
    {
        order.MoveTo(status, when);
        if (order.PaymentMethod == "balance")
        {
            account.State.Balance += order.Price;
        }

        if (order.RenewalOfOrderId is { } renewed && account.Orders.Find(renewed) is { } old)
        {
            old.RenewedOrderId = null;
        }
    }

    private void FinishValidation(StoredOrder order, DateTimeOffset when)
    {
        order.DateValidated = when;
        StoredOrganization organization = account.FindOrganization(order.OrganizationId)!;
        if (organization.ValidatedUntil is not { } until || until <= when)
        {
            organization.ValidatedFrom = when;
            organization.ValidatedUntil = when.AddYears(1);
        }

        if (order.Csr is null)
        {
            order.MoveTo(order.ProvisioningMethod == "ship_token" ? OrderStatus.WaitingPickup : OrderStatus.NeedsCsr, when);
            return;
        }

        order.ProcessingSince = when;
        order.MoveTo(OrderStatus.Processing, when);
    }

    private void Issue(StoredOrder order, DateTimeOffset when)
    {
        StoredCertificate certificate =
            account.Authority.Issue(order, order.Csr!, order.SignatureHash, when, OrderTerm.LastDay(order, when));
        certificate.Id = order.CertificateId!.Value;
        certificate.Csr = order.Csr;
        order.Certificates.Add(certificate);
        order.ReceiptId = ++account.State.LastReceiptId;
        order.MoveTo(OrderStatus.Issued, when);
    }

    private void Reissue(StoredOrder order, StoredRequest request, DateTimeOffset when)
    {
        string key = request.Csr ?? SubjectKey.OfToken();
        StoredCertificate certificate =
            account.Authority.Issue(order, key, request.SignatureHash!, when, order.Certificate!.ValidTill);
        certificate.Id = request.CertificateId!.Value;
        certificate.IsReissue = true;
        certificate.Csr = request.Csr;

        // The one that it replaces is revoked with that.
        order.Certificate!.IsRevoked = true;
        order.Certificates.Add(certificate);
        order.CertificateId = certificate.Id;
        order.Csr = request.Csr;
        order.SignatureHash = request.SignatureHash!;
        order.MoveTo(OrderStatus.Issued, when);
    }
}
