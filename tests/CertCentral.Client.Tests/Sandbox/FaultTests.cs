using System.Text;
using CertCentral.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Sandbox;

/// <summary>For every fault: what the client sees, and what the server knows.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(SandboxFault.TooManyRequests, 429, false)]
    [InlineData(SandboxFault.DropBeforeCommit, null, false)]
    [InlineData(SandboxFault.DropAfterCommit, null, true)]
    [InlineData(SandboxFault.DropInsideBody, null, true)]
    [InlineData(SandboxFault.ServerErrorBeforeCommit, 500, false)]
    [InlineData(SandboxFault.ServerErrorAfterCommit, 500, true)]
    [InlineData(SandboxFault.GatewayPage, 503, false)]
    [InlineData(SandboxFault.GatewayPageAfterCommit, 503, true)]
    [InlineData(SandboxFault.TruncatedBody, 201, true)]
    [InlineData(SandboxFault.GarbageBody, 201, true)]
    public async Task A_fault_looks_as_it_should_and_the_order_exists_or_does_not(SandboxFault fault, int? status, bool committed)
    {
        await using BareClient client = await BareClient.StartAsync(With(SandboxFaultRule.At(fault, SandboxRoutes.CreateOrder, call: 2)));
        await client.OrderAsync();

        (int? seen, string? body) = await SendAsync(client);

        Assert.Equal(status, seen);
        Assert.Equal(committed ? 2 : 1, client.Truth.OrdersCreated);
        if (status is 201)
        {
            Assert.ThrowsAny<JsonException>(() => BareClient.Parse(body!));
        }

        await client.OrderAsync();

        Assert.Equal(committed ? 3 : 2, client.Truth.OrdersCreated);
        Assert.Equal(3, client.Truth.CallsByRoute[SandboxRoutes.CreateOrder]);
    }

    [Theory]
    [InlineData(SandboxFault.SlowBeforeCommit, 0)]
    [InlineData(SandboxFault.SlowAfterCommit, 1)]
    public async Task A_slow_answer_comes_when_the_clock_says_so(SandboxFault fault, int ordersMeanwhile)
    {
        var clock = new WatchedClock();
        var rule = new SandboxFaultRule { Fault = fault, Route = SandboxRoutes.CreateOrder, Delay = TimeSpan.FromMinutes(3) };
        await using BareClient client = await BareClient.StartAsync(With(rule, clock));

        Task<long> answer = client.OrderAsync();
        await clock.TimerMade.WaitAsync();
        Assert.Equal(ordersMeanwhile, client.Truth.OrdersCreated);
        clock.Advance(TimeSpan.FromMinutes(3) - TimeSpan.FromTicks(1));
        Assert.False(answer.IsCompleted);
        clock.Advance(TimeSpan.FromTicks(1));

        Assert.True(await answer > 0);
        Assert.Equal(1, client.Truth.OrdersCreated);
    }

    [Fact]
    public async Task A_client_that_leaves_during_a_slow_start_leaves_no_order()
    {
        var clock = new WatchedClock();
        using var handler = new SandboxHandler(
            With(new SandboxFaultRule { Fault = SandboxFault.SlowBeforeCommit, Delay = Timeout.InfiniteTimeSpan }, clock));
        using var http = new HttpClient(handler);
        http.DefaultRequestHeaders.Add("X-DC-DEVKEY", "sandbox");
        using var gone = new CancellationTokenSource();
        using var content = new StringContent(Orders.Minimal().ToString(), Encoding.UTF8, "application/json");
        Task<HttpResponseMessage> answer = http.PostAsync(new Uri("http://sandbox/services/v2/" + Orders.CreatePath), content, gone.Token);
        await clock.TimerMade.WaitAsync();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal(0, handler.State.OrdersCreated);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bad_day_and_another_seed_another()
    {
        async Task<string> DayAsync(int seed)
        {
            await using BareClient client = await BareClient.StartAsync(new SandboxOptions
            {
                Limits = SandboxLimits.None,
                Faults = new SandboxFaultPlan
                {
                    Seed = seed,
                    Rules =
                    [
                        new() { Fault = SandboxFault.TooManyRequests, Probability = 0.3 },
                        new() { Fault = SandboxFault.GatewayPage, Probability = 0.3, Route = SandboxRoutes.Me },
                    ],
                },
            });
            var day = new StringBuilder();
            for (int i = 0; i < 60; i++)
            {
                using HttpResponseMessage response = await client.Http.GetAsync(new Uri("user/me", UriKind.Relative));
                day.Append((int)response.StatusCode).Append(' ');
            }

            return day.ToString();
        }

        string first = await DayAsync(7);

        Assert.Equal(first, await DayAsync(7));
        Assert.NotEqual(first, await DayAsync(8));
        Assert.All(["200", "429", "503"], status => Assert.Contains(status, first, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lagging_list_shows_a_new_order_later_than_its_own_page_does()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero));
        await using BareClient client = await BareClient.StartAsync(
            new SandboxOptions { TimeProvider = clock, Faults = new SandboxFaultPlan { ListLag = TimeSpan.FromSeconds(90) } });
        long id = await client.OrderAsync();
        async Task<int> ListedAsync() => (await client.GetAsync("order/certificate"))["page"]!.Value<int>("total");

        await client.GetAsync($"order/certificate/{id}");
        clock.Advance(TimeSpan.FromSeconds(89));
        Assert.Equal(0, await ListedAsync());
        Assert.Equal("{}", (await client.GetAsync("order/certificate/status-changes?minutes=10")).ToString());
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await ListedAsync());
    }

    [Fact]
    public async Task Requests_and_report_lag_apart_from_the_list()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero));
        await using BareClient client = await BareClient.StartAsync(new SandboxOptions
        {
            TimeProvider = clock,
            Habits = new SandboxHabits { HasReport = true },
            Faults = new SandboxFaultPlan { RequestLag = TimeSpan.FromSeconds(60), ReportLag = TimeSpan.FromSeconds(120) },
        });
        JToken created = await client.PostAsync(Orders.CreatePath, Orders.Minimal());

        async Task<(int, int, int)> ShownAsync() => (
            (await client.GetAsync("order/certificate"))["orders"]!.Count(),
            (await client.GetAsync("request?status=pending"))["page"]!.Value<int>("total"),
            (await client.Http.GetStringAsync(new Uri("report/order", UriKind.Relative))).Split($"\"{created["id"]}\"").Length - 1);

        Assert.Equal((1, 0, 0), await ShownAsync());
        await client.GetAsync($"request/{created["requests"]![0]!["id"]}");
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((1, 1, 0), await ShownAsync());
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((1, 1, 1), await ShownAsync());
    }

    [Fact]
    public async Task Without_a_socket_a_drop_is_the_exception_of_a_broken_connection()
    {
        using var handler = new SandboxHandler(With(new SandboxFaultRule { Fault = SandboxFault.DropAfterCommit }));
        using var http = new HttpClient(handler);
        http.DefaultRequestHeaders.Add("X-DC-DEVKEY", "sandbox");

        HttpRequestException broken =
            await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("https://www.digicert.com/services/v2/user/me")));

        Assert.IsType<IOException>(broken.InnerException);
    }

    private static SandboxOptions With(SandboxFaultRule rule, TimeProvider? clock = null) =>
        new() { TimeProvider = clock ?? TimeProvider.System, Faults = new SandboxFaultPlan { Rules = [rule] } };

    /// <summary>Status and body; null for a broken connection.</summary>
    private static async Task<(int? Status, string? Body)> SendAsync(BareClient client)
    {
        using var content = new StringContent(Orders.Minimal().ToString(), Encoding.UTF8, "application/json");
        try
        {
            using HttpResponseMessage response = await client.Http.PostAsync(new Uri(Orders.CreatePath, UriKind.Relative), content);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return (null, null);
        }
    }

    /// <summary>A clock that tells when somebody begins to wait on it.</summary>
    private sealed class WatchedClock : FakeTimeProvider
    {
        public SemaphoreSlim TimerMade { get; } = new(0);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            TimerMade.Release();
            return timer;
        }
    }
}
