using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Plan;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;
using DigiCertDocSign.Tests.People;

namespace DigiCertDocSign.Tests.Plan;

/// <summary>Where a decision has its facts from: no call that it does not need, and of the journal what is this account's.</summary>
public class DecisionSourcesTests
{
    private const long AnotherAccount = OrderingFixture.AccountId + 1;
    private const string Id = "5f0c1c3e-7a51-4c52-9d0f-2f5f4b0a9d11";
    private static readonly Person Known = OrderingFixture.Person(1);
    private static readonly Person Moved = Known with { Email = "nils@fjordlab.example" };
    private static readonly Person Married = new("Berit", "Dahl", "Clerk", "+47 55 50 01 43", "berit.dahl@fjordlab.example");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task For_a_person_in_doubt_no_order_is_asked_for(bool isRenewal)
    {
        using var fixture = new OrderingFixture();
        long order = await fixture.OrderInConsoleAsync(Known);
        await fixture.LeaveBehindAsync(Known, IntentState.Sent);

        PlannedOrder planned = await PlanAsync(fixture, Known, Renewing(isRenewal ? order : null));

        Assert.Equal(OrderPlanAction.InDoubt, planned.Action);
        Assert.Equal(0, OrdersAskedFor(fixture));
    }

    [Fact]
    public async Task A_renewed_order_that_was_looked_at_is_not_asked_for_again()
    {
        using var fixture = new OrderingFixture();
        long old = await fixture.OrderInConsoleAsync(Known, csr: Drafts.SampleCsr);
        await IssueAsync(fixture);

        PlannedOrder planned = await PlanAsync(fixture, Known, Renewing(old));

        Assert.Equal((OrderPlanAction.Order, 1), (planned.Action, OrdersAskedFor(fixture)));
    }

    /// <summary>One journal may hold a sandbox and the real account.</summary>
    [Fact]
    public async Task A_person_and_a_key_of_another_account_are_nothing_to_this_one()
    {
        using var fixture = new OrderingFixture();
        using var other = new OrderingFixture();
        await other.RunAsync(Input(other, Known, Drafts.Valid()));
        OrderIntent there = Assert.Single(await other.IntentsAsync());
        await LeaveAsync(fixture, there with { Key = IntentKey.Of(AnotherAccount, "ds_org_individual", Known.Email) });

        RunResult run = await fixture.RunAsync(Input(fixture, Married, Drafts.Valid()));

        Assert.Null(run.Single.Fault);
        Assert.Equal(1, fixture.Sends);
    }

    [Theory]
    [InlineData(IntentState.Planned, "gone", true)]
    [InlineData(IntentState.Planned, "alive", false)]
    [InlineData(IntentState.Refused, "gone", true)]
    [InlineData(IntentState.Abandoned, "gone", true)]
    [InlineData(IntentState.InDoubt, "gone", false)]
    public async Task Of_another_address_counts_what_got_an_order_or_may_get_one(IntentState state, string runId, bool isOrdered)
    {
        using var fixture = new OrderingFixture();
        using var other = new OrderingFixture(funds: 0);
        await other.RunAsync(Input(other, Known, Drafts.Valid()));
        OrderIntent refused = Assert.Single(await other.IntentsAsync());
        await LeaveAsync(fixture, refused with { State = state, RunId = runId, PublicKeySha256 = null, CsrSha256 = null });
        await using IJournalRun alive = await fixture.Storage.EnterRunAsync("alive", CancellationToken.None);

        RunResult run = await fixture.RunAsync(Input(fixture, Married, Drafts.Valid()));

        Assert.Equal(isOrdered ? null : FaultKind.SameNameElsewhere, RunResult.Kind(run.Single));
        Assert.Equal(isOrdered ? 1 : 0, fixture.Sends);
    }

    [Fact]
    public async Task A_renewal_that_was_planned_for_another_address_is_given_up()
    {
        using var fixture = new OrderingFixture();
        long old = (await fixture.RunAsync(Input(fixture, Known, Drafts.Valid()))).Single.Order!.OrderId;
        await IssueAsync(fixture);
        OrderIntent placed = Assert.Single(await fixture.IntentsAsync());
        OrderIntent left = placed with
        {
            Reference = "DS-LEFTBEHIND",
            Key = IntentKey.Of(OrderingFixture.AccountId, "ds_org_individual", Moved.Email),
            Email = Moved.Email,
            Kind = IntentKind.Renewal,
            TargetOrderId = old,
            State = IntentState.Planned,
            OrderId = null,
            RequestId = null,
            RunId = "gone",
        };
        await LeaveAsync(fixture, left, placed.Reference);

        RunResult run = await fixture.RunAsync(fixture.Input(Known, draft: Renewing(old)));

        Assert.False(run.Single.AlreadyOrdered);
        Assert.NotNull(run.Single.Order);
        Assert.Equal(
            IntentState.Abandoned, (await fixture.IntentsAsync()).Single(intent => intent.Reference == left.Reference).State);
    }

    /// <summary>The lists show neither: that one follows the other, the journal alone knows.</summary>
    [Fact]
    public async Task An_order_and_its_renewal_that_the_journal_alone_knows_are_one()
    {
        using var fixture = new OrderingFixture();
        long old = (await fixture.RunAsync(Input(fixture, Known, Drafts.Valid()))).Single.Order!.OrderId;
        await IssueAsync(fixture);
        long renewal = (await fixture.RunAsync(fixture.Input(Known, draft: Renewing(old)))).Single.Order!.OrderId;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            string path = call.RequestUri!.AbsolutePath;
            if (path.EndsWith("order/certificate", StringComparison.Ordinal) || path.EndsWith("/request", StringComparison.Ordinal))
            {
                answer.Content = new StringContent(
                    """{"orders":[],"requests":[],"page":{"total":0}}""", System.Text.Encoding.UTF8, "application/json");
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Input(Known));

        Assert.Equal((renewal, true), (run.Single.Order?.OrderId, run.Single.AlreadyOrdered));
        Assert.DoesNotContain("more than one live order", string.Join(" ", run.Single.Warnings), StringComparison.Ordinal);
    }

    private static OrderDraft Renewing(long? orderId)
    {
        OrderDraft draft = Drafts.Valid();
        draft.RenewalOfOrderId = orderId;
        return draft;
    }

    private static int OrdersAskedFor(OrderingFixture fixture) =>
        fixture.Sandbox.State.CallsByRoute.TryGetValue(SandboxRoutes.GetOrder, out int count) ? count : 0;

    private static OrderInput Input(OrderingFixture fixture, Person person, OrderDraft draft) => new()
    {
        Person = person,
        Body = OrderRules.Build(draft, person, Drafts.SampleCsr, fixture.Time.GetUtcNow()),
        DirectoryId = Id,
    };

    private static async Task IssueAsync(OrderingFixture fixture)
    {
        await fixture.Client.Requests.ApproveAsync(fixture.Orders.Single().Requests[0].Id, null, CancellationToken.None);
        fixture.Time.Pass(TimeSpan.FromDays(2));
    }

    private static async Task LeaveAsync(OrderingFixture fixture, OrderIntent intent, params string[] weighed)
    {
        await using IJournalRun gone = await fixture.Storage.EnterRunAsync("gone before", CancellationToken.None);
        Assert.True(await fixture.Storage.TryClaimAsync(gone, intent, weighed, CancellationToken.None));
    }

    private static async Task<PlannedOrder> PlanAsync(OrderingFixture fixture, Person person, OrderDraft draft)
    {
        var planner = new OrderPlanner(draft, fixture.Time.GetUtcNow());
        planner.Add(
            new PersonResolver().Resolve(new ListedSource(
                "Input",
                ("GivenName", person.GivenName),
                ("Surname", person.Surname),
                ("Title", person.JobTitle),
                ("Phone", person.Phone),
                ("Email", person.Email))),
            null);
        OrderPlan plan = await planner.FinishAsync(
            fixture.Client,
            new OrderJournal(fixture.Storage, fixture.Time),
            OrderingFixture.AccountId,
            fixture.Time,
            CancellationToken.None);
        return Assert.Single(plan.Orders);
    }
}
