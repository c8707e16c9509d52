using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Certificates;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox.Orders;

/// <summary>Takes an order that somebody places at the console.</summary>
internal static class ConsoleIntake
{
    /// <exception cref="ArgumentException">What is ordered makes no sense.</exception>
    public static long Place(SandboxAccount account, SandboxConsoleOrder wanted)
    {
        DateTimeOffset created = wanted.DateCreated?.ToUniversalTime() ?? account.Now;
        if (wanted.RenewalOfOrderId is { } id && account.Orders.Find(id) is null)
        {
            throw new ArgumentException($"There is no order {id} to renew.", nameof(wanted));
        }

        if (created > account.Now)
        {
            throw new ArgumentException("An order cannot have been placed in the future.", nameof(wanted));
        }

        RequireReadable(wanted.Csr);
        StoredOrder order = Make(wanted, created, account.State.Organizations[0]);
        order.Price = OrderTerm.Price(order);
        account.Orders.TakeIn(order, isOrganizationNew: false);
        return order.Id;
    }

    private static StoredOrder Make(SandboxConsoleOrder wanted, DateTimeOffset created, StoredOrganization organization) => new()
    {
        DateCreated = created,
        UserId = Catalogue.ApproverId,
        ProductNameId = wanted.ProductNameId,
        OrganizationId = organization.Id,
        ContainerId = organization.ContainerId,
        Contacts = [.. organization.Contacts.Where(contact => contact.ContactType == "organization_contact")],
        Subject = new StoredSubject
        {
            GivenName = wanted.GivenName,
            Surname = wanted.Surname,
            Email = wanted.Email,
            JobTitle = wanted.JobTitle,
            Phone = wanted.Phone,
        },
        Csr = wanted.Csr,
        Comments = wanted.Comments,
        ProvisioningMethod = wanted.Csr is null ? "client_app" : "email",
        RenewalOfOrderId = wanted.RenewalOfOrderId,
        ValidityYears = 1,
        PaymentMethod = "balance",
    };

    private static void RequireReadable(string? csr)
    {
        try
        {
            _ = csr is null ? null : SubjectKey.Read(csr, "csr");
        }
        catch (ApiException e)
        {
            throw new ArgumentException(e.Message, nameof(csr), e);
        }
    }
}
