using System.Management.Automation;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DigiCertDocSign.Tests.Conventions;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.OrderParameters;

/// <summary>Each parameter of the order call: typed as a user types it, seen on the wire at its path.</summary>
public sealed class OrderParameterTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Place = "$order = @{ @BASICS@ }; ";

    /// <summary>Name of the CSR's key, to its CSR.</summary>
    private static readonly Dictionary<string, Func<string>> Csrs = new()
    {
        ["Rsa2048"] = () => Rsa(2048),
        ["Rsa3072"] = () => Rsa(3072),
        ["Rsa4096"] = () => Rsa(4096),
        ["P256"] = () => Curve(ECCurve.NamedCurves.nistP256),
        ["P384"] = () => Curve(ECCurve.NamedCurves.nistP384),
    };

    /// <summary>Changes to the splatted basics, then the JSON that the body must have at its path.</summary>
    public static TheoryData<string, string, string> Parameters() => new()
    {
        { "", "certificate.usage_designation.primary_usage", "\"signing\"" },
        { "$order.ServerPlatformId = 29", "certificate.server_platform.id", "29" },
        { "$order.CaCertId = '7A61C0FFEE12D455'", "certificate.ca_cert_id", "\"7A61C0FFEE12D455\"" },
        {
            "$order.AdditionalUsage = 'document_signing', 'ms_document_signing'",
            "certificate.usage_designation.additional_usages",
            "[\"document_signing\",\"ms_document_signing\"]"
        },
        { "$order.SignatureHash = 'Sha384'", "certificate.signature_hash", "\"sha384\"" },
        { "$order.SignatureHash = 'Sha512'", "certificate.signature_hash", "\"sha512\"" },
        { "$order.KeyType = 'Rsa'; $order.KeySize = 2048", "certificate.key_size", "2048" },
        { "$order.KeyType = 'Rsa'", "certificate.csr_key_type", "\"rsa\"" },
        { "", "cs_provisioning_method", "\"email\"" },
        { "$order.ProvisioningMethod = 'Email'", "cs_provisioning_method", "\"email\"" },
        { "$order.ProvisioningMethod = 'ClientApp'", "cs_provisioning_method", "\"client_app\"" },
        { "$order.Comment = \"Budget 4410`nfür Bergen\"", "comments", "\"[DS-*] Budget 4410\\nfür Bergen\"" },
        { "", "organization.id", "610233" },
        { "", "organization.contacts", "[{\"contact_type\":\"organization_contact\",\"user_id\":880145}]" },
        {
            "$order.Contact = @{ ContactType = 'technical_contact'; Id = 70411 }, @{ ContactType = 'OrganizationContact'; UserId = "
                + "'880145' }",
            "organization.contacts",
            "[{\"contact_type\":\"technical_contact\",\"id\":70411},{\"contact_type\":\"organization_contact\",\"user_id\":880145}]"
        },
        {
            "$order.Contact = @{ ContactType = 'organization_contact'; FirstName = 'Åse'; LastName = 'Lie'; Email = "
                + "'ase.lie@fjordlab.example'; JobTitle = 'HR'; Telephone = '+47 55 50 01 11' }",
            "organization.contacts",
            "[{\"contact_type\":\"organization_contact\",\"first_name\":\"Åse\",\"last_name\":\"Lie\","
                + "\"email\":\"ase.lie@fjordlab.example\",\"job_title\":\"HR\",\"telephone\":\"+47 55 50 01 11\"}]"
        },
        {
            "$order.Contact = @{ ContactType = 'organization_contact'; UserId = 880145; JobTitle = 'CEO'; UpdateExisting = $true }",
            "organization.contacts",
            "[{\"contact_type\":\"organization_contact\",\"user_id\":880145,\"job_title\":\"CEO\"}]"
        },
        { "$order.ContainerId = 44131", "container", "{\"id\":44131}" },
        { "$order.RenewalOfOrderId = 271400871", "renewal_of_order_id", "271400871" },
        { "$order.CustomRenewalMessage = 'Ask Mira first'", "custom_renewal_message", "\"Ask Mira first\"" },
        {
            "$order.AdditionalEmail = 'pki@fjordlab.example', 'legal@fjordlab.example'",
            "additional_emails",
            "[\"pki@fjordlab.example\",\"legal@fjordlab.example\"]"
        },
        { "$order.UserIdAssignment = 880145", "user_id_assignments", "[880145]" },
        { "", "csa_agreed_to", "true" },
        { "$order.PromoCode = 'SPRING26'", "promo_code", "\"SPRING26\"" },
        {
            "",
            "subject",
            "{\"given_name\":\"Mira\",\"surname\":\"Solberg\",\"job_title\":\"Contract Manager\",\"phone\":\"+47 55 50 01 "
                + "42\",\"email\":\"mira.solberg@fjordlab.example\"}"
        },
        { "$order.JobTitle = 'Head of Contracts'", "subject.job_title", "\"Head of Contracts\"" },
        { "", "order_validity", "{\"years\":1}" },
        { "$order.Years = 3", "order_validity", "{\"years\":3}" },
        { "$order.Remove('Years'); $order.Days = 1095", "order_validity", "{\"days\":1095}" },
        { "", "payment_method", "\"balance\"" },
        { "$order.PaymentMethod = 'Balance'", "payment_method", "\"balance\"" },
        { "$order.PaymentMethod = 'Profile'", "payment_method", "\"profile\"" },
    };

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Each_parameter_is_seen_on_the_wire(string change, string path, string json) =>
        AssertJson(json, At(Sent(change), path));

    [Theory]
    [InlineData("Rsa2048", null, null)] // the server's own defaults
    [InlineData("Rsa3072", "\"rsa\"", "3072")]
    [InlineData("Rsa4096", "\"rsa\"", "4096")]
    [InlineData("P256", "\"ecc\"", "\"p-256\"")]
    [InlineData("P384", "\"ecc\"", "\"p-384\"")]
    public void Key_type_and_size_are_those_of_the_csr(string key, string? type, string? size)
    {
        string pem = Csrs[key]();
        JsonNode body = Sent("$csr = $own", ("own", pem));

        AssertJson(type, At(body, "certificate.csr_key_type"));
        AssertJson(size, At(body, "certificate.key_size"));

        Assert.Equal(pem.ReplaceLineEndings(""), (string?)At(body, "certificate.csr"));
    }

    [Theory]
    [InlineData("$day.ToString('yyyy-MM-dd')")]
    [InlineData("$day.ToString('dd MMM yyyy', [cultureinfo]::InvariantCulture)")]
    [InlineData("$day")]
    [InlineData("$day.AddHours(23.5)")]
    [InlineData("[psobject]::AsPSObject($day)")] // wrapped, as a cmdlet puts it out
    [InlineData("[DateTimeOffset]::new($day, [timespan]::FromHours(13))")] // another day in UTC
    public void A_custom_date_goes_out_in_the_form_of_the_page(string given)
    {
        // A day that another culture would read as a day of another month.
        var day = new DateTime(sandbox.Clock.GetUtcNow().Year + 2, 6, 9);
        JsonNode body = Sent($"$order.Remove('Years'); $order.ExpirationDate = {given}", ("day", day));

        Assert.Equal($"09 JUN {day.Year}", (string?)At(body, "order_validity.custom_expiration_date"));
        Assert.Single(At(body, "order_validity")!.AsObject());
    }

    [Fact]
    public void A_token_is_mailed_to_the_address_given()
    {
        JsonNode body = Sent(
            "$csr = $null; $order.ProvisioningMethod = 'ShipToken'; $order.ShipTo = @{ Name = 'Mira Solberg'; Addr1 = 'Strandgaten 7'; "
                + "Addr2 = '3. etasje'; City = 'Bergen'; State = 'Vestland'; Zip = 5013; Country = 'NO'; Method = 'expedited' }");

        Assert.Equal("ship_token", (string?)At(body, "cs_provisioning_method"));
        AssertJson(
            """
            {"name":"Mira Solberg","addr1":"Strandgaten 7","addr2":"3. etasje","city":"Bergen","state":"Vestland","zip":"5013",
            "country":"no","method":"EXPEDITED"}
            """,
            At(body, "ship_info"));

        Assert.Null(At(body, "certificate.csr"));
    }

    [Fact]
    public void A_new_organization_is_sent_with_its_details_and_comes_back_with_its_id()
    {
        const string change =
            "$order.Remove('OrganizationId'); $order.Contact = @{ ContactType = 'organization_contact'; FirstName = 'Åse'; LastName = "
            + "'Lie'; Email = 'ase.lie@fjordlab.example'; JobTitle = 'HR'; Telephone = '1' }; "
            + "$order.Organization = @{ Name = 'Fjordlab Drift AS'; AssumedName = 'Drift'; Address = 'Torget 1'; Address2 = '2. etasje'; "
            + "City = 'Bergen'; State = 'Vestland'; Zip = '5014'; Country = 'NO'; Telephone = '+47 55 50 01 00'; SkipDuplicateOrgCheck = "
            + "$true }";
        JsonNode organization = At(Sent(change), "organization")!;

        organization.AsObject().Remove("contacts");
        AssertJson(
            """
            {"name":"Fjordlab Drift AS","assumed_name":"Drift","address":"Torget 1","address2":"2. etasje","city":"Bergen",
            "state":"Vestland","zip":"5014","country":"no","telephone":"+47 55 50 01 00","skip_duplicate_org_check":true}
            """,
            organization);

        Assert.True(sandbox.Run("$placed").Value<long>("NewOrganizationId") > 0);
    }

    [Fact]
    public void A_card_is_sent_with_the_address_of_its_bill()
    {
        int year = sandbox.Clock.GetUtcNow().Year + 2;
        JsonNode body = Sent(
            "$order.PaymentMethod = 'Card'; $order.CreditCard = @{ Number = $number; ExpirationMonth = 3; ExpirationYear = $year; Cvv = "
            + "$cvv; CardholderName = 'Mira Solberg'; SaveCreditCard = $false; SetAsDefault = $true }; "
            + "$order.BillingAddress = @{ Address = 'Strandgaten 7'; Address2 = '3. etasje'; City = 'Bergen'; State = 'Vestland'; Country "
            + "= 'no'; Zip = '5013' }",
            ("number", Secret.Of("4111111111111111")), ("cvv", Secret.Of("333")), ("year", year));

        Assert.Equal("card", (string?)At(body, "payment_method"));
        AssertJson(
            $$"""
            {"number":"4111111111111111","expiration_month":"03","expiration_year":"{{year}}","cvv":"333",
            "cardholder_name":"Mira Solberg","save_credit_card":false,"set_as_default":"1"}
            """,
            At(body, "credit_card"));
        AssertJson(
            """{"address":"Strandgaten 7","address2":"3. etasje","city":"Bergen","state":"Vestland","country":"no","zip":"5013"}""",
            At(body, "billing_address"));
    }

    /// <summary>Each parameter that says what to order; none of the person, the run, or the agreement.</summary>
    public static TheoryData<string> OrderParameters =>
    [
        .. ModuleCmdlets.Get("New-DocSigningOrder").Parameters.Keys.Except(
        [
            .. Cmdlet.CommonParameters, .. Cmdlet.OptionalCommonParameters, "Connection", "AgreeToSubscriberAgreement",
            "InputObject", "GivenName", "Surname", "JobTitle", "Phone", "Email", "PropertyMap", "Force",
            "AllowDuplicate", "ThrottleLimit", "MaxOrders", "MaxErrors", "SettleSec", "PatienceSec",
            "Organization", "OrganizationId", // with one of them a plan is as good as made anew
        ]),
    ];

    [Theory]
    [MemberData(nameof(OrderParameters))]
    public void What_is_ordered_is_not_said_beside_a_plan(string parameter)
    {
        object value = Sample(ModuleCmdlets.Get("New-DocSigningOrder").Parameters[parameter].ParameterType);
        sandbox.Fresh();

        ScriptRun run = sandbox.Run(
            $"$order = @{{ @BASICS@ }}; $person | New-DocSigningPlan @order | New-DocSigningOrder -AgreeToSubscriberAgreement -{parameter} "
                + "$value",
            ("person", SandboxSession.Person()), ("value", value));

        ErrorRecord error = run.Terminating ?? Assert.Single(run.Errors);

        Assert.Contains($"leave out -{parameter} and give it to New-DocSigningPlan", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(sandbox.Changes);
    }

    private static object Sample(Type type) =>
        type == typeof(string) || type.Name == "CsrInput" ? "1"
        : type.GetElementType() is { } element ? new[] { Sample(element) }
        : Activator.CreateInstance(Nullable.GetUnderlyingType(type) ?? type)!;

    private JsonNode Sent(string change, params (string Name, object? Value)[] variables)
    {
        sandbox.Fresh();
        ScriptRun run = sandbox.Run(
            $"{Place}{change}; $placed = $person | New-DocSigningOrder -Csr $csr @order; $placed",
            [("person", SandboxSession.Person()), .. variables]);
        Assert.Single(run.Clean());
        JsonNode body = JsonNode.Parse(Assert.Single(sandbox.Changes).Body)!;

        // The reference of the intent is another one each time.
        body["comments"] = Regex.Replace((string)body["comments"]!, @"^\[DS-[0-9A-Z]{10}\]", "[DS-*]");
        return body;
    }

    private static JsonNode? At(JsonNode body, string path) =>
        path.Split('.').Aggregate<string, JsonNode?>(body, (node, name) => node?[name]);

    private static void AssertJson(string? expected, JsonNode? actual) =>
        Assert.True(
            JsonNode.DeepEquals(expected is null ? null : JsonNode.Parse(expected), actual),
            $"expected {expected ?? "nothing"}, sent {actual?.ToJsonString() ?? "nothing"}");

    private static string Rsa(int bits)
    {
        using var key = RSA.Create(bits);
        return SandboxSession.MakeCsr(key);
    }

    private static string Curve(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return SandboxSession.MakeCsr(key);
    }
}
