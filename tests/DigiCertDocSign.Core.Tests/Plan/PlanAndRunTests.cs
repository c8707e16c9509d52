using CertCentral.Errors;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Plan;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;
using DigiCertDocSign.Tests.People;
using DigiCertDocSign.Tests.Simulation;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Tests.Plan;

/// <summary>
/// One question has one answer: what a plan says of an input, the run does, on any list and any server. The server has the habits that the
/// API's pages leave open, and lies, but to both of them alike: what comes in place of the reply to an order is no part of the question.
/// </summary>
public class PlanAndRunTests
{
    private const int Cases = 400;
    private const string Unread = "Unread";
    private static readonly string[] GivenNames = ["Mira", "Zo\u00EB", "Zoe", "Nils"];
    private static readonly string[] Surnames = ["Berg", "M\u00FCller", "Muller", "Berg Dahl"];
    private static readonly Guid[] Ids = [new("5f0c1c3e-7a51-4c52-9d0f-2f5f4b0a9d11"), new("a2a7d9b8-91b7-4ff5-8a35-c0de7f0d3c22")];

    /// <summary>An input.</summary>
    private sealed record Asked(Person Person, string? Csr, Guid? Id);

    [Fact]
    public async Task What_the_plan_says_of_an_input_the_run_does()
    {
        var met = new HashSet<string>(StringComparer.Ordinal);
        for (int seed = 0; seed < Cases; seed++)
        {
            met.UnionWith(await CompareAsync(seed));
        }

        // Every answer was met, or the property says little.
        Assert.Equal(
            [
                "AlreadyOrdered", "Faulty CsrOfAnotherPerson", "Faulty EmailOfAnotherPerson", "Faulty ExistingOrderUnclear",
                "Faulty RenewalNotPossible", "Faulty SameNameElsewhere", "InDoubt", "Order", Unread,
            ],
            met.Order(StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyCollection<string>> CompareAsync(int seed)
    {
        var random = new Random(seed);
        using OrderingFixture fixture = SomeServer(random);
        fixture.Wire.Meddle = async (_, passOn, _) =>
        {
            // Inputs that are at work at the same time take turns.
            await Task.Yield();
            return await passOn();
        };
        Person[] people = [.. Enumerable.Range(0, 4).Select(_ => SomePerson(random))];
        long[] before = await OrderBeforeAsync(fixture, random, people);
        OrderDraft draft = Drafts.Valid();

        // Half of the lists are of people without keys: what the plan says of them, the run does when they have their keys.
        bool isBeforeKeys = seed % 2 == 0;
        draft.ProvisioningMethod = isBeforeKeys ? ProvisioningMethod.Email : ProvisioningMethod.ClientApp;
        draft.RenewalOfOrderId = before.Length > 0 && random.Next(5) == 0 ? before[random.Next(before.Length)] : null;
        var options = new OrderingOptions
        {
            AllowDuplicate = random.Next(4) == 0,
            ThrottleLimit = random.Next(2) == 0 ? 1 : random.Next(2, 5),
            Patience = TimeSpan.Zero,
        };
        Asked[] list = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => SomeInput(random, people))];
        HashSet<string> doubts = await InDoubtAsync(fixture);

        OrderPlan? plan = await TryAsync(() => PlanAsync(fixture, draft, options.AllowDuplicate, list));
        RunResult? run = await TryAsync(() => fixture.RunAsync(
            options,
            [.. list.Select((one, place) => Input(one, fixture.Input(
                one.Person, tag: place, csr: one.Csr ?? (isBeforeKeys ? SimCsr.Of(place) : null), draft: draft)))]));
        Assert.True(plan is null == run is null, $"Seed {seed}: only one of them could read the lists.");
        if (plan is null || run is null)
        {
            return [Unread];
        }

        if (!doubts.SetEquals(await InDoubtAsync(fixture)))
        {
            // The run asks the server what became of an order in doubt, and goes on by that; the plan has said so.
            return ["InDoubt"];
        }

        Assert.All(list.Zip(plan.Orders), pair => Assert.Equal(
            isBeforeKeys && pair.First.Csr is null && pair.Second.Action == OrderPlanAction.Order, pair.Second.NeedsCsr));
        // No list shows that an address has the order of somebody of another name. It comes to light when that order is asked for on
        // account of another input, and with several at work at once it is chance which of the two comes first.
        bool isByChance = options.ThrottleLimit > 1 && list.Any(one => fixture.Orders.Any(order => before.Contains(order.Id)
            && EmailAddress.AreSame(order.Email, one.Person.Email)
            && (order.GivenName, order.Surname) != (one.Person.GivenName, one.Person.Surname)));
        return isByChance ? [] : Compare(seed, plan, run);
    }

    private static List<string> Compare(int seed, OrderPlan plan, RunResult run)
    {
        var answers = new List<string>();
        foreach (OrderOutcome outcome in run.Outcomes.Where(one => one.Input is not null))
        {
            if (outcome.Fault is UnreadableAnswerException)
            {
                // The list began to contradict itself with the first order in it: the server that the plan asked is no more.
                return [.. answers, Unread];
            }

            PlannedOrder planned = plan.Orders[(int)outcome.Input!.Tag!];
            string said = planned.Action == OrderPlanAction.Faulty ? $"Faulty {planned.Faults[0].Kind}" : $"{planned.Action}";
            string did = outcome switch
            {
                { Fault: DocSigningException { Kind: FaultKind.OrderOutcomeUnknown } } => "InDoubt",
                { Fault: DocSigningException fault } => $"Faulty {fault.Kind}",
                { AlreadyOrdered: true } => "AlreadyOrdered",
                { Order: not null } => "Order",
                _ => $"{outcome.Fault}",
            };

            Assert.True(said == did, $"Seed {seed}, input {outcome.Input.Tag}: {said}, and the run: {did}.");
            Assert.True(
                planned.ExistingOrderId is not { } id || outcome.Order?.OrderId == id,
                $"Seed {seed}, input {outcome.Input.Tag}: order {planned.ExistingOrderId}, and the run: {outcome.Order?.OrderId}.");
            answers.Add(said);
        }

        Assert.Equal(plan.Orders.Count, answers.Count);
        return answers;
    }

    /// <returns>Null: the lists contradict themselves.</returns>
    private static async Task<T?> TryAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (UnreadableAnswerException)
        {
            return null;
        }
    }

    private static async Task<HashSet<string>> InDoubtAsync(OrderingFixture fixture) =>
    [
        .. (await fixture.IntentsAsync()).Where(intent => intent.State is IntentState.Sent or IntentState.InDoubt)
            .Select(intent => intent.Reference),
    ];

    private static OrderInput Input(Asked asked, OrderInput input) =>
        new() { Person = input.Person, Body = input.Body, Tag = input.Tag, DirectoryId = asked.Id?.ToString() };

    private static async Task<OrderPlan> PlanAsync(
        OrderingFixture fixture, OrderDraft draft, bool allowDuplicate, Asked[] list)
    {
        var planner = new OrderPlanner(draft, fixture.Time.GetUtcNow()) { AllowDuplicate = allowDuplicate };
        foreach ((Person person, string? csr, Guid? id) in list)
        {
            (string, object?)[] properties =
            [
                ("GivenName", person.GivenName), ("Surname", person.Surname), ("Title", person.JobTitle), ("Phone", person.Phone),
                ("Email", person.Email), ("Csr", csr), ("ObjectGUID", id),
            ];
            planner.Add(new PersonResolver().Resolve(new ListedSource("Input", properties)), null);
        }

        // Not disposed: the run goes on with the storage.
        var journal = new OrderJournal(fixture.Storage, fixture.Time);
        return await planner.FinishAsync(
            fixture.Client, journal, OrderingFixture.AccountId, fixture.Time, CancellationToken.None);
    }

    private static OrderingFixture SomeServer(Random random)
    {
        T Some<T>(int oneIn)
            where T : struct, Enum => Is(oneIn) ? random.GetItems(Enum.GetValues<T>(), 1)[0] : default;

        bool Is(int oneIn) => random.Next(oneIn) == 0;
        SandboxListLie list = Some<SandboxListLie>(12);
        return new OrderingFixture(
            listsAll: !Is(4),
            habits: new SandboxHabits
            {
                ShowsComments = !Is(4),
                ShowsCsr = !Is(4),
                Subject = Some<SandboxSubjectPlace>(2),
                EmailFilter = Some<SandboxFilterHabit>(3),
                ProductFilter = Some<SandboxFilterHabit>(6) == SandboxFilterHabit.Ignored ? SandboxFilterHabit.Ignored : default,
                DateFilter = Some<SandboxFilterHabit>(6) == SandboxFilterHabit.Ignored ? SandboxFilterHabit.Ignored : default,
                NewRequestsAreSubmitted = Is(4),
                HasReport = Is(3),
                ReportEmail = Some<SandboxReportColumn>(3),
                ReportCsr = Some<SandboxReportColumn>(3),
                Dates = Some<SandboxDateForm>(3),
                DateHeader = Some<SandboxDateHeader>(3),
            },
            lies: new SandboxLies
            {
                Comments = Some<SandboxCommentLie>(3),
                Names = Some<SandboxNameLie>(3),
                // By chance an id is lost here and not there.
                Lists = list == SandboxListLie.LosesId ? SandboxListLie.None : list,
                Details = Some<SandboxDetailLie>(6),
                OrderShare = Is(2) ? 1 : 0.5,
                Seed = random.Next(),
            });
    }

    private static Asked SomeInput(Random random, Person[] people) => new(
        people[random.Next(people.Length)],
        random.Next(3) == 0 ? Drafts.SampleCsr : null,
        random.Next(2) == 0 ? Ids[random.Next(Ids.Length)] : null);

    private static Person SomePerson(Random random)
    {
        string givenName = GivenNames[random.Next(GivenNames.Length)];
        string surname = Surnames[random.Next(Surnames.Length)];
        return new Person(givenName, surname, "Clerk", "+47 55 50 01 42", $"person{random.Next(3)}@fjordlab.example");
    }

    /// <summary>What runs of this journal, somebody at the console and a process that died have left.</summary>
    private static async Task<long[]> OrderBeforeAsync(OrderingFixture fixture, Random random, Person[] people)
    {
        var orders = new List<long>();
        for (int count = random.Next(4); count > 0; count--)
        {
            Asked asked = SomeInput(random, people);
            (Person person, string? csr, _) = asked;
            switch (random.Next(4))
            {
                case 0:
                    RunResult? run = await TryAsync(() => fixture.RunAsync(
                        new OrderingOptions { Patience = TimeSpan.Zero }, Input(asked, fixture.Input(person, csr: csr))));
                    orders.AddRange(run?.Outcomes.Select(outcome => outcome.Order?.OrderId).OfType<long>() ?? []);
                    break;

                case 1:
                    await fixture.TryLeaveBehindAsync(person, IntentState.Sent);
                    break;

                case 2:
                    await fixture.TryLeaveBehindAsync(person, IntentState.Planned);
                    break;

                default:
                    orders.Add(await fixture.OrderInConsoleAsync(person, "by hand", csr));
                    break;
            }
        }

        fixture.Time.Pass(TimeSpan.FromHours(1));
        return [.. orders];
    }
}
