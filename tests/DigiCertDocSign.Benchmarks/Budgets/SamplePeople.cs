using CertCentral.Orders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>People as a directory gives them, and what is ordered for them.</summary>
internal static class SamplePeople
{
    public static readonly DateTimeOffset Now = new(2026, 11, 3, 9, 14, 52, TimeSpan.Zero);

    /// <summary>Shaped like the users of Get-ADUser, each one another person.</summary>
    public static IPersonSource[] Make(int count) =>
        [.. Enumerable.Range(0, count).Select(number => new SamplePerson(
            ("GivenName", $"Mira {number}"),
            ("Surname", "Sølberg"),
            ("Title", "Contract Manager"),
            ("OfficePhone", "+47 55 50 01 42"),
            ("MobilePhone", null),
            ("EmailAddress", $"mira.{number}@fjordlab.example"),
            ("Enabled", true),
            ("UserPrincipalName", $"m{number}@fjordlab.example"),
            ("DistinguishedName", $"CN=Mira {number},OU=Legal,DC=fjordlab,DC=example")))];

    /// <summary>An order without CSR: the certificate's key is made by DigiCert's own application.</summary>
    public static OrderDraft Draft() => new()
    {
        AgreeToSubscriberAgreement = true,
        OrganizationId = 610233,
        Contacts = [new OrderContact { ContactType = "organization_contact", UserId = 880145 }],
        ProvisioningMethod = ProvisioningMethod.ClientApp,
        Years = 1,
    };

    public static OrderDraft DraftWithCsr()
    {
        OrderDraft draft = Draft();
        draft.ProvisioningMethod = ProvisioningMethod.Email;
        draft.Csr = SampleCsr.Pem;
        return draft;
    }

    /// <summary>The body of an order as it goes over the wire, with a CSR.</summary>
    public static OrderRequest Request()
    {
        PersonResolution resolution = new PersonResolver().Resolve(Make(1)[0]);
        return OrderRules.Build(DraftWithCsr(), resolution.Person!, csr: null, Now);
    }
}
