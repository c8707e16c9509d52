using System.Net;
using CertCentral.Errors;
using CertCentral.Finance;
using CertCentral.Orders;
using CertCentral.Sandbox;

namespace CertCentral.Tests.Finance;

public class FinanceTests
{
    [Fact]
    public async Task A_balance_is_read_from_text_and_asked_for_the_container_that_is_named()
    {
        var server = StubServer.Answering(Samples.Text("finance-balance.json"));
        using CertCentralClient client = TestClient.Over(server);

        AccountBalance balance = await client.Finance.GetBalanceAsync(44120, CancellationToken.None);
        await client.Finance.GetBalanceAsync(null, CancellationToken.None);

        Assert.Equal(
            (454m, "USD", 2454m, 2000m),
            (balance.Balance, balance.Currency, balance.TotalAvailableFunds, balance.NegativeBalanceLimit));
        Assert.Equal(
            [("GET", "/services/v2/finance/balance?container_id=44120"), ("GET", "/services/v2/finance/balance")],
            server.Calls.Select(call => (call.Method, call.PathAndQuery)));
    }

    [Fact]
    public async Task Unlimited_credit_leaves_the_available_funds_unknown()
    {
        using CertCentralClient client =
            TestClient.Over(StubServer.Answering("""{"balance":"-1000.70","currency":"USD","unlimited_negative_balance":"1"}"""));

        AccountBalance balance = await client.Finance.GetBalanceAsync(null, CancellationToken.None);

        Assert.Equal((-1000.70m, true, null), (balance.Balance, balance.UnlimitedNegativeBalance, balance.TotalAvailableFunds));
    }

    [Theory]
    [InlineData("""{"base_price":489,"total_price":489,"currency":"USD","tax":"0.00","tax_error":false}""", 489, 0.0, false)]
    [InlineData("""{"base_price":"489.00","total_price":"611.25","currency":"NOK","tax":122.25,"tax_error":0}""", 611.25, 122.25, false)]
    [InlineData("""{"base_price":0,"total_price":0,"currency":"USD","tax":"","tax_error":1}""", 0, null, true)]
    public async Task A_price_is_read_from_numbers_and_from_text(string answer, double total, double? tax, bool taxError)
    {
        var server = StubServer.Answering(answer);
        using CertCentralClient client = TestClient.Over(server);
        var question = new OrderPricingRequest { ProductNameId = "ds_org_individual", OrderValidity = new OrderValidity { Days = 400 } };

        OrderPricing pricing = await client.Finance.EstimatePriceAsync(question, CancellationToken.None);

        Assert.Equal(((decimal)total, (decimal?)tax, taxError), (pricing.TotalPrice, pricing.Tax, pricing.TaxError));
        Assert.Equal(
            (
                "POST",
                "/services/v2/finance/order-pricing",
                """{"product_name_id":"ds_org_individual","certificate":{"dns_names":[]},"order_validity":{"days":400}}"""),
            Assert.Single(server.Calls));
    }

    [Fact]
    public async Task An_estimate_is_asked_for_again_after_a_fault_since_it_buys_nothing()
    {
        int count = 0;
        var server = new StubServer(
            _ => ++count == 1 ? StubServer.Answer("", HttpStatusCode.ServiceUnavailable) : StubServer.Answer("""{"total_price":489}"""));
        using CertCentralClient client = TestClient.Over(server, time: new HurriedTime());

        Assert.Equal(489m, (await client.Finance.EstimatePriceAsync(new OrderPricingRequest(), CancellationToken.None)).TotalPrice);
        Assert.Equal(2, count);
    }

    [Fact]
    public async Task The_sandbox_knows_both_calls()
    {
        using var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Secret.Of("sandbox")),
            PrimaryHandler = () => new SandboxHandler(new SandboxOptions { OpeningBalance = 1_000, NegativeBalanceLimit = 250 }),
        });

        AccountBalance balance = await client.Finance.GetBalanceAsync(44120, CancellationToken.None);
        var prices = new List<decimal?>();
        foreach (OrderValidity validity in new OrderValidity[] { new() { Years = 1 }, new() { Days = 400 }, new() { Years = 3 } })
        {
            var question = new OrderPricingRequest { ProductNameId = "ds_org_individual", OrderValidity = validity };
            prices.Add((await client.Finance.EstimatePriceAsync(question, CancellationToken.None)).TotalPrice);
        }

        Assert.Equal((1_000m, 1_250m), (balance.Balance, balance.TotalAvailableFunds));
        Assert.Equal([489m, 929m, 1_320m], prices);
        await Assert.ThrowsAsync<NotFoundException>(() => client.Finance.GetBalanceAsync(1, CancellationToken.None));
    }
}
