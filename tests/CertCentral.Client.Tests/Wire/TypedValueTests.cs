using CertCentral.Finance;
using CertCentral.Orders;
using CertCentral.Products;
using CertCentral.Requests;
using CertCentral.Users;

namespace CertCentral.Tests.Wire;

public class TypedValueTests
{
    [Fact]
    public void An_issued_order_is_typed()
    {
        OrderInfo order = WireJson.Read<OrderInfo>(Samples.Text("order-info.issued.json"));

        Assert.Equal(318840027, order.Id);
        Assert.Equal("issued", order.Status);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 14, 44, 30, TimeSpan.Zero), order.Certificate!.DateIssued);
        Assert.Equal(new DateTime(2029, 11, 22, 0, 0, 0, DateTimeKind.Unspecified), order.Certificate.ValidTill);
        Assert.Equal(DateTimeKind.Unspecified, order.Certificate.ValidTill!.Value.Kind);
        Assert.Equal("2048", order.Certificate.KeySize);
        Assert.Equal(0, order.Certificate.PurchasedDnsNames);
        Assert.Equal("7A61C0FFEE12D455", order.Certificate.CaCert!.Id);
        Assert.Equal("/", order.Certificate.Csr!.Substring(order.Certificate.Csr.IndexOf("34k", StringComparison.Ordinal) + 3, 1));
        Assert.False(order.AutoRenew);
        Assert.Equal(489m, order.Price);
        Assert.Equal("Mira K.", order.Subject!.GivenName);
        Assert.Equal(52100931, Assert.Single(order.Requests!).Id);
        Assert.Equal("pki-notices@fjordlab.example", Assert.Single(order.AdditionalEmails!));
        Assert.Equal(9911420, order.ReceiptId);
    }

    [Fact]
    public void The_oddities_are_typed_where_they_can_be()
    {
        OrderInfo order = WireJson.Read<OrderInfo>(Samples.Text("order-info.oddities.json"));

        Assert.Equal(318840031, order.Id);
        Assert.Null(order.Organization);
        Assert.Null(order.Certificate!.ServerPlatform);
        Assert.Equal("SHA256", order.Certificate.SignatureHash);
        Assert.Equal([" "], order.Certificate.DnsNames);
        Assert.False(order.IsRenewal);
        Assert.False(order.IsRenewed);
        Assert.True(order.IsMultiYearPlan);
        Assert.False(order.DisableRenewalNotifications);
        Assert.Equal(3, order.ValidityYears);
        Assert.Equal(44120, order.Container!.Id);
        Assert.Equal("Document Signing for Business – Employee", order.Product!.Name);
        Assert.Equal(new DateTimeOffset(2026, 11, 3, 9, 14, 52, TimeSpan.Zero), Assert.Single(order.Requests!).Date?.Value);
        Assert.Equal(489.00m, order.Price);
        Assert.Empty(order.AdditionalEmails!);
        Assert.Equal("5013", order.ShipInfo!.Zip);
        Assert.Equal([276L, 277L, 278L], order.CustomFields!.Select(field => field.MetadataId!.Value));
        Assert.Equal(1, order.ExtraFields["a_field_added_later"]!["x"]);
    }

    [Fact]
    public void Text_that_means_numbers_days_and_times_is_typed()
    {
        Assert.Equal(2454.00m, WireJson.Read<AccountBalance>(Samples.Text("finance-balance.json")).TotalAvailableFunds);
        Assert.Equal([1, 2, 3], WireJson.Read<ProductInfo>(Samples.Text("product-info.ds_org_individual.json")).AllowedOrderValidityYears!);
        Assert.Equal(
            new DateTimeOffset(2026, 10, 30, 7, 41, 0, TimeSpan.Zero),
            WireJson.Read<UserInfo>(Samples.Text("user-me.json")).LastLoginDate);

        OrderValidation validation = WireJson.Read<OrderValidation>(Samples.Text("order-validation.pending.json"));
        Assert.Equal(318840026, validation.OrderId);
        Dictionary<string, string> steps = Assert.Single(validation.OrganizationValidations!).VerificationDetails!;
        Assert.Equal(
            ["address_verification", "blacklist_fraud", "request_authenticity"],
            steps.Where(step => step.Value == "pending").Select(step => step.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("\"1\"", true)]
    [InlineData("\"True\"", true)]
    [InlineData("1.0", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("\"0\"", false)]
    [InlineData("\"false\"", false)]
    [InlineData("\"\"", null)]
    [InlineData("2", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    public void A_boolean_is_read_in_each_of_its_forms(string json, bool? expected) =>
        Assert.Equal(expected, WireJson.Read<OrderInfo>($$"""{"is_renewal":{{json}}}""").IsRenewal);

    [Theory]
    [InlineData("\"2026-10-30 07:41:00\"", "2026-10-30T07:41:00+00:00")]
    [InlineData("\"2026-10-30T07:41:00-07:00\"", "2026-10-30T07:41:00-07:00")]
    [InlineData("\"2026-10-30T07:41:00Z\"", "2026-10-30T07:41:00+00:00")]
    [InlineData("\"2026-10-30T07:41:00.125+00:00\"", "2026-10-30T07:41:00.125+00:00")]
    [InlineData("\"2026-10-30\"", "2026-10-30T00:00:00+00:00")]
    [InlineData("\"10/30/2026\"", null)]
    [InlineData("1793346060", null)]
    [InlineData("\"0000-00-00 00:00:00\"", null)]
    public void A_time_is_read_in_each_of_its_forms_and_never_guessed(string json, string? expected)
    {
        OrderInfo order = WireJson.Read<OrderInfo>($$"""{"date_created":{{json}}}""");

        Assert.Equal(
            expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            order.DateCreated?.Value);
        Assert.Equal(expected is null, order.ExtraFields.ContainsKey("date_created"));
    }

    [Theory]
    [InlineData("2026-10-30T07:41:00+00:00", true, true)]
    [InlineData("2026-10-30T07:41:00-07:00", true, true)]
    [InlineData("2026-10-30T07:41:00Z", true, true)]
    [InlineData("2026-10-30 07:41:00+01:00", true, true)]
    [InlineData(" 2026-10-30T07:41:00.125+00:00 ", true, true)]
    [InlineData("2026-10-30T07:41:00", false, true)]
    [InlineData("2026-10-30T07:41", false, true)]
    [InlineData(" 2026-10-30 07:41:00 ", false, true)]
    [InlineData("2026-10-30", false, false)]
    public void A_date_of_creation_tells_whether_it_names_a_zone_and_a_time(string text, bool zone, bool time)
    {
        string row = $$"""{"id":1,"date_created":"{{text}}","date":"{{text}}","certificate":{"date_created":"{{text}}"} }""";
        OrderInfo order = WireJson.Read<OrderInfo>(row);
        WireMoment?[] moments =
        [
            order.DateCreated,
            order.Certificate!.DateCreated,
            WireJson.Read<OrderSummary>(row).DateCreated,
            WireJson.Read<RequestSummary>(row).Date,
            WireJson.Read<RequestInfo>(row).Date,
        ];

        Assert.All(moments, moment => Assert.Equal((zone, time), (moment!.Value.HasZone, moment.Value.HasTime)));

        // Written and read again it has no zone that was never named.
        OrderInfo again = WireJson.Read<OrderInfo>(WireJson.Write(order));
        Assert.Equal(order.DateCreated, again.DateCreated);
    }

    [Theory]
    [InlineData("""{"id":1,"individual":{"last_name":"Berg","email":"x@y.example","later":1} }""")]
    [InlineData("""{"id":1,"certificate":{"individual":{"last_name":"Berg","email":"x@y.example","later":1} } }""")]
    public void The_person_is_typed_also_under_the_name_of_other_products(string json)
    {
        OrderInfo order = WireJson.Read<OrderInfo>(json);

        OrderIndividual person = order.Individual ?? order.Certificate!.Individual!;

        Assert.Equal(("Berg", "x@y.example"), (person.LastName, person.Email));
        Assert.Equal(1, person.ExtraFields["later"]);
    }

    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("""[{"id":1},null]""")]
    [InlineData("""[{"id":1},"x"]""")]
    [InlineData("7")]
    public void A_list_with_an_element_that_cannot_be_read_stays_raw_as_a_whole(string json)
    {
        OrderInfo order = WireJson.Read<OrderInfo>($$"""{"id":1,"status":"pending","requests":{{json}}}""");

        if (order.Requests is { } requests)
        {
            Assert.Equal(1, Assert.Single(requests).ExtraFields["a"]);
        }
        else
        {
            Assert.Equal(Sample.Parse(json), order.ExtraFields["requests"], Newtonsoft.Json.Linq.JToken.EqualityComparer);
        }
    }

    [Fact]
    public void A_property_set_later_wins_over_what_was_kept_raw()
    {
        OrderRequest request = WireJson.Read<OrderRequest>("""{"container":[],"comments":"x"}""");
        Assert.Equal("""{"comments":"x","container":[]}""", WireJson.Write(request));

        request.Container = new Containers.Container { Id = 5 };

        Assert.Equal("""{"comments":"x","container":{"id":5}}""", Sorted(WireJson.Write(request)));
    }

    [Fact]
    public void The_agreement_is_written_as_boolean_or_number()
    {
        Assert.Equal("""{"csa_agreed_to":true}""", WireJson.Write(new OrderRequest { CsaAgreedTo = true }));
        Assert.Equal("""{"csa_agreed_to":1}""", WireJson.Write(new OrderRequest { CsaAgreedTo = new WireFlag(true, AsNumber: true) }));
        Assert.Null(new OrderRequest().CsaAgreedTo);
    }

    [Fact]
    public void A_card_number_is_text_in_the_body_of_a_call_alone()
    {
        var card = new CreditCard { Number = Secret.Of("4111111111111111"), Cvv = Secret.Of("987"), CardholderName = "O. L." };
        var order = new OrderRequest { CreditCard = card };

        Assert.Equal("""{"credit_card":{"number":"4111111111111111","cvv":"987","cardholder_name":"O. L."}}""", WireJson.Write(order));
        string shown = $"{order} {card} {Newtonsoft.Json.JsonConvert.SerializeObject(order)}";
        Assert.DoesNotContain("4111", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("987", shown, StringComparison.Ordinal);
        Assert.Contains("O. L.", shown, StringComparison.Ordinal);
    }

    private static string Sorted(string json) =>
        new Newtonsoft.Json.Linq.JObject(
            ((Newtonsoft.Json.Linq.JObject)Sample.Parse(json)).Properties().OrderBy(field => field.Name, StringComparer.Ordinal))
            .ToString(Newtonsoft.Json.Formatting.None);
}
