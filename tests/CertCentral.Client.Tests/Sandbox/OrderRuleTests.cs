using System.Net;
using System.Security.Cryptography;
using System.Text;
using CertCentral.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Sandbox;

/// <summary>Every rule of the order page, each broken alone and in company.</summary>
public sealed class OrderRuleTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 3, 9, 14, 52, TimeSpan.Zero));

    /// <summary>Path of a value in the minimal order, the JSON put there (nothing: removed), the code expected.</summary>
    public static TheoryData<string, string?, string> BrokenRules => new()
    {
        { "certificate", null, "missing_parameter|certificate" },
        { "certificate", "[]", "invalid_value|certificate" },
        { "certificate.server_platform", "{}", "missing_parameter|certificate.server_platform.id" },
        { "certificate.server_platform", """{"id":999}""", "invalid_value|certificate.server_platform.id" },
        { "certificate.ca_cert_id", "\"0\"", "invalid_value|certificate.ca_cert_id" },
        { "certificate.usage_designation", null, "missing_parameter|certificate.usage_designation" },
        { "certificate.usage_designation.primary_usage", "\"encryption\"", "invalid_value|certificate.usage_designation.primary_usage" },
        { "certificate.usage_designation.additional_usages", "[\"tls\"]", "invalid_value|certificate.usage_designation.additional_usages" },
        { "certificate.csr", null, "missing_parameter|certificate.csr" },
        { "certificate.csr", "\"\"", "missing_parameter|certificate.csr" },
        { "certificate.csr", "\"-----BEGIN CERTIFICATE REQUEST-----AAAA-----END CERTIFICATE REQUEST-----\"", "csr_invalid_cannot_parse" },
        { "certificate.key_size", "1024", "invalid_value|certificate.key_size" },
        { "certificate.csr_key_type", "\"ecc\"", "invalid_value|certificate.key_size" },
        { "certificate.csr_key_type", "\"dsa\"", "invalid_value|certificate.csr_key_type" },
        { "certificate.signature_hash", "\"sha1\"", "invalid_value|certificate.signature_hash" },
        { "cs_provisioning_method", null, "missing_parameter|cs_provisioning_method" },
        { "cs_provisioning_method", "\"post\"", "invalid_value|cs_provisioning_method" },
        { "cs_provisioning_method", "\"ship_token\"", "missing_parameter|ship_info" },
        { "organization", null, "missing_parameter|organization" },
        { "organization.id", null, "missing_parameter|organization.id" },
        { "organization.id", "1", "invalid_value|organization.id" },
        { "organization.id", "610240", "invalid_value|organization.id" },
        { "organization.contacts", null, "missing_parameter|organization.contacts" },
        { "organization.contacts", "[]", "missing_parameter|organization.contacts" },
        { "organization.contacts[0].contact_type", null, "missing_parameter|organization.contacts[0].contact_type" },
        { "organization.contacts[0].id", "1", "invalid_value|organization.contacts[0].id" },
        { "organization.contacts[0].user_id", "1", "invalid_value|organization.contacts[0].user_id" },
        { "container", """{"id":1}""", "invalid_value|container.id" },
        { "renewal_of_order_id", "1", "invalid_value|renewal_of_order_id" },
        { "additional_emails", "[\"nobody\"]", "invalid_value|additional_emails" },
        { "user_id_assignments", "[1]", "invalid_value|user_id_assignments" },
        { "csa_agreed_to", null, "missing_parameter|csa_agreed_to" },
        { "csa_agreed_to", "false", "invalid_value|csa_agreed_to" },
        { "subject", null, "missing_parameter|subject" },
        { "subject.given_name", "\" \"", "missing_parameter|subject.given_name" },
        { "subject.surname", null, "missing_parameter|subject.surname" },
        { "subject.job_title", "7", "invalid_value|subject.job_title" },
        { "subject.phone", null, "missing_parameter|subject.phone" },
        { "subject.email", "\"mira@\"", "invalid_value|subject.email" },
        { "order_validity", null, "missing_parameter|order_validity" },
        { "order_validity", "{}", "missing_parameter|order_validity.years" },
        { "order_validity", """{"years":4}""", "invalid_value|order_validity.years" },
        { "order_validity", """{"days":1096}""", "invalid_value|order_validity.days" },
        { "order_validity", """{"years":1,"days":0}""", "invalid_value|order_validity.days" },
        { "order_validity", """{"custom_expiration_date":"2029-06-09"}""", "invalid_value|order_validity.custom_expiration_date" },
        { "order_validity", """{"custom_expiration_date":"03 NOV 2026"}""", "invalid_value|order_validity.custom_expiration_date" },
        { "order_validity", """{"custom_expiration_date":"04 NOV 2029"}""", "invalid_value|order_validity.custom_expiration_date" },
        { "payment_method", null, "missing_parameter|payment_method" },
        { "payment_method", "\"cash\"", "invalid_value|payment_method" },
        { "payment_method", "\"card\"", "missing_parameter|credit_card missing_parameter|billing_address" },
    };

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public async Task A_broken_rule_is_named_and_nothing_is_ordered(string path, string? json, string code)
    {
        await using BareClient client = await StartAsync();
        decimal before = client.Truth.Balance;

        string[] codes = await client.RefusedAsync(HttpMethod.Post, Orders.CreatePath, Orders.Minimal(body => Put(body, path, json)));

        Assert.Equal(code.Split(' '), codes);
        Assert.Equal((0, before), (client.Truth.OrdersCreated, client.Truth.Balance));
    }

    [Fact]
    public async Task All_broken_rules_are_named_at_once()
    {
        await using BareClient client = await StartAsync();

        string[] codes = await client.RefusedAsync(HttpMethod.Post, Orders.CreatePath, new JObject());

        Assert.Equal(
            ["cs_provisioning_method", "certificate", "organization", "csa_agreed_to", "subject", "order_validity", "payment_method"],
            codes.Select(code => code.Split('|')[1]));
    }

    [Theory]
    [InlineData("number", "\"4111\"")]
    [InlineData("expiration_month", "\"13\"")]
    [InlineData("expiration_year", "\"2025\"")]
    [InlineData("cvv", "\"12\"")]
    [InlineData("cardholder_name", null)]
    [InlineData("save_credit_card", "\"maybe\"")]
    [InlineData("set_as_default", "true")]
    public async Task A_card_is_looked_at_and_its_number_is_repeated_nowhere(string field, string? json)
    {
        await using BareClient client = await StartAsync();
        JObject body = Orders.Minimal(body =>
        {
            JToken card = Orders.Sample("order-create.request.new-organization-renewal.json");
            body["payment_method"] = "card";
            body["credit_card"] = card["credit_card"];
            body["billing_address"] = card["billing_address"];
        });
        Assert.Equal(HttpStatusCode.Created, (await client.TryAsync(HttpMethod.Post, Orders.CreatePath, body)).Status);
        Put(body, "credit_card." + field, json);

        (HttpStatusCode status, JToken? answer) = await client.TryAsync(HttpMethod.Post, Orders.CreatePath, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.EndsWith("|credit_card." + field, answer!["errors"]!.Single().Value<string>("code"), StringComparison.Ordinal);
        Assert.DoesNotContain("4111", answer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("order-create.request.min.json")]
    [InlineData("order-create.request.full.json")]
    [InlineData("order-create.request.ship-token.json")]
    [InlineData("order-create.request.new-organization-renewal.json")]
    public async Task Every_sample_order_is_taken(string sample)
    {
        await using BareClient client = await BareClient.StartAsync(new SandboxOptions { TimeProvider = _clock, SeedExpiringOrder = true });
        JToken ordered = Orders.Sample(sample);

        long id = (await client.PostAsync(Orders.CreatePath, ordered)).Value<long>("id");

        JToken info = await client.GetAsync($"order/certificate/{id}");

        Assert.True(JToken.DeepEquals(ordered["subject"], info["subject"]));
        Assert.True(JToken.DeepEquals(ordered["ship_info"], info["ship_info"]));
    }

    [Theory]
    [InlineData("rsa 2048")]
    [InlineData("p-256")]
    [InlineData("several lines")]
    [InlineData("public key")]
    [InlineData("forged")]
    [InlineData("rsa 1024")]
    [InlineData("p-521")]
    public async Task A_csr_counts_when_its_signature_does_and_its_key_is_allowed(string kind)
    {
        await using BareClient client = await StartAsync();
        using AsymmetricAlgorithm key = kind switch
        {
            "p-256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            "p-521" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
            _ => (AsymmetricAlgorithm)RSA.Create(kind == "rsa 1024" ? 1024 : 2048),
        };
        string csr = kind switch
        {
            "public key" => key.ExportSubjectPublicKeyInfoPem(),
            "several lines" => Orders.Csr(key)
                .Replace("-----M", "-----\r\nM", StringComparison.Ordinal)
                .Replace("-----END", "\r\n-----END", StringComparison.Ordinal) + "\r\n",
            "forged" => Forge(Orders.Csr(key)),
            _ => Orders.Csr(key),
        };

        (HttpStatusCode status, JToken? answer) =
            await client.TryAsync(HttpMethod.Post, Orders.CreatePath, Orders.Minimal(body => body["certificate"]!["csr"] = csr));

        string? code = (string?)answer!.SelectToken("errors[0].code");

        Assert.Equal(
            kind switch { "forged" => "csr_invalid_cannot_parse", "rsa 1024" or "p-521" => "invalid_value|certificate.csr", _ => null },
            code);
        Assert.Equal(code is null ? HttpStatusCode.Created : HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task Orders_stop_when_the_money_does()
    {
        await using BareClient client =
            await BareClient.StartAsync(new SandboxOptions { OpeningBalance = 600, NegativeBalanceLimit = 400 });
        await client.OrderAsync();
        await client.OrderAsync();

        Assert.Equal(["invalid_value|payment_method"], await client.RefusedAsync(HttpMethod.Post, Orders.CreatePath, Orders.Minimal()));
        Assert.Equal((2, 600 - (2 * 489)), (client.Truth.OrdersCreated, client.Truth.Balance));
        Assert.Equal("-378.00", (await client.GetAsync("finance/balance")).Value<string>("balance"));
    }

    [Fact]
    public async Task Values_beside_a_user_id_overwrite_that_user_and_ids_alone_do_not()
    {
        await using BareClient client = await StartAsync();
        JArray Contact(string json) => [BareClient.Parse(json)];
        await client.OrderAsync(
            body => body["organization"]!["contacts"] = Contact("""{"id":70411,"user_id":880145,"contact_type":"organization_contact"}"""));
        Assert.Equal("Ida", (await client.GetAsync("user/me")).Value<string>("first_name"));

        await client.OrderAsync(body => body["organization"]!["contacts"] =
            Contact("""{"id":70411,"user_id":880145,"contact_type":"organization_contact","last_name":"Dahl"}"""));

        JToken me = await client.GetAsync("user/me");

        Assert.Equal(("Ida", "Dahl"), (me.Value<string>("first_name"), me.Value<string>("last_name")));
    }

    [Theory]
    [InlineData("{", "application/json", 400, "bad_request_format")]
    [InlineData("[]", "application/json", 400, "bad_request_format")]
    [InlineData("{} {}", "application/json", 400, "bad_request_format")]
    [InlineData("a=b", "application/x-www-form-urlencoded", 406, "not_acceptable")]
    public async Task A_body_that_is_no_json_object_is_refused(string text, string type, int status, string code)
    {
        await using BareClient client = await StartAsync();
        using var content = new StringContent(text, Encoding.UTF8, type);

        using HttpResponseMessage response = await client.Http.PostAsync(new Uri(Orders.CreatePath, UriKind.Relative), content);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (string?)BareClient.Parse(await response.Content.ReadAsStringAsync()).SelectToken("errors[0].code"));
    }

    private Task<BareClient> StartAsync() => BareClient.StartAsync(new SandboxOptions { TimeProvider = _clock });

    private static void Put(JObject body, string path, string? json)
    {
        int dot = path.LastIndexOf('.');
        var parent = (JObject)(dot < 0 ? body : body.SelectToken(path[..dot])!);
        string name = path[(dot + 1)..];
        parent.Remove(name);
        if (json is not null)
        {
            parent.Add(name, BareClient.Parse(json));
        }
    }

    /// <summary>The same CSR with another key in it, so that the signature no longer fits.</summary>
    private static string Forge(string csr)
    {
        const string begin = "-----BEGIN CERTIFICATE REQUEST-----";
        const string end = "-----END CERTIFICATE REQUEST-----";
        byte[] der = Convert.FromBase64String(csr[begin.Length..^end.Length]);
        der[100] ^= 1;
        return begin + Convert.ToBase64String(der) + end;
    }
}
