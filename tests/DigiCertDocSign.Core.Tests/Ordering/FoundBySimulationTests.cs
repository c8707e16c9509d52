using System.Text;
using CertCentral.Sandbox;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>What the simulation has found, each as a test of its own.</summary>
public class FoundBySimulationTests
{
    private static readonly Person Nils = OrderingFixture.Person(1);
    private static readonly Person Other = OrderingFixture.Person(2);

    [Fact]
    public async Task An_order_that_the_journal_has_under_the_wrong_person_is_still_its_own_persons()
    {
        using var fixture = new OrderingFixture();
        long id = await fixture.OrderInConsoleAsync(Nils);
        await NotePlacedAsync(fixture, Other, id);

        OrderOutcome outcome = (await fixture.RunAsync(fixture.Input(Nils))).Single;

        Assert.Equal((id, true), (outcome.Order!.OrderId, outcome.AlreadyOrdered));
        Assert.Single(fixture.Orders);
    }

    [Theory]
    [InlineData(true, "looks like its order, but stands in the journal for somebody else")]
    [InlineData(false, "may be its order, and what the server shows of it does not decide")]
    public async Task An_order_in_doubt_that_the_journal_has_under_another_person_stays_in_doubt(bool showsComments, string said)
    {
        using var fixture = new OrderingFixture(habits: new SandboxHabits { ShowsComments = showsComments });
        OrderIntent sent = await fixture.LeaveBehindAsync(Nils, IntentState.Sent);
        await NotePlacedAsync(fixture, Other, await fixture.OrderInConsoleAsync(Nils, $"[{sent.Reference}]"));

        for (int run = 0; run < 3; run++)
        {
            OrderOutcome outcome = (await fixture.RunAsync(fixture.Input(Nils))).Single;
            Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(outcome));
            Assert.Contains(said, outcome.Fault!.Message, StringComparison.Ordinal);
            fixture.Time.Pass(TimeSpan.FromMinutes(16));
        }

        Assert.Single(fixture.Orders);
    }

    [Fact]
    public async Task Who_is_found_in_doubt_and_was_ordered_for_elsewhere_has_both_orders_named()
    {
        using var fixture = new OrderingFixture();
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            if (!WireTap.IsOrder(call))
            {
                return answer;
            }

            fixture.Sandbox.Console.Order(
                new SandboxConsoleOrder { GivenName = Nils.GivenName, Surname = Nils.Surname, Email = Nils.Email, Comments = "by hand" });
            throw WireTap.Broken();
        };

        OrderOutcome outcome = (await fixture.RunAsync(fixture.Input(Nils))).Single;

        Assert.False(outcome.AlreadyOrdered);
        Assert.Contains(
            outcome.Warnings, warning => fixture.Orders.All(order => warning.Contains($"{order.Id}", StringComparison.Ordinal)));
        Assert.Equal(2, fixture.Orders.Count);
    }

    [Fact]
    public async Task A_later_order_that_no_longer_waits_is_no_proof_of_the_list_of_what_waits()
    {
        var faults = new SandboxFaultPlan
        {
            Rules = [SandboxFaultRule.At(SandboxFault.DropAfterCommit, SandboxRoutes.CreateOrder)],
            RequestLag = TimeSpan.FromMinutes(10),
        };
        using var fixture = new OrderingFixture(faults, listsAll: false);
        int orders = 0;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            if (WireTap.IsOrder(call) && ++orders == 1)
            {
                await fixture.CancelInConsoleAsync(fixture.Orders[^1].Id);
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Input(Nils), fixture.Input(Other));

        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(run.Outcomes.Single(one => one.Input!.Person == Nils)));
        Assert.Equal(2, fixture.Orders.Count);
    }

    [Fact]
    public async Task What_a_run_has_planned_and_never_sent_stands_in_the_way_of_nobody()
    {
        using var fixture = new OrderingFixture();
        long id = (await fixture.RunAsync(fixture.Input(Nils, csr: Drafts.SampleCsr))).Single.Order!.OrderId;
        await fixture.Client.Requests.ApproveAsync(fixture.Orders[0].Requests[0].Id, null, CancellationToken.None);
        fixture.Time.Pass(TimeSpan.FromDays(2));
        OrderDraft renewal = Drafts.Valid();
        renewal.RenewalOfOrderId = id;
        bool isSent = false;
        bool isAsked = false;
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            if (WireTap.IsOrder(call) && !isSent)
            {
                isSent = true;
                throw WireTap.Unreachable();
            }

            bool isDamaged = isSent && !isAsked && call.RequestUri!.AbsolutePath.EndsWith($"/{id}", StringComparison.Ordinal);
            isAsked |= isDamaged;
            return isDamaged
                ? Task.FromResult(new HttpResponseMessage { Content = new StringContent("""{"id":""", Encoding.UTF8, "application/json") })
                : passOn();
        };

        OrderInput InputOf(Person person) => new()
        {
            Person = person,
            Body = OrderRules.Build(renewal, person, null, fixture.Time.GetUtcNow()),
            DirectoryId = "S-1-5-21-1-2-3-1104",
        };

        RunResult run = await fixture.RunAsync(InputOf(Nils), InputOf(Nils with { Email = "moved@fjordlab.example" }));

        Assert.NotNull(run.Outcomes[0].Fault);
        Assert.Equal((null, 2), (run.Outcomes[1].Fault, fixture.Orders.Count));
        Assert.Equal(fixture.Orders[1].Id, run.Outcomes[1].Order!.OrderId);
        await fixture.AssertNothingIsOpenAsync();
    }

    /// <summary>As a reply that named the order of somebody else leaves it.</summary>
    private static async Task NotePlacedAsync(OrderingFixture fixture, Person person, long orderId)
    {
        OrderIntent planned = await fixture.LeaveBehindAsync(person, IntentState.Planned);
        OrderIntent placed = planned with { State = IntentState.Placed, OrderId = orderId, SendEndedAt = fixture.Time.GetUtcNow() };
        Assert.True(await fixture.Storage.TryChangeAsync(null, planned, placed, CancellationToken.None));
    }
}
