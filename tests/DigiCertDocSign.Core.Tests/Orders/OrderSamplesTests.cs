using System.Net;
using CertCentral;
using CertCentral.Orders;
using DigiCertDocSign.Orders;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Orders;

/// <summary>Drafts as a user would write them give the sample bodies on the wire.</summary>
public class OrderSamplesTests
{
    private static readonly OrderContact Oskar = new()
    {
        Id = 70411,
        UserId = 880145,
        ContactType = "organization_contact",
        FirstName = "Oskar",
        LastName = "Lindqvist",
        Email = "oskar.lindqvist@fjordlab.example",
        JobTitle = "Head of Legal",
        Telephone = "+47 55 50 01 10",
        UpdateExisting = true,
    };

    [Fact]
    public async Task The_smallest_order()
    {
        var draft = new OrderDraft { AgreeToSubscriberAgreement = true, OrganizationId = 610233, Contacts = [Oskar], Years = 1 };
        Assert.Equal(Expected("min"), await WireAsync(draft, Drafts.SampleCsr), JToken.EqualityComparer);
    }

    [Fact]
    public async Task An_order_with_every_extra()
    {
        var draft = new OrderDraft
        {
            AgreeToSubscriberAgreement = true,
            OrganizationId = 610233,
            Contacts =
            [
                Oskar,
                new OrderContact
                {
                    ContactType = "TechnicalContact",
                    FirstName = "Ida",
                    LastName = "Berg",
                    Email = "ida.berg@fjordlab.example",
                    JobTitle = "IT Operations",
                    Telephone = "+47 55 50 01 77",
                },
            ],
            ProvisioningMethod = ProvisioningMethod.Email,
            ServerPlatformId = -1,
            CaCertId = "7A61C0FFEE12D455",
            AdditionalUsages = ["document_signing", "ms_document_signing"],
            KeyType = KeyType.Rsa,
            SignatureHash = SignatureHash.Sha256,
            Comment = "Ticket LEG-204: signing certificate for contract office",
            ContainerId = 44120,
            CustomRenewalMessage = "Ask the contract office before renewing.",
            AdditionalEmails = ["pki-notices@fjordlab.example"],
            UserIdAssignments = [880145, 880190],
            PromoCode = "DOCSIGN26",
            ExpirationDate = "2029-06-09",
            PaymentMethod = PaymentMethod.Balance,
            Csr = Drafts.SampleCsr,
        };
        JObject expected = Expected("full");
        expected["certificate"]!["key_size"] = 2048; // the sample says 3072 beside a CSR of 2048 bits, which the rules refuse

        Assert.Equal(expected, await WireAsync(draft, csr: null), JToken.EqualityComparer);
    }

    [Fact]
    public async Task An_order_for_a_mailed_token()
    {
        OrderDraft draft = Drafts.ByToken();
        draft.ShipTo!.Addr2 = "3. etasje";
        draft.Contacts = [Oskar];
        draft.ServerPlatformId = -1;
        draft.AdditionalUsages = ["document_signing", "ms_document_signing"];
        draft.KeySize = "P-256";
        draft.SignatureHash = SignatureHash.Sha384;
        (draft.Years, draft.Days) = (null, 400);
        draft.PaymentMethod = PaymentMethod.Profile;

        Assert.Equal(Expected("ship-token"), await WireAsync(draft, csr: null), JToken.EqualityComparer);
    }

    [Fact]
    public async Task A_renewal_for_a_new_organization_paid_by_card()
    {
        OrderDraft draft = Drafts.ForNewOrganization();
        draft.Organization!.AssumedName = "Fjordlab";
        draft.Organization.Address2 = "3. etasje";
        draft.Organization.SkipDuplicateOrgCheck = true;
        draft.RenewalOfOrderId = 271400871;
        draft.SignatureHash = SignatureHash.Sha256;
        draft.Years = 2;
        OrderDraft card = Drafts.ByCard();
        (draft.PaymentMethod, draft.CreditCard, draft.BillingAddress) = (card.PaymentMethod, card.CreditCard, card.BillingAddress);

        Assert.Equal(Expected("new-organization-renewal"), await WireAsync(draft, csr: null), JToken.EqualityComparer);
    }

    /// <summary>The sample as we send it: an unset value is left out instead of null, and the agreement is a boolean.</summary>
    private static JObject Expected(string name)
    {
        JObject sample = Drafts.Sample(name);
        foreach (JProperty? unset in sample.DescendantsAndSelf().OfType<JProperty>().Where(one => one.Value.Type == JTokenType.Null)
            .ToList())
        {
            unset.Remove();
        }

        sample["csa_agreed_to"] = true;
        return sample;
    }

    private static async Task<JObject> WireAsync(OrderDraft draft, string? csr)
    {
        OrderRequest request = OrderRules.Build(draft, Drafts.Mira, csr, Drafts.Now);
        using var handler = StubServer.Answering("""{"id":1}""", HttpStatusCode.Created);
        using var client =
            new CertCentralClient(new CertCentralOptions { ApiKey = ApiKey.From(Secret.Of("key")), PrimaryHandler = () => handler });
        await client.Orders.CreateAsync(request, CancellationToken.None);
        return JObject.Parse(Assert.Single(handler.Calls).Body);
    }
}
