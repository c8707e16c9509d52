using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Orders;

/// <summary>The calls that place an order and that show one.</summary>
internal sealed class OrderCalls(SandboxAccount account)
{
    private static readonly string[] VettingSteps =
        ["organization_type", "organization_status", "address_verification", "blacklist_fraud", "request_authenticity"];

    private readonly OrderInfoView _view = new(account);

    public IEnumerable<Route> Routes() =>
    [
        new(SandboxRoutes.CreateOrder, new OrderIntake(account).Place),
        new(SandboxRoutes.GetOrder, call => SandboxAnswer.Ok(_view.Write(account.Orders.FindOrThrow(call.Arguments[0])))),
        new(SandboxRoutes.OrderValidation, GetValidation),
        new(SandboxRoutes.ListReissues, ListReissues),
    ];

    private SandboxAnswer GetValidation(SandboxCall call)
    {
        StoredOrder order = account.Orders.FindOrThrow(call.Arguments[0]);
        StoredOrganization organization = account.FindOrganization(order.OrganizationId)!;
        bool done = order.DateValidated is not null;
        JObject validation = AccountParts.SigningValidation();
        validation["status"] = done ? "active" : "pending";
        validation["verified_contacts"] = new JArray(VerifiedContacts(organization, order).Select(contact => Write(contact, done)));
        validation["verification_details"] = Details(organization, done);
        if (done)
        {
            validation["date_created"] = WireText.Instant(organization.ValidatedFrom!.Value);
            validation["validated_until"] = WireText.Instant(organization.ValidatedUntil!.Value);
        }

        // In this answer ids are strings.
        return SandboxAnswer.Ok(new JObject
        {
            ["order_id"] = WireText.Id(order.Id),
            ["order_status"] = OrderInfoView.StatusOf(order, account.Now),
            ["organization_id"] = WireText.Id(organization.Id),
            ["organization_name"] = organization.Name,
            ["organization_validations"] = new JArray(validation),
        });
    }

    private static IEnumerable<StoredContact> VerifiedContacts(StoredOrganization organization, StoredOrder order)
    {
        var verified = organization.Contacts.Where(contact => contact.ContactType == "verified_contact").ToList();
        return verified.Count > 0 ? verified : order.Contacts.Take(1);
    }

    private static JObject Write(StoredContact contact, bool done) => new()
    {
        ["user_id"] = WireText.Id(contact.UserId ?? 0),
        ["name"] = contact.FirstName + " " + contact.LastName,
        ["first_name"] = contact.FirstName,
        ["last_name"] = contact.LastName,
        ["job_title"] = contact.JobTitle,
        ["telephone"] = contact.Telephone,
        ["email"] = contact.Email,
        ["status"] = done ? "active" : "pending",
    };

    /// <summary>
    /// For an organization that was validated before, the first two steps are complete from the start. The person is always vetted anew.
    /// </summary>
    private static JObject Details(StoredOrganization organization, bool done)
    {
        var details = new JObject();
        for (int i = 0; i < VettingSteps.Length; i++)
        {
            bool known = organization.ValidatedFrom is not null && i < 2;
            details[VettingSteps[i]] = done || known ? "complete" : "pending";
        }

        return details;
    }

    /// <summary>Those that are asked for stand in it as well; one that is issued stands for its request.</summary>
    private SandboxAnswer ListReissues(SandboxCall call)
    {
        StoredOrder order = account.Orders.FindOrThrow(call.Arguments[0]);
        bool hasFirst = account.Options.Habits.ReissueList == SandboxReissueList.WithFirst;
        IEnumerable<StoredCertificate> listed = order.Certificates.Where(certificate => hasFirst || certificate.IsReissue);
        IEnumerable<JObject> issued = listed.Select(certificate => new JObject
        {
            ["id"] = certificate.Id,
            ["serial_number"] = certificate.SerialNumber,
            ["thumbprint"] = certificate.Thumbprint,
            ["common_name"] = order.Subject.CommonName,
            ["status"] = certificate.IsRevoked ? "revoked" : "issued",
            ["date_created"] = WireText.Instant(certificate.DateIssued),
            ["date_issued"] = WireText.Instant(certificate.DateIssued),
            ["valid_from"] = WireText.Day(certificate.ValidFrom),
            ["valid_till"] = WireText.Day(certificate.ValidTill),
            ["days_remaining"] = OrderInfoView.DaysRemaining(certificate, account.Now),
            ["csr"] = certificate.Csr,
            ["email"] = order.Subject.Email,
        });
        IEnumerable<JObject> asked = order.Requests.Where(request => IsUnissuedReissue(order, request)).Select(request => new JObject
        {
            ["common_name"] = order.Subject.CommonName,
            ["status"] = request.Status == RequestStatus.Rejected ? "rejected" : "pending",
            ["date_created"] = WireText.Instant(request.Date),
            ["csr"] = request.Csr,
            ["email"] = order.Subject.Email,
        });
        return SandboxAnswer.Ok(new JObject { ["certificates"] = new JArray(issued.Concat(asked)) });
    }

    private static bool IsUnissuedReissue(StoredOrder order, StoredRequest request) =>
        request.Type == RequestType.Reissue
        && !order.Certificates.Exists(certificate => certificate.Id == request.CertificateId);
}
