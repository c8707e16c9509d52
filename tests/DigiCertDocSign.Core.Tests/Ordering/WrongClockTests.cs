using System.Text;
using CertCentral.Orders;
using CertCentral.Sandbox;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Tests.Orders;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// The clock of the machine that orders is wrong by days or years. The server's is right, and its is the one that counts.
/// </summary>
public class WrongClockTests
{
    public static TheoryData<int> WrongBy() => new(-1000, -3, 0, 3, 1000);

    [Theory]
    [MemberData(nameof(WrongBy))]
    public async Task An_order_in_doubt_that_the_server_shows_nothing_of_is_not_bought_again(int days)
    {
        using var fixture = new OrderingFixture(
            new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropAfterCommit, SandboxRoutes.CreateOrder)] });
        Hide(fixture, "comments", "csr", "date_created");

        RunResult run = await RunAsync(fixture, days);

        SandboxOrder order = Assert.Single(fixture.Orders);
        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(run.Single));
        Assert.Contains($"Order {order.Id} may be its order", run.Single.Fault!.Message, StringComparison.Ordinal);

        // Nor by the next run, when the clock has been put right.
        fixture.Time.Pass(TimeSpan.FromDays(30));

        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind((await RunAsync(fixture, 0)).Single));
        Assert.Equal(1, fixture.Sends);
    }

    [Theory]
    [MemberData(nameof(WrongBy))]
    public async Task An_order_that_ended_before_the_intent_is_not_taken_for_its_own(int days)
    {
        using var fixture = new OrderingFixture(
            new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropBeforeCommit, SandboxRoutes.CreateOrder, 3)] });
        await fixture.CancelInConsoleAsync(await fixture.OrderInConsoleAsync(OrderingFixture.Person(2)));
        await fixture.CancelInConsoleAsync(await fixture.OrderInConsoleAsync(OrderingFixture.Person(1)));
        fixture.Time.Pass(TimeSpan.FromDays(40));
        Hide(fixture, "comments", "csr");

        Assert.Equal(1, (await RunAsync(fixture, days)).Summary.Placed);

        Assert.Equal(3, fixture.Orders.Count);
        await fixture.AssertNothingIsOpenAsync();
    }

    [Theory]
    [MemberData(nameof(WrongBy))]
    public async Task A_certificate_that_is_valid_at_the_server_is_not_bought_again(int days)
    {
        using var fixture = new OrderingFixture();
        OrderRequest request = OrderRules.Build(Drafts.Valid(), OrderingFixture.Person(1), Drafts.SampleCsr, Drafts.Now);
        OrderCreated created = await fixture.Client.Orders.CreateAsync(request, CancellationToken.None);
        await fixture.Client.Requests.ApproveAsync(created.Requests![0].Id!.Value, null, CancellationToken.None);
        fixture.Time.Pass(TimeSpan.FromDays(2));

        RunResult run = await RunAsync(fixture, days);

        Assert.Equal((created.Id, "Issued", true), (run.Single.Order!.OrderId, run.Single.Order.Status, run.Single.AlreadyOrdered));
        Assert.Single(fixture.Orders);
    }

    [Theory]
    [MemberData(nameof(WrongBy))]
    public async Task A_validation_that_has_not_lapsed_at_the_server_holds_up_no_run(int days)
    {
        using var fixture = new OrderingFixture();

        RunResult run = await RunAsync(fixture, days, 610233);

        Assert.Equal(1, run.Summary.Placed);
    }

    private static Task<RunResult> RunAsync(OrderingFixture fixture, int wrongByDays, long? organization = null) => RunResult.OfAsync(
        fixture.Client,
        fixture.Storage,
        new OrderingOptions { SettleTime = TimeSpan.FromMinutes(2), OrganizationId = organization },
        new SkewedTime(fixture.Time, TimeSpan.FromDays(wrongByDays)),
        [fixture.Input(OrderingFixture.Person(1))],
        CancellationToken.None);

    private static void Hide(OrderingFixture fixture, params string[] names) => fixture.Wire.Meddle = async (call, passOn, token) =>
    {
        HttpResponseMessage answer = await passOn();
        if (call.Method == HttpMethod.Get)
        {
            var json = JObject.Parse(await answer.Content.ReadAsStringAsync(token));
            foreach (JProperty? hidden in json
                .Descendants()
                .OfType<JProperty>()
                .Where(property => names.Contains(property.Name))
                .ToArray())
            {
                hidden.Remove();
            }

            answer.Content = new StringContent(json.ToString(), Encoding.UTF8, "application/json");
        }

        return answer;
    };
}
