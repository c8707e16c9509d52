using CertCentral;
using DigiCertDocSign.Following;
using DigiCertDocSign.Tests.Orders;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Following;

/// <summary>One order, as it is read and as its next step is told.</summary>
public class OrderStatusTests
{
    [Fact]
    public async Task An_issued_order_is_read_whole()
    {
        SigningOrder order = await ReadAsync(LoopbackFixture.Sample("order-info.issued"));

        Assert.Equal(
            (318840027, "Issued", "Mira K.", "Solberg", "Contract Manager"),
            (order.OrderId, order.Status, order.GivenName, order.Surname, order.JobTitle));
        Assert.Equal(
            (610233L, "Fjordlab AS", "ds_org_individual", "Email"),
            (order.OrganizationId, order.OrganizationName, order.ProductNameId, order.ProvisioningMethod));
        Assert.Equal(
            (340077215L, "5C7E32FA6BCAE1EC3416A1D485A238415F5B95F4", "0A150388CE81A6B96CFBF86C0E38F57F404EC98F"),
            (order.CertificateId, order.SerialNumber, order.Thumbprint));
        Assert.Equal(
            (new DateTime(2026, 11, 23), new DateTime(2029, 11, 22), 489m, "USD"),
            (order.ValidFrom, order.ValidTill, order.Price, order.Currency));
        Assert.Equal("52100931 NewRequest Approved", Assert.Single(order.Requests).ToString());
    }

    [Fact]
    public async Task An_order_full_of_oddities_is_read_all_the_same()
    {
        SigningOrder order = await ReadAsync(LoopbackFixture.Sample("order-info.oddities"));

        Assert.Equal((318840031, "Pending", null, null), (order.OrderId, order.Status, order.OrganizationId, order.Csr));
        Assert.Equal((52100940, "NewRequest", "Pending"), (order.Requests[0].RequestId, order.Requests[0].Type, order.Requests[0].Status));
        Assert.Null(order.RenewedOrderId);
        Assert.Equal("FutureWord", (await ReadAsync(JObject.Parse("""{"id":5,"status":"future_word"}"""))).Status);
    }

    [Theory]
    [InlineData(
        "needs_approval",
        "email",
        OrderActor.Administrator,
        "An administrator of the account: approve request 52 with Approve-DocSigningRequest",
        false)]
    [InlineData("NEEDS_APPROVAL", "email", OrderActor.Administrator, "approve request 52", false)]
    [InlineData("needs_csr", "email", OrderActor.You, "Update-DocSigningCsr -OrderId 7", false)]
    [InlineData("processing", "email", OrderActor.DigiCert, "nothing to do for you", false)]
    [InlineData("waiting_pickup", "email", OrderActor.Person, "Mira Solberg: confirm the agreement", false)]
    [InlineData("waiting_pickup", "ship_token", OrderActor.Person, "Mira Solberg: put the certificate on the token", false)]
    [InlineData("issued", "email", OrderActor.You, "Save-DocSigningCertificate -OrderId 7", true)]
    [InlineData("issued", "client_app", OrderActor.Nobody, "the certificate is on the token", true)]
    [InlineData("issued", "ship_token", OrderActor.Person, "Mira Solberg: when the token has come, confirm its receipt", true)]
    [InlineData("issued", "ship_token", OrderActor.Person, "note the password that is shown then, once only", true)]
    [InlineData("reissue_pending", "email", OrderActor.Administrator, "approve request 52", false)]
    [InlineData("rejected", "email", OrderActor.Nobody, "was rejected", true)]
    [InlineData("canceled", "email", OrderActor.Nobody, "was canceled", true)]
    [InlineData("CANCELED", "email", OrderActor.Nobody, "was canceled", true)]
    [InlineData("revoked", "email", OrderActor.Nobody, "was revoked", true)]
    [InlineData("expired", "email", OrderActor.Nobody, "order anew", true)]
    [InlineData("future_word", "email", OrderActor.You, "reports 'FutureWord'", false)]
    public async Task Each_status_says_who_must_do_what(
        string status, string provisioning, OrderActor actor, string next, bool isFinal)
    {
        JObject order = Order(status, provisioning);
        order["requests"] =
            new JArray(new JObject { ["id"] = 51, ["status"] = "approved" }, new JObject { ["id"] = 52, ["status"] = "pending" });

        SigningOrderStatus found = await StatusAsync(order, validation: null);

        Assert.Contains(next, found.NextAction, StringComparison.Ordinal);
        Assert.Equal(actor, found.WaitsFor);
        Assert.Equal((isFinal, 52, "Pending"), (found.IsFinal, found.RequestId, found.RequestStatus));
        Assert.Equal(Drafts.Now, found.CheckedAt);
    }

    [Fact]
    public async Task Open_validation_steps_are_listed_and_the_verified_contact_is_asked_first()
    {
        SigningOrderStatus found = await StatusAsync(Order("pending", "email"), LoopbackFixture.Sample("order-validation.pending"));

        Assert.Equal(
            [
                "Fjordlab AS: address verification", "Fjordlab AS: blacklist fraud", "Fjordlab AS: request authenticity",
                "Fjordlab AS: confirmation by the verified contact Oskar Lindqvist",
            ],
            found.OpenSteps);
        Assert.Equal(
            "The organization's verified contact Oskar Lindqvist: answer DigiCert's mail or call. DigiCert validates the organization "
                + "meanwhile.",
            found.NextAction);
        Assert.Equal(OrderActor.Contact, found.WaitsFor);
    }

    [Theory]
    [InlineData(
        """{"type":"ds","status":"active","verified_contacts":[{"name":"O","status":"active"}]}""",
        "email",
        OrderActor.Person,
        "Mira Solberg: pass DigiCert's ID check and confirm the agreement")]
    [InlineData("""{"type":"ds","status":"active"}""", "ship_token", OrderActor.Person, "Mira Solberg: pass DigiCert's ID check, as")]
    [InlineData(
        """{"type":"ds","status":"pending","verification_details":{"address_verification":"pending"}}""",
        "email",
        OrderActor.DigiCert,
        "DigiCert validates the organization; its contacts may be called")]
    [InlineData("""{"type":"ds","status":"expired"}""", "email", OrderActor.Administrator, "have the organization validated anew")]
    [InlineData("""{"type":"ov","status":"expired"},{"type":"ds","status":"active"}""", "email", OrderActor.Person, "ID check")]
    public async Task While_validation_goes_on_the_one_who_holds_it_up_is_named(
        string validations, string provisioning, OrderActor actor, string next)
    {
        var validation = JObject.Parse("""{"order_id":"7","organization_name":"Fjordlab AS"}""");
        validation["organization_validations"] = JArray.Parse($"[{validations}]");
        SigningOrderStatus found = await StatusAsync(Order("pending", provisioning), validation);

        Assert.Contains(next, found.NextAction, StringComparison.Ordinal);
        Assert.Equal(actor, found.WaitsFor);
    }

    [Fact]
    public async Task A_pending_order_by_mail_without_a_csr_waits_for_it()
    {
        JObject order = Order("pending", "email");
        order["certificate"]!["csr"] = "";
        Assert.Contains("Update-DocSigningCsr", (await StatusAsync(order, JObject.Parse("{}"))).NextAction, StringComparison.Ordinal);
    }

    private static JObject Order(string status, string provisioning) => JObject.Parse($$"""
        {"id":7,"status":"{{status}}","cs_provisioning_method":"{{provisioning}}","certificate":{"csr":"x"},
        "subject":{"given_name":"Mira","surname":"Solberg"} }
        """);

    private static async Task<SigningOrder> ReadAsync(JObject info)
    {
        using CertCentralClient client = LoopbackFixture.Scripted(_ => info.ToString());
        return await new OrderFollower(client, new JumpingTime(Drafts.Now)).GetOrderAsync(7, CancellationToken.None);
    }

    private static async Task<SigningOrderStatus> StatusAsync(JObject info, JObject? validation)
    {
        using CertCentralClient client = LoopbackFixture.Scripted(path => path.EndsWith("/validation", StringComparison.Ordinal)
            ? validation?.ToString() ?? throw new InvalidOperationException("This order has nothing to validate: the call is one too many.")
            : info.ToString());
        var found = new List<SigningOrderStatus>();
        await foreach (SigningOrderStatus status in new OrderFollower(client, new JumpingTime(Drafts.Now)).GetStatusesAsync(
            [7],
            null,
            CancellationToken.None))
        {
            found.Add(status);
        }

        return Assert.Single(found);
    }
}
