using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Orders;

/// <summary>An order as a row of the list.</summary>
internal static class OrderRowView
{
    public static JObject Write(StoredOrder order, SandboxAccount account)
    {
        var row = new JObject
        {
            ["id"] = order.Id,
            ["certificate"] = WriteCertificate(order, account.Now),
            ["status"] = order.Status,
            ["is_renewed"] = order.RenewedOrderId is not null,
            ["date_created"] = WireText.Instant(order.DateCreated),
            ["organization"] = new JObject
            {
                ["id"] = order.OrganizationId,
                ["name"] = account.FindOrganization(order.OrganizationId)!.Name,
            },
            ["validity_years"] = OrderTerm.WholeYears(order),
            ["disable_renewal_notifications"] = false,
            ["container"] = AccountParts.Container(order.ContainerId),
            ["product"] = AccountParts.Product(),
            ["has_duplicates"] = false,
            ["duplicates_count"] = 0,
            ["reissues_count"] = Math.Max(0, order.Certificates.Count - 1),
            ["product_name_id"] = Catalogue.ProductNameId,
        };
        if (order.Certificate is not null)
        {
            row["price"] = AccountParts.Price(order.Price);
        }

        return row;
    }

    private static JObject WriteCertificate(StoredOrder order, DateTimeOffset now)
    {
        var certificate = new JObject
        {
            ["common_name"] = order.Subject.CommonName,
            ["dns_names"] = new JArray(),
            ["signature_hash"] = order.SignatureHash,
        };
        if (order.CertificateId is { } id)
        {
            certificate["id"] = id;
        }

        if (order.Certificate is { } issued)
        {
            certificate["serial_number"] = issued.SerialNumber;
            certificate["thumbprint"] = issued.Thumbprint;
            certificate["valid_till"] = WireText.Day(issued.ValidTill);
            certificate["days_remaining"] = OrderInfoView.DaysRemaining(issued, now);
        }

        return certificate;
    }
}
