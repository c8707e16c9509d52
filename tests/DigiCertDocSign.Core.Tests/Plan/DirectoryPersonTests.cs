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

/// <summary>The directory's own id tells twins from one person whose address has changed, in plan and run.</summary>
public class DirectoryPersonTests
{
    private const string First = "5f0c1c3e-7a51-4c52-9d0f-2f5f4b0a9d11";
    private const string Second = "a2a7d9b8-91b7-4ff5-8a35-c0de7f0d3c22";
    private static readonly Person Known = OrderingFixture.Person(1);
    private static readonly Person Asked = Known with { Email = "nils@fjordlab.example" };

    [Theory]
    [InlineData(First, FaultKind.SameNameElsewhere, 0)]
    [InlineData(Second, null, 0)]
    [InlineData(null, null, 1)]
    public async Task One_of_the_same_name_is_the_same_or_a_twin_by_the_id(string? id, FaultKind? fault, int warnings)
    {
        using var fixture = new OrderingFixture();
        await RunAsync(fixture, Known, First, Drafts.Valid());

        PlannedOrder planned = await PlanAsync(fixture, Asked, id, Drafts.Valid());
        RunResult run = await RunAsync(fixture, Asked, id, Drafts.Valid());

        Assert.Equal(fault, planned.Faults.SingleOrDefault()?.Kind);
        Assert.Equal(fault, RunResult.Kind(run.Single));
        Assert.Equal((warnings, warnings), (planned.Warnings.Count, run.Single.Warnings.Count));
        Assert.Equal(fault is null ? 2 : 1, fixture.Sends);
    }

    [Theory]
    [InlineData(First, true)]
    [InlineData(Second, false)]
    [InlineData(null, true)]
    public async Task A_twins_order_is_not_renewed_for_the_other(string? id, bool isRenewed)
    {
        using var fixture = new OrderingFixture();
        long old = (await RunAsync(fixture, Known, First, Drafts.Valid(), Drafts.SampleCsr)).Single.Order!.OrderId;
        await fixture.Client.Requests.ApproveAsync(fixture.Orders.Single().Requests[0].Id, null, CancellationToken.None);
        fixture.Time.Pass(TimeSpan.FromDays(2));
        OrderDraft draft = Drafts.Valid();
        draft.RenewalOfOrderId = old;

        PlannedOrder planned = await PlanAsync(fixture, Asked, id, draft);
        RunResult run = await RunAsync(fixture, Asked, id, draft);

        Assert.Equal(isRenewed ? OrderPlanAction.Order : OrderPlanAction.Faulty, planned.Action);
        Assert.Equal(isRenewed ? 2 : 1, fixture.Sends);
        Assert.Equal(isRenewed ? null : FaultKind.RenewalNotPossible, RunResult.Kind(run.Single));
        Assert.Equal(planned.Reason, run.Single.Fault?.Message);
        Assert.Equal(!isRenewed, planned.Reason?.Contains("of the same name, by the directory's own id", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData(First, false)]
    [InlineData(null, true)]
    public async Task Who_is_replaced_by_the_name_alone_is_told_to_be_perhaps_another(string? id, bool isTold)
    {
        using var fixture = new OrderingFixture();
        long old = (await RunAsync(fixture, Known, First, Drafts.Valid(), Drafts.SampleCsr)).Single.Order!.OrderId;
        await fixture.Client.Requests.ApproveAsync(fixture.Orders.Single().Requests[0].Id, null, CancellationToken.None);
        fixture.Time.Pass(TimeSpan.FromDays(2));

        RunResult run = await fixture.RunAsync(new OrderInput
        {
            Person = Asked,
            Body = OrderRules.Build(Drafts.Valid(), Asked, null, fixture.Time.GetUtcNow()),
            DirectoryId = id,
            Replaces = old,
        });

        Assert.NotNull(run.Single.Order);
        Assert.StartsWith($"{Asked}: order {old} (Issued) for {Known} is replaced,", run.Single.Warnings[0], StringComparison.Ordinal);
        Assert.Equal(isTold, run.Single.Warnings.Count == 2);
        Assert.Equal(
            isTold, run.Single.Warnings[^1].Contains("When that is the same person under an older address", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_order_of_another_name_and_id_is_not_said_to_be_that_of_a_namesake()
    {
        using var fixture = new OrderingFixture();
        long old = (await RunAsync(fixture, Known, First, Drafts.Valid(), Drafts.SampleCsr)).Single.Order!.OrderId;
        await fixture.Client.Requests.ApproveAsync(fixture.Orders.Single().Requests[0].Id, null, CancellationToken.None);
        fixture.Time.Pass(TimeSpan.FromDays(2));
        OrderDraft draft = Drafts.Valid();
        draft.RenewalOfOrderId = old;

        PlannedOrder planned = await PlanAsync(fixture, new Person("Berit", "Dahl", "Clerk", Known.Phone, Known.Email), Second, draft);

        Assert.Contains("it is that of Nils Hagen 1, and this input is for Berit Dahl", planned.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_an_order_in_doubt_under_another_address_is_not_bought_for()
    {
        using var fixture = new OrderingFixture(
            new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropBeforeCommit, SandboxRoutes.CreateOrder)] });
        await RunAsync(fixture, Known, First, Drafts.Valid());

        Assert.Equal(FaultKind.SameNameElsewhere, Assert.Single((await PlanAsync(fixture, Asked, First, Drafts.Valid())).Faults).Kind);
        Assert.Equal(FaultKind.SameNameElsewhere, RunResult.Kind((await RunAsync(fixture, Asked, First, Drafts.Valid())).Single));
        Assert.Equal(1, fixture.Sends);
        Assert.NotNull((await RunAsync(fixture, Asked, Second, Drafts.Valid())).Single.Order);
    }

    /// <summary>Who marries changes name and address at once: no list leads from the one to the other, only the journal does.</summary>
    [Fact]
    public async Task Who_has_an_order_under_another_name_and_address_is_not_bought_for()
    {
        using var fixture = new OrderingFixture();
        Person married = new("Berit", "Dahl", "Clerk", "+47 55 50 01 43", "berit.dahl@fjordlab.example");
        long order = (await RunAsync(fixture, Known, First, Drafts.Valid())).Single.Order!.OrderId;

        RunResult run = await RunAsync(fixture, married, First, Drafts.Valid());

        Assert.Equal(FaultKind.SameNameElsewhere, RunResult.Kind(run.Single));
        Assert.Contains($"order {order}", run.Single.Fault!.Message, StringComparison.Ordinal);
        await fixture.CancelInConsoleAsync(order);
        Assert.NotNull((await RunAsync(fixture, married, First, Drafts.Valid())).Single.Order);
    }

    [Fact]
    public async Task An_order_that_has_ended_under_another_address_frees_its_person()
    {
        using var fixture = new OrderingFixture();
        await fixture.CancelInConsoleAsync((await RunAsync(fixture, Known, First, Drafts.Valid())).Single.Order!.OrderId);

        Assert.Equal(OrderPlanAction.Order, (await PlanAsync(fixture, Asked, First, Drafts.Valid())).Action);
        Assert.NotNull((await RunAsync(fixture, Asked, First, Drafts.Valid())).Single.Order);
    }

    [Fact]
    public async Task A_person_who_stands_in_one_list_under_two_addresses_gets_one_order()
    {
        using var fixture = new OrderingFixture();
        RunResult run = await fixture.RunAsync([.. new[] { Known, Asked }.Select(person => new OrderInput
        {
            Person = person,
            Body = OrderRules.Build(Drafts.Valid(), person, null, fixture.Time.GetUtcNow()),
            DirectoryId = First,
        })]);

        Assert.Equal([null, FaultKind.SameNameElsewhere], run.Outcomes.Select(RunResult.Kind));
        Assert.Equal(1, fixture.Sends);
    }

    /// <summary>The run has asked whose the order is before; what it was told then must not hide what the journal knows now.</summary>
    [Fact]
    public async Task An_id_that_the_journal_learns_while_a_run_looks_prevents_a_second_order()
    {
        using var fixture = new OrderingFixture();
        long order = (await RunAsync(fixture, Known, null, Drafts.Valid())).Single.Order!.OrderId;
        OrderIntent placed = Assert.Single(await fixture.IntentsAsync());
        int readings = 0;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            if (call.RequestUri!.AbsolutePath.EndsWith("order/certificate", StringComparison.Ordinal) && ++readings == 2)
            {
                OrderIntent noted = placed with { DirectoryId = First };
                Assert.True(await fixture.Storage.TryChangeAsync(null, placed, noted, CancellationToken.None));
            }

            return await passOn();
        };

        RunResult run = await RunAsync(fixture, Asked, First, Drafts.Valid());

        Assert.Equal(FaultKind.SameNameElsewhere, RunResult.Kind(run.Single));
        Assert.Contains($"order {order}", run.Single.Fault!.Message, StringComparison.Ordinal);
        Assert.Equal((2, 1), (readings, fixture.Sends));
    }

    /// <summary>What nobody has sent is nobody's order, and nobody may send it once the person is ordered for elsewhere.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_dead_run_had_planned_under_another_address_or_id_is_given_up(bool isOfAnotherId)
    {
        using var fixture = new OrderingFixture();
        OrderIntent left = await fixture.LeaveBehindAsync(isOfAnotherId ? Asked : Known, IntentState.Planned);
        OrderIntent planned = left with { DirectoryId = isOfAnotherId ? Second : First };
        Assert.True(await fixture.Storage.TryChangeAsync(null, left, planned, CancellationToken.None));

        RunResult run = await RunAsync(fixture, Asked, First, Drafts.Valid());

        Assert.NotNull(run.Single.Order);
        IReadOnlyList<OrderIntent> after = await fixture.IntentsAsync();
        Assert.Equal(IntentState.Abandoned, after.Single(intent => intent.Reference == left.Reference).State);
        OrderIntent bought = after.Single(intent => intent.Reference != left.Reference);
        Assert.Equal((First, IntentState.Placed), (bought.DirectoryId, bought.State));
    }

    /// <summary>Quite another name and address: no list leads from the one person to the other, only the journal does.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_key_of_a_person_in_the_journal_is_anothers_only_when_it_was_refused(bool isRefused)
    {
        using var fixture = new OrderingFixture(funds: isRefused ? 0 : 10_000_000);
        Person berit = new("Berit", "Dahl", "Clerk", "+47 55 50 01 43", "berit.dahl@fjordlab.example");

        RunResult first = await RunAsync(fixture, Known, null, Drafts.Valid(), Drafts.SampleCsr);
        Assert.Equal(isRefused, first.Single.Order is null);

        RunResult run = await RunAsync(fixture, berit, null, Drafts.Valid(), Drafts.SampleCsr);

        Assert.Equal(isRefused ? 2 : 1, fixture.Sends);
        Assert.Equal(!isRefused, RunResult.Kind(run.Single) == FaultKind.CsrOfAnotherPerson);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_dead_run_had_planned_is_taken_for_the_same_order_and_no_other(bool isRenewal)
    {
        using var fixture = new OrderingFixture();
        long old = (await RunAsync(fixture, Known, null, Drafts.Valid(), Drafts.SampleCsr)).Single.Order!.OrderId;
        await fixture.Client.Requests.ApproveAsync(fixture.Orders.Single().Requests[0].Id, null, CancellationToken.None);
        fixture.Time.Pass(TimeSpan.FromDays(2));
        OrderDraft draft = Drafts.Valid();
        draft.RenewalOfOrderId = isRenewal ? old : null;
        OrderIntent placed = Assert.Single(await fixture.IntentsAsync());
        OrderIntent left = placed with
        {
            Reference = IntentReference.Create(),
            Kind = IntentKind.Renewal,
            TargetOrderId = old,
            State = IntentState.Planned,
            OrderId = null,
            RequestId = null,
            RunId = "gone",
            Sends = 0,
        };
        await using (IJournalRun gone = await fixture.Storage.EnterRunAsync("gone before", CancellationToken.None))
        {
            Assert.True(await fixture.Storage.TryClaimAsync(gone, left, [placed.Reference], CancellationToken.None));
        }

        RunResult run = await RunAsync(fixture, Known, null, draft);

        Assert.Equal(isRenewal, !run.Single.AlreadyOrdered);
        OrderIntent after = (await fixture.IntentsAsync()).Single(intent => intent.Reference == left.Reference);
        Assert.Equal(isRenewal ? IntentState.Placed : IntentState.Abandoned, after.State);
    }

    [Theory]
    [InlineData(IntentState.Planned)]
    [InlineData(IntentState.Sent)]
    public async Task A_person_whom_a_run_at_work_has_in_hand_is_planned_as_such(IntentState state)
    {
        using var fixture = new OrderingFixture();
        OrderIntent left = await fixture.LeaveBehindAsync(Known, state, "alive");
        await using (await fixture.Storage.EnterRunAsync("alive", CancellationToken.None))
        {
            PlannedOrder busy = await PlanAsync(fixture, Known, null, Drafts.Valid());

            Assert.Equal(OrderPlanAction.InDoubt, busy.Action);
            string who = $"by {Environment.UserName} on {Environment.MachineName}";
            Assert.Equal($"Another run orders for {Known.Email} at this moment ({left.Reference}, {who}).", busy.Reason);
        }

        PlannedOrder free = await PlanAsync(fixture, Known, null, Drafts.Valid());
        Assert.Equal(state == IntentState.Planned ? OrderPlanAction.Order : OrderPlanAction.InDoubt, free.Action);
    }

    private static Task<RunResult> RunAsync(OrderingFixture fixture, Person person, string? id, OrderDraft draft, string? csr = null) =>
        fixture.RunAsync(new OrderInput
        {
            Person = person,
            Body = OrderRules.Build(draft, person, csr, fixture.Time.GetUtcNow()),
            DirectoryId = id,
        });

    private static async Task<PlannedOrder> PlanAsync(OrderingFixture fixture, Person person, string? id, OrderDraft draft)
    {
        var planner = new OrderPlanner(draft, fixture.Time.GetUtcNow());
        planner.Add(
            new PersonResolver().Resolve(new ListedSource(
                "Input",
                ("GivenName", person.GivenName),
                ("Surname", person.Surname),
                ("Title", person.JobTitle),
                ("Phone", person.Phone),
                ("Email", person.Email),
                ("ObjectGUID", id is null ? null : Guid.Parse(id)))),
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
