using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Certificates;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Orders;

/// <summary>An order as the call for one order shows it. A field that is not known yet is left out and not sent as null.</summary>
internal sealed class OrderInfoView(SandboxAccount account)
{
    public JObject Write(StoredOrder order)
    {
        StoredCertificate? certificate = order.Certificate;
        var info = new JObject
        {
            ["id"] = order.Id,
            ["certificate"] = WriteCertificate(order, certificate),
            ["status"] = StatusOf(order, account.Now),
            ["is_renewal"] = order.RenewalOfOrderId is not null,
            ["is_renewed"] = order.RenewedOrderId is not null,
        };
        AddIf(info, "renewed_order_id", order.RenewedOrderId);
        AddIf(info, "renewal_of_order_id", order.RenewalOfOrderId);
        info["date_created"] = WireText.Instant(order.DateCreated);
        info["organization"] = WriteOrganization(account.FindOrganization(order.OrganizationId)!);
        info["validity_years"] = OrderTerm.WholeYears(order);
        info["disable_renewal_notifications"] = order.SendsNoRenewalEmails;
        info["auto_renew"] = 0;
        info["container"] = AccountParts.Container(order.ContainerId);
        info["product"] = WriteProduct(order);
        AddContacts(info, order);
        info["user"] = AccountParts.Person(account.FindUser(order.UserId));
        info["requests"] = new JArray(order.Requests.Select(WriteRequest));
        AddIf(info, "receipt_id", order.ReceiptId is { } receipt ? WireText.Id(receipt) : null);
        AddDelivery(info, order);
        AddIf(info, "custom_renewal_message", account.Options.Habits.ShowsRenewalMessage ? order.CustomRenewalMessage : null);
        info["custom_fields"] = new JArray(
            new JObject { ["metadata_id"] = 276, ["label"] = "Sandbox", ["value"] = Catalogue.NothingWasBought });
        info["notes"] = new JArray(order.Notes.Select(note => new JObject { ["id"] = note.Id, ["text"] = note.Text }));
        AddPayment(info, order);
        if (order.Requests.Exists(request => request.IsOpen))
        {
            info["has_pending_request"] = true;
        }

        return info;
    }

    /// <summary>The call for one order says "expired" where the lists still say "issued".</summary>
    public static string StatusOf(StoredOrder order, DateTimeOffset now) =>
        order.Status == OrderStatus.Issued && order.Certificate!.ValidTill < now.UtcDateTime.Date ? OrderStatus.Expired : order.Status;

    public static int DaysRemaining(StoredCertificate certificate, DateTimeOffset now) =>
        (certificate.ValidTill - now.UtcDateTime.Date).Days;

    private JObject WriteCertificate(StoredOrder order, StoredCertificate? issued)
    {
        var certificate = new JObject();
        if (issued is not null)
        {
            certificate["id"] = issued.Id;
            certificate["thumbprint"] = issued.Thumbprint;
            certificate["serial_number"] = issued.SerialNumber;
        }

        certificate["common_name"] = order.Subject.CommonName;
        certificate["date_created"] = WireText.Instant(order.DateCreated);
        if (issued is not null)
        {
            certificate["date_issued"] = WireText.Instant(issued.DateIssued);
            certificate["valid_from"] = WireText.Day(issued.ValidFrom);
            certificate["valid_till"] = WireText.Day(issued.ValidTill);
            certificate["days_remaining"] = DaysRemaining(issued, account.Now);
        }

        AddIf(certificate, "csr", order.Csr);
        certificate["organization"] = new JObject { ["id"] = order.OrganizationId };
        certificate["server_platform"] = AccountParts.ServerPlatform(order.ServerPlatformId);
        certificate["signature_hash"] = order.SignatureHash;
        certificate["key_size"] = KeyBits(order);
        if (issued is not null)
        {
            certificate["ca_cert"] = new JObject { ["id"] = Catalogue.IntermediateId, ["name"] = Catalogue.IntermediateName };
        }

        certificate["user_id"] = order.UserId;
        certificate["purchased_dns_names"] = "0";
        certificate["purchased_wildcard_names"] = "0";
        bool showsRevoked =
            order.Status == OrderStatus.Revoked || account.Options.Habits.RevokedOrder != SandboxRevokedOrder.IssuedAsBefore;
        AddIf(
            certificate,
            "status",
            issued is null ? null : issued.IsRevoked && showsRevoked ? "revoked" : issued.IsReissue ? "issued" : null);
        return certificate;
    }

    private static int KeyBits(StoredOrder order) => (order.Csr is null ? order.KeySize : SubjectKey.ReadKnown(order.Csr).Size) switch
    {
        "p-256" => 256,
        "p-384" => 384,
        var bits => int.Parse(bits, System.Globalization.CultureInfo.InvariantCulture),
    };

    private static JObject WriteOrganization(StoredOrganization organization)
    {
        var written = new JObject
        {
            ["id"] = organization.Id,
            ["name"] = organization.Name,
            ["display_name"] = organization.DisplayName,
            ["is_active"] = organization.IsActive,
            ["city"] = organization.City,
            ["state"] = organization.State,
            ["country"] = organization.Country,
        };
        AddIf(written, "telephone", organization.Telephone);
        return written;
    }

    private static JObject WriteProduct(StoredOrder order)
    {
        JObject product = AccountParts.Product(order);
        product["validation_type"] = "ds";
        product["validation_name"] = "DS";
        product["validation_description"] = "Document Signing Validation";
        return product;
    }

    private static void AddContacts(JObject info, StoredOrder order)
    {
        StoredContact main = order.Contacts.Find(contact => contact.ContactType == "organization_contact") ?? order.Contacts[0];
        StoredContact technical = order.Contacts.Find(contact => contact.ContactType == "technical_contact") ?? main;
        info["organization_contact"] = WriteContact(main);
        info["technical_contact"] = WriteContact(technical);
    }

    private static JObject WriteContact(StoredContact contact) => new()
    {
        ["first_name"] = contact.FirstName,
        ["last_name"] = contact.LastName,
        ["email"] = contact.Email,
        ["job_title"] = contact.JobTitle,
        ["telephone"] = contact.Telephone,
    };

    private static JObject WriteRequest(StoredRequest request)
    {
        JObject written = AccountParts.Request(request);
        AddIf(written, "comments", request.Comments);
        return written;
    }

    private static void AddDelivery(JObject info, StoredOrder order)
    {
        info["cs_provisioning_method"] = order.ProvisioningMethod;
        AddIf(info, "ship_info", order.ShipInfo);
        info["subject"] = new JObject
        {
            ["given_name"] = order.Subject.GivenName,
            ["surname"] = order.Subject.Surname,
            ["job_title"] = order.Subject.JobTitle,
            ["phone"] = order.Subject.Phone,
            ["email"] = order.Subject.Email,
        };
        info["additional_emails"] = new JArray(order.AdditionalEmails);
    }

    private void AddPayment(JObject info, StoredOrder order)
    {
        bool approved = order.DateApproved is not null;
        if (approved)
        {
            info["price"] = AccountParts.Price(order.Price);
            info["currency"] = Catalogue.Currency;
        }

        info["payment_method"] = order.PaymentMethod;
        if (approved)
        {
            long[] users = [order.UserId, .. order.UserIdAssignments];
            info["user_assignments"] = new JArray(users.Distinct().Select(id => AccountParts.Person(account.FindUser(id))));
            info["api_key"] = new JObject { ["name"] = "sandbox", ["key_type"] = "api_key" };
        }
    }

    /// <summary>A string that is null arrives here as a token, so the token is looked into.</summary>
    private static void AddIf(JObject target, string name, JToken? value)
    {
        if (value is not (null or JValue { Value: null }))
        {
            target[name] = value;
        }
    }
}
