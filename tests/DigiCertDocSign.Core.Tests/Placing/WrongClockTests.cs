using System.Text;
using CertCentral.Sandbox;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Tests.Orders;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Placing;

/// <summary>The clock of the machine that orders is wrong by days or years. The server's is right, and its is the one that counts.</summary>
public class WrongClockTests
{
    public static TheoryData<int> WrongBy() => new(-1000, -3, 0, 3, 1000);

    [Theory]
    [MemberData(nameof(WrongBy))]
    public async Task An_order_in_doubt_that_the_server_shows_nothing_of_is_not_bought_again(int days)
    {
        using var office = new Office(new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropAfterCommit, SandboxRoutes.CreateOrder)] });
        ShowNeitherCommentsNorCsr(office);

        var run = await RunAsync(office, days);

        var order = Assert.Single(office.Orders);
        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(run.Single));
        Assert.Contains($"Order {order.Id} may be its order", run.Single.Fault!.Message, StringComparison.Ordinal);

        // Nor by the next run, when the clock has been put right.
        office.Time.Pass(TimeSpan.FromDays(30));
        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind((await RunAsync(office, 0)).Single));
        Assert.Equal(1, office.Sends);
    }

    [Theory]
    [MemberData(nameof(WrongBy))]
    public async Task An_order_that_ended_before_the_intent_is_not_taken_for_its_own(int days)
    {
        using var office = new Office(new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropBeforeCommit, SandboxRoutes.CreateOrder, 2)] });
        await office.CancelInConsoleAsync(await office.OrderInConsoleAsync(Office.Person(1)));
        office.Time.Pass(TimeSpan.FromDays(40));
        ShowNeitherCommentsNorCsr(office);

        Assert.Equal(1, (await RunAsync(office, days)).Summary.Placed);

        Assert.Equal(2, office.Orders.Count);
        await office.AssertSettledAsync();
    }

    [Theory]
    [MemberData(nameof(WrongBy))]
    public async Task A_certificate_that_is_valid_at_the_server_is_not_bought_again(int days)
    {
        using var office = new Office();
        var request = OrderRules.Build(Drafts.Valid(), Office.Person(1), Drafts.SampleCsr, Drafts.Now);
        var created = await office.Client.Orders.CreateAsync(request, CancellationToken.None);
        await office.Client.Requests.ApproveAsync(created.Requests![0].Id!.Value, null, CancellationToken.None);
        office.Time.Pass(TimeSpan.FromDays(2));

        var run = await RunAsync(office, days);

        Assert.Equal((created.Id, "Issued", true), (run.Single.Order!.OrderId, run.Single.Order.Status, run.Single.AlreadyOrdered));
        Assert.Single(office.Orders);
    }

    private static Task<RunResult> RunAsync(Office office, int wrongByDays) => RunResult.OfAsync(
        office.Client,
        office.Journal,
        new PlacingOptions(),
        new SkewedTime(office.Time, TimeSpan.FromDays(wrongByDays)),
        [office.Row(Office.Person(1))],
        CancellationToken.None);

    private static void ShowNeitherCommentsNorCsr(Office office) => office.Wire.Meddle = async (call, passOn, token) =>
    {
        var answer = await passOn();
        if (call.Method == HttpMethod.Get)
        {
            var json = JObject.Parse(await answer.Content.ReadAsStringAsync(token));
            foreach (var hidden in json.Descendants().OfType<JProperty>().Where(property => property.Name is "comments" or "csr").ToArray())
            {
                hidden.Remove();
            }

            answer.Content = new StringContent(json.ToString(), Encoding.UTF8, "application/json");
        }

        return answer;
    };
}
