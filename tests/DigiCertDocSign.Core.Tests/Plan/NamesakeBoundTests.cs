using DigiCertDocSign.People;
using DigiCertDocSign.Plan;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;
using DigiCertDocSign.Tests.People;

namespace DigiCertDocSign.Tests.Plan;

/// <summary>
/// A few people of a list whose names have live orders under other addresses are twins. Many are a mail domain that has changed.
/// </summary>
public class NamesakeBoundTests
{
    [Theory]
    [InlineData(5, 5, true)]
    [InlineData(6, 6, false)]
    [InlineData(6, 59, false)]
    [InlineData(6, 60, true)]
    [InlineData(7, 60, false)]
    public async Task Up_to_five_or_a_tenth_of_the_list_are_ordered_for_in_plan_and_run(int namesakes, int inputs, bool isOrdered)
    {
        using OrderingFixture fixture = await WithOldAddressesAsync(namesakes);
        Person[] list = [.. Enumerable.Range(1, inputs).Select(OrderingFixture.Person)];

        OrderPlan plan = await PlanAsync(fixture, list);
        RunResult run = await fixture.RunAsync([.. list.Select(person => fixture.Input(person))]);

        int refused = isOrdered ? 0 : namesakes;
        Assert.Equal((inputs - refused, refused), (plan.Summary.ToOrder, plan.Summary.Faulty));
        Assert.Equal((inputs - refused, refused), (run.Summary.Placed, run.Summary.Failed));
        string[] planned = [.. plan.Orders.Where(order => order.Action == OrderPlanAction.Faulty).Select(order => order.Reason!)];
        string[] said = [.. run.Outcomes.Where(outcome => outcome.Fault is not null).Select(outcome => outcome.Fault!.Message)];
        Assert.Equal(planned.Order(), said.Order());
        Assert.All(said, message => Assert.Contains($"{namesakes} people of this list have", message, StringComparison.Ordinal));
        Assert.Equal(isOrdered ? namesakes : 0, run.Outcomes.Count(outcome => outcome.Warnings.Count > 0));
    }

    [Fact]
    public async Task A_person_who_stands_twice_in_the_list_is_counted_once()
    {
        using OrderingFixture fixture = await WithOldAddressesAsync(5);
        Person first = OrderingFixture.Person(1);
        Person[] list =
            [.. Enumerable.Range(1, 5).Select(OrderingFixture.Person), first with { Email = first.Email.ToUpperInvariant() }];

        OrderPlan plan = await PlanAsync(fixture, list);
        RunResult run = await fixture.RunAsync([.. list.Select(person => fixture.Input(person))]);

        Assert.Equal((5, 1, 0), (plan.Summary.ToOrder, plan.Summary.AlreadyOrdered, plan.Summary.Faulty));
        Assert.Equal((5, 1, 0), (run.Summary.Placed, run.Summary.AlreadyOrdered, run.Summary.Failed));
    }

    private static async Task<OrderingFixture> WithOldAddressesAsync(int people)
    {
        var fixture = new OrderingFixture();
        foreach (int number in Enumerable.Range(1, people))
        {
            await fixture.OrderInConsoleAsync(OrderingFixture.Person(number) with { Email = $"nils{number}@old.example" });
        }

        return fixture;
    }

    private static Task<OrderPlan> PlanAsync(OrderingFixture fixture, Person[] list)
    {
        var planner = new OrderPlanner(Drafts.Valid(), fixture.Time.GetUtcNow());
        foreach (Person person in list)
        {
            planner.Add(
                new PersonResolver().Resolve(new ListedSource(
                    "Input",
                    ("GivenName", person.GivenName),
                    ("Surname", person.Surname),
                    ("Title", person.JobTitle),
                    ("Phone", person.Phone),
                    ("Email", person.Email))),
                null);
        }

        return planner.FinishAsync(fixture.Client, null, OrderingFixture.AccountId, fixture.Time, CancellationToken.None);
    }
}
