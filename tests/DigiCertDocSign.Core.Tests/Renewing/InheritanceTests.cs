using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CertCentral;
using CertCentral.Pacing;
using DigiCertDocSign.Journal;
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
            """{"validity_years":null,"certificate":{"valid_from":"2026-06-01","valid_till":"2026-11-30"}}""",
            "order_validity", """{"days":183}"""
        },
        { """{"validity_years":null,"certificate":{"cert_validity":{"days":90}}}""", "order_validity", """{"days":90}""" },
        { """{"validity_years":null,"certificate":{"cert_validity":{"years":2}}}""", "order_validity", """{"years":2}""" },
        {
            """{"certificate":{"valid_from":"2025-12-02","cert_validity":{"days":365}}}""",
            "order_validity", """{"years":1}"""
        },
        {
            """{"certificate":{"valid_till":"2026-11-30","usage_designation":{"additional_usages":["ms_document_signing"]}}}""",
            "certificate.usage_designation", """{"primary_usage":"signing","additional_usages":["ms_document_signing"]}"""
        },
        { """{"container":{"id":44}}""", "container", """{"id":44}""" },
        { """{"additional_emails":["pki@x.example"]}""", "additional_emails", """["pki@x.example"]""" },
        {
            """{"user":{"id":880145},"user_assignments":[{"id":880145},{"id":880190}]}""", "user_id_assignments", "[880190]"
        },
        { """{"custom_renewal_message":"Ask Ida Berg"}""", "custom_renewal_message", "\"Ask Ida Berg\"" },
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
        {
            """{"verified_contacts":[{"first_name":"Oskar","last_name":"Lindqvist","email":"o@x.example"}]}""", "organization.contacts",
            """
            [{"user_id":880190,"contact_type":"organization_contact"},{"user_id":880190,"contact_type":"verified_contact"}]
            """
        },
    };

    /// <summary>What the order shows besides its person, and what is told of it where nobody is asked.</summary>
    public static TheoryData<string, string> Untold() => new()
    {
        { "{}", "CertCentral does not show the usages of order 7, so the new certificate gets the usual ones." },
        {
            """{"disable_renewal_notifications":true}""",
            "order 7 sends no mails about its renewal, and the new order does. When it is there, turn them off with Set-DocSigningOrder"
        },
        {
            $$$"""{"technical_contact":{{{Ida}}}}""",
            "technical_contact Ida Berg <ida@x.example> (user 9) is named by order 7 and is no contact of organization 610233"
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
        """{"organization_contact":{"first_name":"Per","last_name":"Gone","email":"p@x.example"}}""", FaultKind.ContactMissing,
        "Contact: Per Gone <p@x.example>, the organization_contact of order 7 for ")]
    [InlineData("""{"organization_contact":null}""", FaultKind.ContactMissing, "at least one contact")]
    [InlineData("""{"organization":null}""", FaultKind.OrganizationMissing, "no organization is given")]
    [InlineData(
        """{"technical_contact":{"first_name":"Per","last_name":"Gone","email":"ida@x.example"}}""", FaultKind.ContactMissing, "Per Gone")]
    [InlineData("""{"validity_years":null}""", FaultKind.ValidityMissing, "no validity is given")]
    [InlineData(
        """{"certificate":{"valid_from":"2026-06-01"}}""", FaultKind.ValidityMissing, "no validity is given")]
    [InlineData(
        """{"certificate":{"cert_validity":{"days":183}}}""", FaultKind.ValidityMissing, "no validity is given")]
    [InlineData(
        """{"validity_years":null,"reissues_count":1,"certificate":{"valid_from":"2026-06-01"}}""", FaultKind.ValidityMissing,
        "no validity is given")]
    [InlineData(
        """{"validity_years":null,"requests":[{"type":"reissue"}],"certificate":{"valid_from":"2026-06-01"}}""",
        FaultKind.ValidityMissing, "no validity is given")]
    [InlineData("""{"cs_provisioning_method":null}""", FaultKind.RenewalNotPossible, "Say it with -ProvisioningMethod")]
    [InlineData("""{"cs_provisioning_method":"by_owl"}""", FaultKind.RenewalNotPossible, "a word that is not known (ByOwl)")]
    [InlineData(
        """{"certificate":{"valid_from":"2026-10-12"}}""", FaultKind.RenewalTooEarly,
        "It is valid until 2026-11-30, and is renewed from 2026-11-06 on")]
    [InlineData(
        """{"cs_provisioning_method":"ship_token"}""", FaultKind.ShippingAddressMissing, "the address that the token is mailed to")]
    [InlineData("""{"cs_provisioning_method":"email"}""", FaultKind.CsrMissing, "needs a new key")]
    [InlineData("""{"certificate":{"valid_till":null}}""", FaultKind.RenewalNotPossible, "does not show until when it is valid")]
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

    [Theory]
    [MemberData(nameof(Untold))]
    public async Task What_the_question_alone_would_say_is_a_warning_with_the_name(string shown, string said)
    {
        (PreparedRenewal ready, _) = await PrepareAsync(shown, new OrderDraft { AgreeToSubscriberAgreement = true });

        Assert.Contains(
            ready.Warnings, warning => warning.StartsWith($"{Drafts.Mira}: {said}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_order_that_shows_all_is_renewed_without_a_warning_and_described_whole()
    {
        (PreparedRenewal ready, _) = await PrepareAsync(
            """
            {
              "certificate": { "signature_hash": "sha384", "usage_designation": { "additional_usages": ["ms_document_signing"] } },
              "additional_emails": ["pki@x.example"], "custom_renewal_message": "Ask Ida", "user_assignments": [{ "id": 880190 }]
            }
            """,
            new OrderDraft { AgreeToSubscriberAgreement = true });

        Assert.Empty(ready.Warnings);
        Assert.Contains(
            "usages: ms_document_signing; signature hash: Sha384; further e-mails: pki@x.example; managed by users 880190; "
            + "renewal message 'Ask Ida';",
            ready.Description,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usages_that_are_shown_as_none_are_not_hidden()
    {
        (PreparedRenewal ready, _) = await PrepareAsync(
            """{"certificate":{"usage_designation":{"primary_usage":"signing","additional_usages":[]}}}""",
            new OrderDraft { AgreeToSubscriberAgreement = true });

        Assert.Empty(ready.Warnings);
        Assert.Contains("usages: the usual ones (the old order has no others);", ready.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_that_is_not_shown_is_no_matter_of_days_and_an_organization_neither()
    {
        DocSigningException end = await Assert.ThrowsAsync<DocSigningException>(() => PrepareAsync(
            """{"certificate":{"valid_till":null}}""", Drafts.Valid(), new RenewalOptions { WithinDays = 1095 }));
        DocSigningException organization = await Assert.ThrowsAsync<DocSigningException>(() => PrepareAsync(
            """{"organization":null}""", Drafts.Valid()));

        Assert.Equal((FaultKind.RenewalNotPossible, FaultKind.RenewalNotPossible), (end.Kind, organization.Kind));
        Assert.DoesNotContain("-RenewWithin", end.Message, StringComparison.Ordinal);
        Assert.Contains("does not show which organization it is for. Look there", organization.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journals_id_of_an_order_makes_nobody_its_person()
    {
        var replaces = new RenewalOptions { Replaces = true };
        Person stranger = new("Nils", "Hagen", "Clerk", "+47 2", "nils@x.example");
        Person married = Drafts.Mira with { Surname = "Berg" };

        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(
            () => PrepareAsync("{}", Drafts.Valid(), replaces, Known(), stranger));
        (PreparedRenewal changed, _) = await PrepareAsync("{}", Drafts.Valid(), replaces, Known(), married);
        (PreparedRenewal same, _) = await PrepareAsync("{}", Drafts.Valid(), null, Known());
        (PreparedRenewal other, _) = await PrepareAsync("{}", Drafts.Valid(), null, Known() with { Email = stranger.Email });

        Assert.Equal(FaultKind.RenewalNotPossible, fault.Kind);
        Assert.Contains("it is that of Mira K. Solberg, and this input is for Nils Hagen", fault.Message, StringComparison.Ordinal);
        Assert.Equal(
            (null, Known().DirectoryId, null), (changed.Input.DirectoryId, same.Input.DirectoryId, other.Input.DirectoryId));
    }

    [Fact]
    public async Task An_old_key_is_known_by_the_journal_where_the_order_shows_none()
    {
        OrderDraft given = Drafts.Valid();
        given.Csr = Drafts.SampleCsr;
        var reuses = new RenewalOptions { ReusesKey = true };

        DocSigningException fault =
            await Assert.ThrowsAsync<DocSigningException>(() => PrepareAsync("{}", given, null, Known()));
        (PreparedRenewal same, _) = await PrepareAsync("{}", given, reuses, Known());
        (PreparedRenewal other, _) = await PrepareAsync("{}", given, reuses, Known() with { PublicKeySha256 = "00" });

        Assert.Equal(FaultKind.RenewalKeyReused, fault.Kind);
        Assert.Equal((Known().KeyReference, null), (same.Input.KeyReference, other.Input.KeyReference));
        Assert.Contains("the SAME key", same.Description, StringComparison.Ordinal);
        Assert.Contains("a new key", other.Description, StringComparison.Ordinal);
    }

    /// <summary>A CSR that the order may have, or not: its key is no new one either.</summary>
    [Fact]
    public async Task A_key_that_may_be_the_orders_is_reused_only_where_that_is_said()
    {
        using IOrderJournal journal = JournalPlace.InMemory().Open(new JumpingTime(Drafts.Now));
        await using IJournalRun run = await journal.EnterRunAsync("gone", CancellationToken.None);
        Assert.NotNull(await journal.TryClaimAsync(run, Known() with { PublicKeySha256 = "00" }, [], CancellationToken.None));
        await new NotedKeys(journal).NoteSentAsync(
            1, 7, Drafts.SampleCsr, "file:///keys/other.pem", isShown: false, CancellationToken.None);
        OrderIntent known = (await journal.FindByOrderIdAsync(1, 7, CancellationToken.None))!;
        OrderDraft given = Drafts.Valid();
        given.Csr = Drafts.SampleCsr;

        DocSigningException fault =
            await Assert.ThrowsAsync<DocSigningException>(() => PrepareAsync("{}", given, null, known));
        (PreparedRenewal same, _) = await PrepareAsync("{}", given, new RenewalOptions { ReusesKey = true }, known);

        Assert.Equal(FaultKind.RenewalKeyReused, fault.Kind);
        Assert.Equal("file:///keys/other.pem", same.Input.KeyReference);
        Assert.Contains("the SAME key", same.Description, StringComparison.Ordinal);
    }

    private static string SampleKey => Convert.ToHexString(SHA256.HashData(CertificateRequest
        .LoadSigningRequestPem(
            Drafts.SampleCsr, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.SkipSignatureValidation, RSASignaturePadding.Pkcs1)
        .PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>What the journal has of the order, by which its person is known in the directory.</summary>
    private static OrderIntent Known() => new()
    {
        Reference = "dcds-known",
        Key = IntentKey.Of(1, "ds_org_individual", Drafts.Mira.Email),
        State = IntentState.Placed,
        GivenName = Drafts.Mira.GivenName,
        Surname = Drafts.Mira.Surname,
        Email = Drafts.Mira.Email,
        OrderId = 7,
        PublicKeySha256 = SampleKey,
        KeyReference = "file:///keys/mira.pem",
        DirectoryId = "5f0c1c3e-7a51-4c52-9d0f-2f5f4b0a9d11",
        RunId = "gone",
        CreatedAt = Drafts.Now,
        UpdatedAt = Drafts.Now,
    };

    private static async Task<JObject> OrderAsync(string shown, OrderDraft given) => (await PrepareAsync(shown, given)).Sent;

    /// <summary>A renewal of an order that shows this, and has nothing to be renewed but what is named here, with its order call.</summary>
    private static async Task<(PreparedRenewal Ready, JObject Sent)> PrepareAsync(
        string shown, OrderDraft given, RenewalOptions? options = null, OrderIntent? known = null, Person? person = null)
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
            "organization/610233" =>
                $$$"""{"id":610233,"organization_contact":{{{Oskar}}},"verified_contacts":[{"user_id":12,"email":"o@x.example"}]}""",
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
        var renewal = new OrderRenewal(client, time, options ?? new RenewalOptions());
        FormerOrder old = await renewal.ReadAsync(7, CancellationToken.None);
        Person whose = person ?? Drafts.Mira;
        PersonResolution read = new PersonResolver().Resolve(new ListedSource(
            "Input", ("GivenName", whose.GivenName), ("Surname", whose.Surname), ("Title", whose.JobTitle), ("Phone", whose.Phone),
            ("Email", whose.Email)));
        PreparedRenewal ready = await renewal.PrepareAsync(old, given, read, null, known, CancellationToken.None);
        await client.Orders.CreateAsync(ready.Input.Body, CancellationToken.None);
        return (ready, JObject.Parse(server.Calls[^1].Body));
    }
}
