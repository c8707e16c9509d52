using CertCentral.Orders;
using CertCentral.Requests;

namespace DigiCertDocSign.Following;

/// <summary>Order info, orders of a list and status changes as our own types.</summary>
internal static class SigningOrderReader
{
    public static SigningOrder Order(OrderInfo info) => new()
    {
        OrderId = info.Id ?? 0,
        Status = StatusWords.Pascal(info.Status) ?? StatusWords.Unknown,
        GivenName = Shown(info.Subject?.GivenName, info.Individual?.FirstName, info.Certificate?.Individual?.FirstName),
        Surname = Shown(info.Subject?.Surname, info.Individual?.LastName, info.Certificate?.Individual?.LastName),
        JobTitle = Shown(info.Subject?.JobTitle, info.Individual?.JobTitle, info.Certificate?.Individual?.JobTitle),
        Phone = Shown(info.Subject?.Phone, info.Individual?.Telephone, info.Certificate?.Individual?.Telephone),
        Email = Shown(info.Subject?.Email, info.Individual?.Email, info.Certificate?.Individual?.Email),
        CommonName = info.Certificate?.CommonName,
        OrganizationId = info.Organization?.Id ?? info.Certificate?.Organization?.Id,
        OrganizationName = info.Organization?.Name ?? info.Organization?.DisplayName,
        ContainerId = info.Container?.Id,
        ProductNameId = info.Product?.NameId,
        ProductName = info.Product?.Name,
        ProvisioningMethod = StatusWords.Pascal(info.CsProvisioningMethod),
        CertificateId = info.Certificate?.Id,
        CertificateStatus = StatusWords.Pascal(info.Certificate?.Status),
        SerialNumber = info.Certificate?.SerialNumber,
        Thumbprint = info.Certificate?.Thumbprint,
        ValidFrom = info.Certificate?.ValidFrom,
        ValidTill = info.Certificate?.ValidTill,
        Created = info.DateCreated,
        DateIssued = info.Certificate?.DateIssued,
        Price = info.Price,
        Currency = info.Currency,
        PaymentMethod = StatusWords.Pascal(info.PaymentMethod),
        SignatureHash = info.Certificate?.SignatureHash,
        KeySize = info.Certificate?.KeySize,
        CaCertId = info.Certificate?.CaCert?.Id,
        Csr = string.IsNullOrWhiteSpace(info.Certificate?.Csr) ? null : info.Certificate!.Csr,
        HardwareInitCode = info.HardwareInitCode,
        IsRenewal = info.IsRenewal,
        IsRenewed = info.IsRenewed,
        RenewalOfOrderId = info.RenewalOfOrderId is > 0 ? info.RenewalOfOrderId : null,
        RenewedOrderId = info.RenewedOrderId is > 0 ? info.RenewedOrderId : null,
        AdditionalEmails = info.AdditionalEmails is { } emails ? emails : [],
        UserIds = [.. UserIdsOf(info) ?? []],
        RenewalMail = info.DisableRenewalNotifications switch { true => "Off", false => "On", null => null },
        RenewalMessage = string.IsNullOrWhiteSpace(info.CustomRenewalMessage) ? null : info.CustomRenewalMessage,
        Notes = [.. (info.Notes ?? []).Select(Note)],
        Requests = [.. (info.Requests ?? []).Select(Request)],
        IsWhole = true,
    };

    /// <summary>Users who may manage an order, beside the one who placed it; null where the order does not show them.</summary>
    public static IEnumerable<long>? UserIdsOf(OrderInfo info) =>
        info.UserAssignments?.Select(user => user.Id).OfType<long>().Where(id => id != info.User?.Id).Distinct();

    /// <param name="row">Of the list, which shows less than order info does.</param>
    public static SigningOrder Order(OrderSummary row) => new()
    {
        OrderId = row.Id ?? 0,
        Status = StatusWords.Pascal(row.Status) ?? StatusWords.Unknown,
        CommonName = row.Certificate?.CommonName,
        OrganizationId = row.Organization?.Id,
        OrganizationName = row.Organization?.Name ?? row.Organization?.DisplayName,
        ContainerId = row.Container?.Id,
        ProductNameId = row.Product?.NameId ?? row.ProductNameId,
        ProductName = row.Product?.Name,
        CertificateId = row.Certificate?.Id,
        CertificateStatus = StatusWords.Pascal(row.Certificate?.Status),
        SerialNumber = row.Certificate?.SerialNumber,
        Thumbprint = row.Certificate?.Thumbprint,
        ValidTill = row.Certificate?.ValidTill,
        Created = row.DateCreated,
        Price = row.Price,
        SignatureHash = row.Certificate?.SignatureHash,
        IsRenewed = row.IsRenewed,
    };

    /// <param name="request">For a new order, which waits for it.</param>
    public static SigningOrder WaitingOrder(RequestSummary request) => new()
    {
        OrderId = request.Order?.Id ?? 0,
        Status = StatusWords.NeedsApproval,
        CommonName = request.Order?.Certificate?.CommonName,
        OrganizationId = request.Order?.Organization?.Id,
        OrganizationName = request.Order?.Organization?.Name,
        ContainerId = request.Order?.Container?.Id,
        ProductNameId = request.Order?.Product?.NameId ?? request.Order?.ProductNameId,
        ProductName = request.Order?.Product?.Name,
        Created = request.Date,
        Requests = [Request(request)],
    };

    /// <param name="order">As read from order info.</param>
    /// <param name="validation">Null when it was not asked for.</param>
    /// <param name="now">When it was asked.</param>
    public static SigningOrderStatus Status(SigningOrder order, OrderValidation? validation, DateTimeOffset now)
    {
        SigningOrderRequest? request = order.Requests.LastOrDefault(one => StatusWords.IsUndecided(one.Status))
            ?? (order.Requests is [.., var newest] ? newest : null);
        OpenSteps? steps = validation is null ? null : OpenSteps.Of(validation);
        var next = new NextStep
        {
            OrderId = order.OrderId,
            Status = order.Status,
            RequestId = request?.RequestId,
            RequestStatus = request?.Status,
            Provisioning = order.ProvisioningMethod,
            PersonName = OrderLine.NameOf(order.GivenName, order.Surname, order.CommonName),
            HasCsr = order.Csr is not null,
            IsCertificateRevoked = order.CertificateStatus == StatusWords.Revoked,
            Steps = steps,
        };
        return Status(next, order.CertificateId, steps?.Texts, now) with { Email = order.Email };
    }

    /// <param name="listed">An order as the list shows it, which knows neither requests nor validation.</param>
    /// <param name="requestId">The order's undecided request, when it is known.</param>
    /// <param name="present">By <see cref="PresentTime.Of"/>: whether the certificate has run out.</param>
    /// <param name="now">When it was asked.</param>
    public static SigningOrderStatus Status(OrderSummary listed, long? requestId, DateTimeOffset present, DateTimeOffset now)
    {
        var next = new NextStep
        {
            OrderId = listed.Id ?? 0,
            Status = StatusWords.AsOf(StatusWords.Pascal(listed.Status) ?? StatusWords.Unknown, listed.Certificate?.ValidTill, present),
            RequestId = requestId,
            RequestStatus = requestId is null ? null : StatusWords.Pending,
            PersonName = OrderLine.NameOf(null, null, listed.Certificate?.CommonName),
        };
        return Status(next, listed.Certificate?.Id, null, now);
    }

    public static SigningOrderStatus Status(OrderStatusChange change, DateTimeOffset now)
    {
        var next = new NextStep { OrderId = change.OrderId ?? 0, Status = StatusWords.Pascal(change.Status) ?? StatusWords.Unknown };
        return Status(next, change.CertificateId, null, now);
    }

    /// <summary>
    /// It is not documented in which of three places an order of this product shows its person: the first that shows something counts.
    /// </summary>
    private static string? Shown(string? subject, string? individual, string? ofCertificate) =>
        new[] { subject, individual, ofCertificate }.FirstOrDefault(text => !string.IsNullOrWhiteSpace(text)) ?? subject;

    private static SigningOrderStatus Status(
        NextStep next, long? certificateId, IReadOnlyList<string>? openSteps, DateTimeOffset now)
    {
        (OrderActor waitsFor, string advice) = next.Advise();
        return new SigningOrderStatus
        {
            OrderId = next.OrderId,
            Person = next.PersonName,
            Status = next.Status,
            CertificateId = certificateId,
            RequestId = next.RequestId,
            RequestStatus = next.RequestStatus,
            OpenSteps = openSteps ?? [],
            WaitsFor = waitsFor,
            NextAction = advice,
            IsFinal = StatusWords.IsFinal(next.Status),
            CheckedAt = now,
        };
    }

    private static SigningOrderNote Note(OrderNote note) => new()
    {
        NoteId = note.Id,
        Date = note.DateCreated,
        Author = OrderLine.NameOf(note.User?.FirstName, note.User?.LastName, note.User?.Email),
        Text = note.Text,
    };

    private static SigningOrderRequest Request(RequestSummary request) => new()
    {
        RequestId = request.Id,
        Date = request.Date,
        Type = StatusWords.Pascal(request.Type),
        Status = StatusWords.Pascal(request.Status),
        Comments = request.Comments,
    };
}
