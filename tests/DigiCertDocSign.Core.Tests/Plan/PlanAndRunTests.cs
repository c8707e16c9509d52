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

namespace DigiCertDocSign.Tests.Plan;

/// <summary>One question has one answer: what a plan says of an input, the run does, on any list and any server.</summary>
public class PlanAndRunTests
{
    private const int Cases = 400;
    private static readonly string[] GivenNames = ["Mira", "Zo\u00EB", "Zoe", "Nils"];
    private static readonly string[] Surnames = ["Berg", "M\u00FCller", "Muller", "Berg Dahl"];

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
                "Faulty RenewalNotPossible", "InDoubt", "Order",
            ],
            met.Order(StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyCollection<string>> CompareAsync(int seed)
    {
        var random = new Random(seed);
        using var fixture = new OrderingFixture(habits: new SandboxHabits
        {
            Subject = random.Next(4) == 0 ? SandboxSubjectPlace.Nowhere : SandboxSubjectPlace.Subject,
        });
        Person[] people = [.. Enumerable.Range(0, 4).Select(_ => SomePerson(random))];
        long[] before = await OrderBeforeAsync(fixture, random, people);
        OrderDraft draft = Drafts.Valid();
        draft.RenewalOfOrderId = before.Length > 0 && random.Next(5) == 0 ? before[random.Next(before.Length)] : null;
        bool allowDuplicate = random.Next(4) == 0;
        (Person Person, string? Csr)[] list =
        [
            .. Enumerable.Range(0, random.Next(1, 6))
                .Select(_ => (people[random.Next(people.Length)], random.Next(3) == 0 ? Drafts.SampleCsr : null)),
        ];

        OrderPlan plan = await PlanAsync(fixture, draft, allowDuplicate, list);
        OrderInput[] inputs =
            [.. list.Select((one, place) => fixture.Input(one.Person, tag: place, csr: one.Csr, draft: draft))];
        RunResult run = await fixture.RunAsync(new OrderingOptions { AllowDuplicate = allowDuplicate }, inputs);
        var answers = new List<string>();
        if (IsReconciled(plan, run))
        {
            // The run asks the server what became of an order in doubt, and goes on by that; the plan has said so.
            return ["InDoubt"];
        }

        foreach (OrderOutcome outcome in run.Outcomes.Where(one => one.Input is not null))
        {
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

        Assert.Equal(list.Length, answers.Count);
        return answers;
    }

    private static bool IsReconciled(OrderPlan plan, RunResult run) => run.Outcomes.Any(outcome =>
        outcome.Input is { } input && plan.Orders[(int)input.Tag!].Action == OrderPlanAction.InDoubt
        && RunResult.Kind(outcome) != FaultKind.OrderOutcomeUnknown);

    private static async Task<OrderPlan> PlanAsync(
        OrderingFixture fixture, OrderDraft draft, bool allowDuplicate, (Person Person, string? Csr)[] list)
    {
        var planner = new OrderPlanner(draft, fixture.Time.GetUtcNow()) { AllowDuplicate = allowDuplicate };
        foreach ((Person person, string? csr) in list)
        {
            (string, object?)[] properties =
            [
                ("GivenName", person.GivenName), ("Surname", person.Surname), ("Title", person.JobTitle), ("Phone", person.Phone),
                ("Email", person.Email), ("Csr", csr),
            ];
            planner.Add(new PersonResolver().Resolve(new ListedSource("Input", properties)), null);
        }

        // Not disposed: the run goes on with the storage.
        var journal = new OrderJournal(fixture.Storage, fixture.Time);
        return await planner.FinishAsync(
            fixture.Client, journal, OrderingFixture.AccountId, fixture.Time, CancellationToken.None);
    }

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
            Person person = people[random.Next(people.Length)];
            string? csr = random.Next(3) == 0 ? Drafts.SampleCsr : null;
            switch (random.Next(4))
            {
                case 0:
                    RunResult run = await fixture.RunAsync(fixture.Input(person, csr: csr));
                    orders.AddRange(run.Outcomes.Select(outcome => outcome.Order?.OrderId).OfType<long>());
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
