using System.Text;
using CertCentral.Sandbox;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.People;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>An order counts as not placed after two looks in vain, with the settle time between them by every clock there is.</summary>
public class SettleTimeTests
{
    private static readonly TimeSpan Settle = new OrderingOptions().SettleTime;
    private static readonly OrderingOptions TwoMinutes = new() { SettleTime = TimeSpan.FromMinutes(2) };
    private static readonly Person Somebody = OrderingFixture.Person(1);

    [Theory]
    [InlineData(SandboxDateHeader.Right)]
    [InlineData(SandboxDateHeader.Missing)]
    public async Task Wall_clocks_that_leap_between_two_looks_of_one_run_do_not_shorten_the_time(SandboxDateHeader date)
    {
        using OrderingFixture fixture = await WithDoubtAsync(new SandboxHabits { DateHeader = date });
        TimeSpan looked = default;
        TimeSpan sent = default;
        Watch(fixture, () => sent = fixture.Time.Passed);
        IEnumerable<OrderInput> AfterTheFirstLook()
        {
            looked = fixture.Time.Passed;
            fixture.Time.SetClock(TimeSpan.FromHours(1));
            yield return fixture.Input(Somebody);
        }

        RunResult run = await RunResult.OfAsync(
            fixture.Client, fixture.Storage, TwoMinutes, fixture.Time, AfterTheFirstLook(), CancellationToken.None);

        Assert.Equal((1, 1), (run.Summary.Placed, fixture.Sends));
        Assert.InRange(sent - looked, TimeSpan.FromSeconds(119), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task A_look_that_takes_longer_than_the_settle_time_is_followed_by_another_at_once()
    {
        using OrderingFixture fixture = await WithDoubtAsync();
        int lists = 0;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();

            // The run reads the list when it starts, for its first look and for its second.
            if (call.RequestUri!.AbsolutePath.EndsWith("order/certificate", StringComparison.Ordinal) && ++lists == 3)
            {
                fixture.Time.Pass(TimeSpan.FromMinutes(4));
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(TwoMinutes, fixture.Input(Somebody));

        Assert.Equal((1, 1), (run.Summary.Placed, fixture.Sends));
        Assert.True(lists > 3);
        Assert.InRange(fixture.Time.Passed, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_process_whose_clock_is_ahead_is_kept_back_by_the_time_of_the_server()
    {
        using OrderingFixture fixture = await WithDoubtAsync();
        await fixture.RunAsync();
        fixture.Time.Pass(TimeSpan.FromSeconds(15));

        RunResult run = await RunAsync(fixture, ahead: TimeSpan.FromHours(1), fixture.Input(Somebody));

        Assert.Equal(0, fixture.Sends);
        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(run.Single));
        Assert.Contains("do not agree how much time has passed", run.Single.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_time_of_the_server_two_processes_decide_nothing_and_one_decides_by_itself()
    {
        using OrderingFixture fixture = await WithDoubtAsync(new SandboxHabits { DateHeader = SandboxDateHeader.Missing });
        await fixture.RunAsync();
        fixture.Time.Pass(Settle + Settle);

        RunResult run = await fixture.RunAsync(fixture.Input(Somebody));

        Assert.Equal(0, fixture.Sends);
        Assert.Contains("do not agree how much time has passed", run.Single.Fault!.Message, StringComparison.Ordinal);

        using OrderingFixture other = await WithDoubtAsync(new SandboxHabits { DateHeader = SandboxDateHeader.Missing });
        Assert.Equal(1, (await other.RunAsync(TwoMinutes, other.Input(Somebody))).Summary.Placed);
    }

    [Theory]
    [InlineData(-1, IntentState.InDoubt)]
    [InlineData(0, IntentState.Abandoned)]
    public async Task The_settle_time_itself_is_enough_and_a_second_less_is_not(int seconds, IntentState state)
    {
        using OrderingFixture fixture = await WithDoubtAsync();
        await fixture.RunAsync();
        fixture.Time.Pass(Settle + TimeSpan.FromSeconds(seconds));

        await fixture.RunAsync();

        Assert.Equal(state, Assert.Single(await fixture.IntentsAsync()).State);
    }

    [Fact]
    public async Task A_first_look_of_the_future_counts_anew()
    {
        using OrderingFixture fixture = await WithDoubtAsync();
        await RunAsync(fixture, ahead: TimeSpan.FromHours(1));
        fixture.Time.Pass(Settle + TimeSpan.FromMinutes(1));
        await fixture.RunAsync();
        Assert.Equal(IntentState.InDoubt, Assert.Single(await fixture.IntentsAsync()).State);
        fixture.Time.Pass(Settle + TimeSpan.FromMinutes(1));

        await fixture.RunAsync();

        Assert.Equal(IntentState.Abandoned, Assert.Single(await fixture.IntentsAsync()).State);
    }

    [Theory]
    [InlineData(5, 120)] // ten minutes are left, and two are enough from now on
    [InlineData(14, 60)] // one is left: it does not begin anew
    public async Task A_look_that_sees_a_later_order_waits_the_shorter_of_the_two_times(int minutesAfter, int secondsToWait)
    {
        using var fixture = new OrderingFixture(
            new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropBeforeCommit, SandboxRoutes.CreateOrder)] });
        await fixture.RunAsync(fixture.Input(Somebody));
        fixture.Time.Pass(TimeSpan.FromMinutes(minutesAfter));
        TimeSpan began = fixture.Time.Passed;

        RunResult run = await fixture.RunAsync(fixture.Input(OrderingFixture.Person(2)), fixture.Input(Somebody));

        Assert.Equal((2, 3), (run.Summary.Placed, fixture.Sends));
        Assert.InRange((fixture.Time.Passed - began).TotalSeconds, secondsToWait - 2, secondsToWait + 2);
    }

    [Fact]
    public async Task The_order_of_another_product_is_not_that_in_doubt_though_the_list_does_not_show_its_product()
    {
        using OrderingFixture fixture = await WithDoubtAsync(new SandboxHabits { ProductFilter = SandboxFilterHabit.Ignored });
        fixture.Time.Pass(TimeSpan.FromMinutes(1));
        fixture.Sandbox.Console.Order(new SandboxConsoleOrder
        {
            GivenName = Somebody.GivenName,
            Surname = Somebody.Surname,
            Email = Somebody.Email,
            ProductNameId = "ssl_basic",
        });
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            HttpResponseMessage answer = await passOn();
            if (call.Method == HttpMethod.Get && !call.RequestUri!.AbsolutePath.Contains("certificate/", StringComparison.Ordinal))
            {
                var json = JObject.Parse(await answer.Content.ReadAsStringAsync(token));
                foreach (JProperty product in json.Descendants().OfType<JProperty>()
                    .Where(one => one.Name.StartsWith("product", StringComparison.Ordinal)).ToArray())
                {
                    product.Remove();
                }

                answer.Content = new StringContent(json.ToString(), Encoding.UTF8, "application/json");
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(TwoMinutes, fixture.Input(Somebody));

        Assert.Equal((1, 2), (run.Summary.Placed, fixture.Orders.Count));
        await fixture.AssertNothingIsOpenAsync();
    }

    /// <summary>A run that is over has sent an order, and it did not arrive.</summary>
    private static async Task<OrderingFixture> WithDoubtAsync(SandboxHabits? habits = null)
    {
        var fixture = new OrderingFixture(habits: habits);
        await fixture.LeaveBehindAsync(Somebody, IntentState.Sent);
        return fixture;
    }

    private static Task<RunResult> RunAsync(OrderingFixture fixture, TimeSpan ahead, params OrderInput[] inputs) => RunResult.OfAsync(
        fixture.Client,
        fixture.Storage,
        new OrderingOptions(),
        new SkewedTime(fixture.Time, ahead),
        inputs,
        CancellationToken.None);

    private static void Watch(OrderingFixture fixture, Action onOrder) => fixture.Wire.Meddle = (call, passOn, _) =>
    {
        if (WireTap.IsOrder(call))
        {
            onOrder();
        }

        return passOn();
    };
}
