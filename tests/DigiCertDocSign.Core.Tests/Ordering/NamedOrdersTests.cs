using CertCentral.Sandbox;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>An answer may name an order that is not there, or somebody else's: the run that was told so says it.</summary>
public class NamedOrdersTests
{
    private static readonly Person Nils = OrderingFixture.Person(1);

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public async Task An_order_that_the_server_named_and_does_not_show_is_told_at_the_end(int people)
    {
        using var fixture = new OrderingFixture(lies: new SandboxLies { Reply = SandboxReplyLie.NoSuchOrder });

        RunResult run = await fixture.RunAsync(fixture.Inputs(people));

        OrderOutcome last = run.Outcomes[^1];
        Assert.Equal((null, null), (last.Input, last.Order));
        Assert.Equal(people, last.Warnings.Count);
        Assert.All(run.Outcomes.Take(people), outcome => Assert.Single(last.Warnings, warning =>
            warning.Contains($"{outcome.Input!.Person.Email} with order {outcome.Order!.OrderId}, and shows no such order",
                StringComparison.Ordinal)));
        Assert.All(await fixture.IntentsAsync(), intent =>
        {
            Assert.Equal(IntentState.Placed, intent.State);
            Assert.Contains(intent.Problem!, last.Warnings);
        });
    }

    [Fact]
    public async Task Of_many_orders_that_nothing_shows_each_is_named()
    {
        using var fixture = new OrderingFixture(lies: new SandboxLies { Reply = SandboxReplyLie.NoSuchOrder });

        RunResult run = await fixture.RunAsync(fixture.Inputs(25));

        IReadOnlyList<string> told = run.Outcomes[^1].Warnings;
        Assert.Equal(21, told.Count);
        Assert.All(run.Outcomes.Take(25), outcome => Assert.Single(
            told, warning => warning.Contains($"{outcome.Order!.OrderId}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_next_run_names_the_order_that_is_not_there_and_buys_no_other()
    {
        using var fixture = new OrderingFixture();
        OrderIntent planned = await fixture.LeaveBehindAsync(Nils, IntentState.Planned);
        OrderIntent placed = planned with { State = IntentState.Placed, OrderId = 999_999, SendEndedAt = fixture.Time.GetUtcNow() };
        Assert.True(await fixture.Storage.TryChangeAsync(null, planned, placed, CancellationToken.None));

        OrderOutcome outcome = (await fixture.RunAsync(fixture.Input(Nils))).Single;

        Assert.Equal((999_999, true, 0), (outcome.Order!.OrderId, outcome.AlreadyOrdered, fixture.Sends));
        Assert.Contains("CertCentral shows no such order", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_that_the_server_named_and_shows_as_anothers_is_told_with_whose_it_is()
    {
        var berit = new Person("Berit", "Dahl", "Clerk", "+47 55 50 01 42", "berit.dahl@fjordlab.example");
        using var fixture = new OrderingFixture();
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            if (WireTap.IsOrder(call))
            {
                fixture.Wire.Meddle = null;
                long other = await fixture.OrderInConsoleAsync(berit);
                answer.Content = new StringContent(
                    $$"""{"id":{{other}},"requests":[{"id":1,"status":"pending"}]}""", System.Text.Encoding.UTF8, "application/json");
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Input(Nils));

        const string Whose = "Berit Dahl <berit.dahl@fjordlab.example>";
        Assert.Contains(Whose, Assert.Single(run.Outcomes[^1].Warnings), StringComparison.Ordinal);

        // The next run finds the person's own order; and where that is no more, says whose the other is and buys none.
        OrderOutcome next = (await fixture.RunAsync(fixture.Input(Nils))).Single;
        Assert.Equal((fixture.Orders[0].Id, true), (next.Order!.OrderId, next.AlreadyOrdered));
        await fixture.CancelInConsoleAsync(fixture.Orders[0].Id);

        next = (await fixture.RunAsync(fixture.Input(Nils))).Single;
        Assert.True(next.AlreadyOrdered);
        Assert.Contains(next.Warnings, warning => warning.Contains($"shows it as that of {Whose}", StringComparison.Ordinal));
        Assert.Equal(2, fixture.Orders.Count);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 120)]
    public async Task An_order_that_either_the_lists_or_its_details_show_is_no_news(bool hidesDetails, int lagSeconds)
    {
        var lag = TimeSpan.FromSeconds(lagSeconds);
        SandboxDetailLie details = hidesDetails ? SandboxDetailLie.NotFound : SandboxDetailLie.None;
        using var fixture = new OrderingFixture(
            new SandboxFaultPlan { ListLag = lag, RequestLag = lag }, lies: new SandboxLies { Details = details });

        RunResult run = await fixture.RunAsync(fixture.Inputs(2));

        Assert.Equal((2, 2), (run.Outcomes.Count, run.Summary.Placed));
        Assert.All(run.Outcomes, outcome => Assert.Empty(outcome.Warnings));
    }

    [Fact]
    public async Task A_server_that_cannot_be_asked_at_the_end_is_said()
    {
        using var fixture = new OrderingFixture();
        bool isPlaced = false;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = isPlaced ? new HttpResponseMessage(System.Net.HttpStatusCode.BadGateway) : await passOn();
            isPlaced |= WireTap.IsOrder(call);
            return answer;
        };

        RunResult run = await fixture.RunAsync(new OrderingOptions { Patience = TimeSpan.Zero }, fixture.Input(Nils));

        Assert.Equal(1, run.Summary.Placed);
        Assert.Contains("could not be asked", Assert.Single(run.Outcomes[^1].Warnings), StringComparison.Ordinal);
    }
}
