using CertCentral;
using CertCentral.Pacing;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Renewing;
using DigiCertDocSign.Tests.Orders;
using DigiCertDocSign.Tests.People;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Renewing;

/// <summary>What an order hands on to its renewal, as far as CertCentral shows it, and what somebody has to say instead.</summary>
public class InheritanceTests
{
    private const string Oskar = """{"id":70411,"user_id":880190,"first_name":"Oskar","last_name":"Lindqvist","email":"O@x.example"}""";
    private const string Ida = """{"first_name":"Ida","last_name":"Berg","email":"ida@x.example"}""";

    /// <summary>What the order shows besides its person, and what of the order call comes of it.</summary>
    public static TheoryData<string, string, string> Shown() => new()
    {
        { """{"validity_years":3}""", "order_validity", """{"years":3}""" },
        {
            """{"validity_years":1,"certificate":{"valid_from":"2026-06-01","valid_till":"2026-11-30"}}""",
            "order_validity", """{"days":183}"""
        },
        { """{"certificate":{"valid_till":"2026-11-30","cert_validity":{"days":90}}}""", "order_validity", """{"days":90}""" },
        { """{"certificate":{"valid_till":"2026-11-30","cert_validity":{"years":2}}}""", "order_validity", """{"years":2}""" },
        {
            """{"certificate":{"valid_till":"2026-11-30","usage_designation":{"additional_usages":["ms_document_signing"]}}}""",
            "certificate.usage_designation", """{"primary_usage":"signing","additional_usages":["ms_document_signing"]}"""
        },
        { """{"container":{"id":44}}""", "container", """{"id":44}""" },
        { """{"additional_emails":["pki@x.example"]}""", "additional_emails", """["pki@x.example"]""" },
        {
            $$$"""{"technical_contact":{{{Ida}}}}""", "organization.contacts",
            """
            [{"user_id":880190,"contact_type":"organization_contact"},{"user_id":9,"contact_type":"technical_contact"}]
            """
        },
        {
            """{"technical_contact":{"email":"o@X.example"}}""", "organization.contacts",
            """[{"user_id":880190,"contact_type":"organization_contact"}]"""
        },
    };

    [Theory]
    [MemberData(nameof(Shown))]
    public async Task What_the_order_shows_is_ordered_again(string shown, string path, string expected)
    {
        JToken? sent = (await OrderAsync(shown, new OrderDraft { AgreeToSubscriberAgreement = true })).SelectToken(path);

        Assert.Equal(JToken.Parse(expected), sent!, JToken.EqualityComparer);
    }

    [Theory]
    [InlineData(
        """{"organization_contact":{"first_name":"Per","last_name":"Gone","email":"p@x.example"}}""", FaultKind.ContactMissing, "Per Gone")]
    [InlineData("""{"organization_contact":null}""", FaultKind.ContactMissing, "at least one contact")]
    [InlineData("""{"organization":null}""", FaultKind.OrganizationMissing, "no organization is given")]
    [InlineData("""{"validity_years":null}""", FaultKind.ValidityMissing, "no validity is given")]
    [InlineData(
        """{"cs_provisioning_method":"ship_token"}""", FaultKind.ShippingAddressMissing, "the address that the token is mailed to")]
    [InlineData("""{"cs_provisioning_method":"email"}""", FaultKind.CsrMissing, "needs a new key")]
    [InlineData("""{"certificate":{"valid_till":null}}""", FaultKind.RenewalTooEarly, "does not show until when it is valid")]
    public async Task What_the_order_does_not_show_somebody_has_to_say(string shown, FaultKind kind, string said)
    {
        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(
            () => OrderAsync(shown, new OrderDraft { AgreeToSubscriberAgreement = true }));

        Assert.Contains(fault.Faults, one => one.Kind == kind && one.Message.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_operator_gives_goes_before_it()
    {
        OrderDraft given = Drafts.Valid();
        given.ContainerId = 45;
        given.AdditionalEmails = ["legal@x.example"];

        JObject sent = await OrderAsync("""{"container":{"id":44},"additional_emails":["pki@x.example"]}""", given);

        Assert.Equal(45, sent.SelectToken("container.id")!.Value<int>());
        Assert.Equal("legal@x.example", Assert.Single(sent["additional_emails"]!).Value<string>());
        Assert.Equal(880145, Assert.Single(sent.SelectTokens("organization.contacts[*].user_id")).Value<int>());
        Assert.Equal(1, sent.SelectToken("order_validity.years")!.Value<int>());
    }

    /// <summary>The order call of a renewal of an order that shows this, and has nothing to be renewed but what is named here.</summary>
    private static async Task<JObject> OrderAsync(string shown, OrderDraft given)
    {
        var order = JObject.Parse($$"""
            {
              "id": 7, "status": "issued", "product": { "name_id": "ds_org_individual" }, "organization": { "id": 610233 },
              "subject": { "given_name": "Mira K.", "surname": "Solberg", "email": "mira.solberg@fjordlab.example" },
              "certificate": { "valid_till": "2026-11-30" }, "validity_years": 1, "cs_provisioning_method": "client_app",
              "organization_contact": { "first_name": "Oskar", "last_name": "Lindqvist", "email": "o@x.example" }
            }
            """);
        order.Merge(JObject.Parse(shown), new JsonMergeSettings
        {
            MergeNullValueHandling = MergeNullValueHandling.Merge,
            MergeArrayHandling = MergeArrayHandling.Replace,
        });
        using var server = new StubServer(call => StubServer.Answer(call.RequestUri!.AbsolutePath["/services/v2/".Length..] switch
        {
            "order/certificate/7" => order.ToString(),
            "organization/610233" => $$$"""{"id":610233,"organization_contact":{{{Oskar}}}}""",
            "user" => $$$"""{"users":[{"id":9,"status":"active",{{{Ida[1..]}}}],"page":{"total":1}}""",
            "organization/610233/validation" => """{"validations":[]}""",
            _ => """{"id":8}""",
        }));
        using var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Secret.Of("sandbox")),
            Limits = new CallLimits([]),
            PrimaryHandler = () => server,
        });
        var time = new JumpingTime(Drafts.Now);
        var renewal = new OrderRenewal(client, time, new RenewalOptions());
        FormerOrder old = await renewal.ReadAsync(7, CancellationToken.None);
        PersonResolution person = new PersonResolver().Resolve(new ListedSource(
            "Input", ("GivenName", "Mira K."), ("Surname", "Solberg"), ("Title", "Clerk"), ("Phone", "+47 1"),
            ("Email", "mira.solberg@fjordlab.example")));
        PreparedRenewal ready = await renewal.PrepareAsync(old, given, person, null, null, CancellationToken.None);
        await client.Orders.CreateAsync(ready.Input.Body, CancellationToken.None);
        return JObject.Parse(server.Calls[^1].Body);
    }
}
