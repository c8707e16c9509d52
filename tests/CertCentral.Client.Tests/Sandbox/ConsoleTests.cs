using CertCentral.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Sandbox;

/// <summary>Somebody else orders at the web console, and the wire shows it like every other order.</summary>
public sealed class ConsoleTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero);

    private static readonly SandboxConsoleOrder Order = new() { GivenName = "ZOE", Surname = "Muller", Email = "Zoe@x.example" };

    private readonly FakeTimeProvider _clock = new(Start);

    [Fact]
    public async Task What_was_ordered_at_the_console_is_seen_by_every_call()
    {
        await using BareClient client = await BareClient.StartAsync(
            new SandboxOptions { TimeProvider = _clock, Habits = new SandboxHabits { HasReport = true } });
        _clock.Advance(TimeSpan.FromMinutes(10));
        string csr = Orders.Minimal()["certificate"]!.Value<string>("csr")!;

        long id = client.Console.Order(
            Order with { Csr = csr, Comments = "by hand", DateCreated = Start.AddMinutes(5), ProductNameId = "ds_individual" });

        JToken info = await client.GetAsync($"order/certificate/{id}");
        Assert.Equal(
            ("ZOE", "Muller", "Zoe@x.example"),
            ((string?)info["subject"]!["given_name"], (string?)info["subject"]!["surname"], (string?)info["subject"]!["email"]));
        Assert.Equal(("ZOE Muller", csr), ((string?)info["certificate"]!["common_name"], (string?)info["certificate"]!["csr"]));
        Assert.Equal("by hand", (string?)info["requests"]![0]!["comments"]);
        Assert.Equal("needs_approval", (string?)info["status"]);
        JToken row = Assert.Single((await client.GetAsync("order/certificate"))["orders"]!);
        JToken request = Assert.Single((await client.GetAsync("request?status=pending"))["requests"]!);
        Assert.Equal((id, id), (row.Value<long>("id"), request["order"]!.Value<long>("id")));
        Assert.All([info, row], order => Assert.Equal("2026-11-03T09:05:00+00:00", (string?)order["date_created"]));
        Assert.All([info, row, request["order"]!], order => Assert.Equal("ds_individual", (string?)order["product"]!["name_id"]));

        // It was not the user of our key who ordered.
        long me = (await client.GetAsync("user/me")).Value<long>("id");
        Assert.All([info["user"], request["requester"]], user => Assert.NotEqual(me, user!.Value<long>("id")));
        Assert.Empty((await client.GetAsync($"order/certificate?filters[user_id]={me}"))["orders"]!);
        Assert.Empty((await client.GetAsync("order/certificate?filters[product_name_id]=ds_org_individual"))["orders"]!);
        Assert.Contains(
            $"\"{id}\"", await client.Http.GetStringAsync(new Uri("report/order", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_of_the_console_lives_as_every_order_does()
    {
        await using BareClient client = await BareClient.StartAsync(new SandboxOptions
        {
            TimeProvider = _clock,
            ApprovalDelay = TimeSpan.FromMinutes(1),
            ValidationDelay = TimeSpan.FromMinutes(1),
        });
        decimal before = client.Truth.Balance;
        long first = client.Console.Order(Order);

        Assert.Equal(("needs_approval", null), (client.Truth.GetOrders()[0].Status, client.Truth.GetOrders()[0].Csr));
        Assert.True(client.Truth.Balance < before);
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("needs_csr", client.Truth.GetOrders()[0].Status);

        long second = client.Console.Order(Order with { RenewalOfOrderId = first });
        Assert.True(second > first);
        Assert.True((await client.GetAsync($"order/certificate/{first}")).Value<bool>("is_renewed"));
        Assert.Equal(first, (await client.GetAsync($"order/certificate/{second}")).Value<long>("renewal_of_order_id"));
    }

    [Fact]
    public async Task An_order_that_makes_no_sense_is_refused_and_changes_nothing()
    {
        await using BareClient client = await BareClient.StartAsync(new SandboxOptions { TimeProvider = _clock });
        SandboxConsoleOrder[] orders =
        [
            Order with { Csr = "none" }, Order with { RenewalOfOrderId = 5 }, Order with { DateCreated = Start.AddSeconds(1) },
        ];

        Assert.All(orders, order => Assert.Throws<ArgumentException>(() => client.Console.Order(order)));
        Assert.Equal(0, client.Truth.OrdersCreated);
    }

    [Fact]
    public void What_was_ordered_at_the_console_is_kept_in_the_state_file()
    {
        using var folder = new TempFolder();
        var options = new SandboxOptions { TimeProvider = _clock, StatePath = Path.Combine(folder.Path, "account.json") };
        long id;
        using (var sandbox = new SandboxHandler(options))
        {
            id = sandbox.Console.Order(Order);
        }

        using var again = new SandboxHandler(options);

        Assert.Equal(id, Assert.Single(again.State.GetOrders()).Id);
    }
}
