using System.Net;
using CertCentral.Sandbox;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Sandbox;

/// <summary>The list against a model: the same orders in memory, filtered and cut with LINQ.</summary>
public sealed class OrderListTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Surnames = ["Solberg", "Berg", "Dahl"];
    private static readonly string?[] Searches = [null, "Mira Berg", "mira@dahl.example", "%BERG", "%dahl.example", "nobody"];
    private static readonly string?[] Sorts =
        [null, "order_id", "-order_id", "common_name,-order_id", "-date_created", "status,common_name,order_id"];

    private readonly FakeTimeProvider _clock = new(Start);
    private BareClient _client = null!;

    /// <summary>Thirty orders, one a day, every third rejected, every other pending; the rest need approval.</summary>
    public async Task InitializeAsync()
    {
        _client = await BareClient.StartAsync(new SandboxOptions
        {
            TimeProvider = _clock,
            ValidationDelay = TimeSpan.FromDays(1_000),
            Limits = SandboxLimits.None,
        });
        for (int i = 0; i < 30; i++)
        {
            string surname = Surnames[i % 3];
            JToken created = await _client.PostAsync(Orders.CreatePath, Orders.Minimal(body =>
            {
                body["subject"]!["given_name"] = "Mira";
                body["subject"]!["surname"] = surname;
                body["subject"]!["email"] = $"mira@{surname.ToLowerInvariant()}.example";
            }));
            if (i % 3 == 0 || i % 2 == 0)
            {
                var decision = new JObject { ["status"] = i % 3 == 0 ? "rejected" : "approved" };
                await _client.SendAsync(
                    HttpMethod.Put, $"request/{created["requests"]![0]!["id"]}/status", decision, HttpStatusCode.NoContent);
            }

            _clock.Advance(TimeSpan.FromDays(1));
        }
    }

    public async Task DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public void Any_filters_sort_and_page_give_what_the_model_gives()
    {
        Gen<(string search, List<string> statuses, int day, string op, string sort, int limit, int offset)> gen =
            from search in Gen.Elements(Searches)
            from statuses in Gen.SubListOf(new[] { "pending", "rejected", "canceled" })
            from day in Gen.Choose(0, 31)
            from op in Gen.Elements(null, ">", "<", "...", "=")
            from sort in Gen.Elements(Sorts)
            from limit in Gen.Choose(1, 40)
            from offset in Gen.Choose(0, 35)
            select (search, statuses, day, op, sort, limit, offset);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(gen.ToArbitrary(), c =>
        {
            var day = new DateTimeOffset(Start.AddDays(c.day).Date, TimeSpan.Zero);
            (string? path, IEnumerable<SandboxOrder>? model) = ("order/certificate?", _client.Truth.GetOrders().Reverse());
            if (c.search is not null)
            {
                path += "filters%5Bsearch%5D=" + Uri.EscapeDataString(c.search) + "&";
                model = model.Where(order => Matches(order, c.search));
            }

            for (int i = 0; i < c.statuses.Count; i++)
            {
                path += $"filters[status][{i}]={c.statuses[i]}&";
            }

            model = model.Where(order => c.statuses.Count == 0 || c.statuses.Contains(order.Status));
            if (c.op is not null)
            {
                string text = $"{day:yyyy-MM-dd}";
                string value = c.op switch { "..." => $"{text}...{day.AddDays(3):yyyy-MM-dd}", "=" => text, _ => c.op + text };
                path += "filters%5Bdate_created%5D=" + Uri.EscapeDataString(value) + "&";
                model = model.Where(order => c.op switch
                {
                    ">" => order.DateCreated > day,
                    "<" => order.DateCreated < day,
                    "=" => order.DateCreated.Date == day.Date,
                    _ => order.DateCreated >= day && order.DateCreated < day.AddDays(4),
                });
            }

            var all = Sort(model, c.sort).Select(order => order.Id).ToList();
            path += $"sort={c.sort}&limit={c.limit}&offset={c.offset}";

            JToken page = _client.GetAsync(path).GetAwaiter().GetResult();

            Assert.Equal(all.Skip(c.offset).Take(c.limit), page["orders"]!.Select(row => row.Value<long>("id")));
            Assert.Equal(
                (all.Count, c.limit, c.offset),
                (page["page"]!.Value<int>("total"), page["page"]!.Value<int>("limit"), page["page"]!.Value<int>("offset")));
        }));
    }

    [Theory]
    [InlineData("limit=0", "invalid_value|limit")]
    [InlineData("limit=x", "invalid_value|limit")]
    [InlineData("offset=-1", "invalid_value|offset")]
    [InlineData("sort=price", "invalid_value|sort")]
    [InlineData("filters[colour]=red", "invalid_value|filters[colour]")]
    [InlineData("filters[status]=needs_approval", "invalid_value|filters[status]")]
    [InlineData("filters[date_created]=yesterday", "invalid_value|filters[date_created]")]
    public async Task What_the_list_does_not_know_it_refuses(string query, string code) =>
        Assert.Equal([code], await _client.RefusedAsync(HttpMethod.Get, "order/certificate?" + query, null));

    [Fact]
    public async Task A_page_holds_a_thousand_rows_at_most()
    {
        JToken page = await _client.GetAsync("order/certificate?limit=5000");

        Assert.Equal(1000, page["page"]!.Value<int>("limit"));
    }

    [Fact]
    public async Task Status_changes_are_those_of_the_window_and_of_seven_days_at_most()
    {
        // The clock stands 12 hours after the last order's day began; its order was placed a day ago.
        SandboxOrder last = _client.Truth.GetOrders()[^1];

        Assert.Equal(
            [last.Id],
            (await _client.GetAsync($"order/certificate/status-changes?minutes={24 * 60}"))["orders"]!
                .Select(row => row.Value<long>("order_id")));
        Assert.Equal("{}", (await _client.GetAsync($"order/certificate/status-changes?minutes={(24 * 60) - 1}&seconds=59")).ToString());
        Assert.Equal(7, (await _client.GetAsync($"order/certificate/status-changes?minutes={7 * 24 * 60}"))["orders"]!.Count());
        Assert.Equal(
            ["time_frame_too_long"],
            await _client.RefusedAsync(HttpMethod.Get, $"order/certificate/status-changes?minutes={7 * 24 * 60}&seconds=1", null));
        Assert.Equal(["missing_parameter|minutes"], await _client.RefusedAsync(HttpMethod.Get, "order/certificate/status-changes", null));
        // Noon UTC is six in the morning of the same day there, so three days of that calendar hold three orders.
        Assert.Equal(
            3,
            (await _client.GetAsync("order/certificate/status-changes?filters%5Bstatus_last_updated%5D=2026-01-10...2026-01-12"))["orders"]!
                .Count());
        Assert.Equal(
            "{}",
            (await _client.GetAsync(
                "order/certificate/status-changes?filters[status_last_updated]=2026-01-10%2B06:00:01...2026-01-11%2B05:59:59"))
                .ToString());
        Assert.Equal(["time_frame_too_long"], await _client.RefusedAsync(
            HttpMethod.Get,
            "order/certificate/status-changes?filters[status_last_updated]=2026-01-01...2026-01-08",
            null));
    }

    [Fact]
    public async Task The_request_list_says_limit_zero_when_none_was_given_and_filters_by_status()
    {
        JToken page = await _client.GetAsync("request?status=pending");

        Assert.Equal(0, page["page"]!.Value<int>("limit"));
        Assert.Equal(
            _client.Truth.GetOrders().Where(order => order.Status == "needs_approval").Select(order => order.Requests[0].Id).Reverse(),
            page["requests"]!.Select(row => row.Value<long>("id")));
    }

    private static bool Matches(SandboxOrder order, string search)
    {
        string[] fields = [order.Email, order.GivenName + " " + order.Surname];
        return search[0] == '%'
            ? fields.Any(field => field.Contains(search[1..], StringComparison.OrdinalIgnoreCase))
            : fields.Any(field => field.Equals(search, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<SandboxOrder> Sort(IEnumerable<SandboxOrder> orders, string? sort) => sort switch
    {
        "order_id" => orders.OrderBy(order => order.Id),
        "-order_id" => orders.OrderByDescending(order => order.Id),
        "common_name,-order_id" => orders.OrderBy(order => order.Surname).ThenByDescending(order => order.Id),
        "-date_created" => orders.OrderByDescending(order => order.DateCreated),
        "status,common_name,order_id" => orders.OrderBy(order => order.Status).ThenBy(order => order.Surname).ThenBy(order => order.Id),
        _ => orders,
    };
}
