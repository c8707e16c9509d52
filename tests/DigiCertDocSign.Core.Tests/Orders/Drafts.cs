using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Orders;

/// <summary>Drafts that are in order, to be spoiled in one place; and the sample bodies.</summary>
internal static class Drafts
{
    /// <summary>The day that all of these tests happen on.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 3, 9, 14, 52, TimeSpan.Zero);

    public static readonly Person Mira = new("Mira K.", "Solberg", "Contract Manager", "+47 55 50 01 42", "mira.solberg@fjordlab.example");

    /// <summary>RSA, 2048 bits.</summary>
    public static string SampleCsr => Sample("min")["certificate"]!.Value<string>("csr")!;

    public static OrderDraft Valid() => new()
    {
        AgreeToSubscriberAgreement = true,
        OrganizationId = 610233,
        Contacts = [new OrderContact { ContactType = "organization_contact", UserId = 880145 }],
        ProvisioningMethod = ProvisioningMethod.ClientApp,
        Years = 1,
    };

    public static OrderDraft ByCard()
    {
        OrderDraft draft = Valid();
        draft.PaymentMethod = PaymentMethod.Card;
        draft.CreditCard = Card();
        draft.BillingAddress = new BillingAddress { Address = "Strandgaten 7", City = "Bergen", Country = "NO", Zip = "5013" };
        return draft;
    }

    public static OrderDraft ByToken()
    {
        OrderDraft draft = Valid();
        draft.ProvisioningMethod = ProvisioningMethod.ShipToken;
        draft.ShipTo = new ShippingAddress
        {
            Name = "Mira Solberg",
            Addr1 = "Strandgaten 7",
            City = "Bergen",
            State = "Vestland",
            Zip = "5013",
            Country = "no",
            Method = "standard",
        };
        return draft;
    }

    public static OrderDraft ForNewOrganization()
    {
        OrderDraft draft = Valid();
        draft.OrganizationId = null;
        draft.Organization = new NewOrganization
        {
            Name = "Fjordlab Drift AS",
            Address = "Strandgaten 7",
            City = "Bergen",
            State = "Vestland",
            Zip = "5013",
            Country = "NO",
            Telephone = "+47 55 50 01 00",
        };
        draft.Contacts = [NewContact()];
        return draft;
    }

    public static OrderContact NewContact() => new()
    {
        ContactType = "OrganizationContact",
        FirstName = "Oskar",
        LastName = "Lindqvist",
        Email = "oskar.lindqvist@fjordlab.example",
        JobTitle = "Head of Legal",
        Telephone = "+47 55 50 01 10",
    };

    public static CreditCard Card() => new()
    {
        Number = Secret.Of("4111111111111111"),
        ExpirationMonth = "4",
        ExpirationYear = "2029",
        Cvv = Secret.Of("123"),
        CardholderName = "Oskar Lindqvist",
    };

    public static JObject Sample(string name) => JObject.Parse(Samples.Text($"order-create.request.{name}.json"));
}
