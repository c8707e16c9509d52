using System.Net;
using CertCentral.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Sandbox;

/// <summary>Every answer of the sandbox that has a sample: the same field names, the same JSON types.</summary>
public sealed class SampleShapeTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 3, 9, 14, 52, TimeSpan.Zero);

    /// <summary>Fields of the reference that no sample happens to show, and that the sandbox says it is one with.</summary>
    private static readonly string[] BeyondSamples = ["notes"];

    private readonly FakeTimeProvider _clock = new(Start);
    private BareClient _client = null!;
    private long _orderId;
    private long _requestId;

    public async Task InitializeAsync()
    {
        _client = await BareClient.StartAsync(
            new SandboxOptions { TimeProvider = _clock, ValidationDelay = TimeSpan.FromDays(20), SeedExpiringOrder = true });
        JToken created = await _client.PostAsync(Orders.CreatePath, Orders.Minimal(body =>
        {
            body["comments"] = "Ticket LEG-204";
            body["additional_emails"] = new JArray("pki-notices@fjordlab.example");
        }));
        (_orderId, _requestId) = (created.Value<long>("id"), created["requests"]![0]!.Value<long>("id"));
        Same("order-create.response.pending.json", created);
    }

    public async Task DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public async Task Orders_in_every_state()
    {
        await SameAsync("order-info.needs-approval.json", $"order/certificate/{_orderId}");

        await ApproveAsync(_requestId);
        await SameAsync("order-info.pending.json", $"order/certificate/{_orderId}");
        await SameAsync("order-validation.pending.json", $"order/certificate/{_orderId}/validation");
        await SameAsync("request-info.approved.json", $"request/{_requestId}");

        _clock.Advance(TimeSpan.FromDays(20));
        await SameAsync("order-info.issued.json", $"order/certificate/{_orderId}");
        JToken certificate = (await _client.GetAsync($"order/certificate/{_orderId}"))["certificate"]!;
        await SameAsync("certificate-chain.response.json", $"certificate/{certificate["id"]}/chain");

        JToken? revoke = await _client.SendAsync(
            HttpMethod.Put, $"certificate/{certificate["id"]}/revoke", new JObject { ["comments"] = "Left" }, HttpStatusCode.Created);
        Same("certificate-revoke.response.pending.json", revoke!);
        await ApproveAsync(revoke!.Value<long>("id"));
        await SameAsync("order-info.revoked.json", $"order/certificate/{_orderId}");
    }

    [Fact]
    public async Task Answers_to_orders_and_reissues()
    {
        var other = (JObject)Orders.Sample("order-create.request.new-organization-renewal.json");
        JToken fresh = await _client.PostAsync(Orders.CreatePath, other);
        // The sample's request id is a string: one of the oddities.
        fresh["requests"]![0]!["id"] = fresh["requests"]![0]!["id"]!.ToString();
        Same("order-create.response.new-organization.json", fresh);

        await ApproveAsync(_requestId);
        _clock.Advance(TimeSpan.FromDays(20));
        Same(
            "order-reissue.response.json",
            await _client.PostAsync($"order/certificate/{_orderId}/reissue", Orders.Sample("order-reissue.request.json")));

        await using BareClient atOnce = await BareClient.StartAsync(new SandboxOptions { ApprovalDelay = TimeSpan.Zero });
        Same("order-create.response.approved.json", await atOnce.PostAsync(Orders.CreatePath, Orders.Minimal()));
    }

    [Fact]
    public async Task Lists()
    {
        await ApproveAsync(_requestId);
        long newest = await _client.OrderAsync();
        JToken page = await _client.GetAsync("order/certificate?limit=3");
        // The sample has an issued, a pending and a needs-approval row, the last with one of the oddities.
        var rows = new JArray(page["orders"]!.Reverse());
        rows[2]["organization"] = new JArray();
        page["orders"] = rows;
        Same("order-list.page.json", page);

        await SameAsync("order-list.empty.json", "order/certificate?filters[search]=nobody");
        await SameAsync("request-list.page.json", "request?filters[order_id]=" + newest);

        await _client.SendAsync(
            HttpMethod.Put,
            $"order/certificate/{_orderId}/status",
            new JObject { ["status"] = "canceled", ["note"] = "By mistake" },
            HttpStatusCode.NoContent);
        _clock.Advance(TimeSpan.FromDays(1));
        await SameAsync("order-status-changes.none.json", "order/certificate/status-changes?minutes=10");
    }

    [Fact]
    public async Task Organizations()
    {
        JToken page = await _client.GetAsync("organization?include_validation=True&limit=1000");
        // A string in the sample's second row, a number in its first: one of the oddities.
        page["organizations"]![1]!["container"]!["parent_id"] = "0";
        Same("organization-list.page.json", page);
        Same(
            "organization-create.response.json",
            await _client.PostAsync("organization", Orders.Sample("organization-create.request.json")));
    }

    [Fact]
    public async Task Status_changes()
    {
        JToken second = await _client.PostAsync(Orders.CreatePath, Orders.Minimal());
        await ApproveAsync(_requestId);
        await ApproveAsync(second["requests"]![0]!.Value<long>("id"));
        _clock.Advance(TimeSpan.FromDays(20));
        await SameAsync("order-status-changes.json", "order/certificate/status-changes?seconds=5");
    }

    [Theory]
    [InlineData("organization-info.json", "organization/610233")]
    [InlineData("organization-validation.json", "organization/610233/validation")]
    [InlineData("product-list.json", "product")]
    [InlineData("product-info.ds_org_individual.json", "product/ds_org_individual")]
    [InlineData("product-limits.json", "container/44120/product-limits")]
    [InlineData("user-me.json", "user/me")]
    [InlineData("user-list.page.json", "user?limit=1000")]
    [InlineData("authorization.json", "authorization")]
    [InlineData("container-list.json", "container")]
    [InlineData("container-info.json", "container/44131")]
    [InlineData("finance-balance.json", "finance/balance")]
    public Task The_account(string sample, string path) => SameAsync(sample, path);

    [Fact]
    public async Task Errors()
    {
        async Task RefusedAsync(string sample, HttpMethod method, string path, JToken? body, HttpStatusCode status)
        {
            JToken answer = (await _client.SendAsync(method, path, body, status))!;
            Same(sample, answer);
            Assert.Equal(Codes(Orders.Sample(sample)), Codes(answer));
        }

        await RefusedAsync(
            "error.400.invalid-csr.json",
            HttpMethod.Post,
            Orders.CreatePath,
            Orders.Minimal(body => body["certificate"]!["csr"] = "x"),
            HttpStatusCode.BadRequest);
        await RefusedAsync("error.400.multiple.json", HttpMethod.Post, Orders.CreatePath, Orders.Minimal(body =>
        {
            ((JObject)body["subject"]!).Remove("surname");
            body["order_validity"]!["years"] = 9;
        }), HttpStatusCode.BadRequest);
        await RefusedAsync("error.404.order.json", HttpMethod.Get, "order/certificate/1", null, HttpStatusCode.NotFound);
        while ((await _client.TryAsync(HttpMethod.Get, "user/me")).Status == HttpStatusCode.OK)
        {
            // Up to the limit.
        }

        await RefusedAsync("error.429.rate-limit.json", HttpMethod.Get, "user/me", null, HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("SANDBOX")]
    public async Task A_wrong_key_gets_the_recorded_403_and_changes_nothing(string key)
    {
        await using BareClient stranger = await BareClient.StartAsync(key: key);

        JToken? answer = await stranger.SendAsync(HttpMethod.Post, Orders.CreatePath, Orders.Minimal(), HttpStatusCode.Forbidden);

        Assert.True(JToken.DeepEquals(Orders.Sample("error.403.invalid-key.json"), answer));
        Assert.Equal(0, stranger.Truth.OrdersCreated);
        stranger.Http.DefaultRequestHeaders.Clear();
        await stranger.SendAsync(HttpMethod.Get, "user/me", null, HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("GET", "colours", "not_found|route")]
    [InlineData("DELETE", "order/certificate/1", "not_found|route")]
    [InlineData("GET", "../v1/user/me", "not_found|route")]
    [InlineData("GET", "product/ssl_plus", "not_found|product")]
    [InlineData("GET", "organization/1", "not_found|organization")]
    [InlineData("GET", "request/1", "not_found|request")]
    [InlineData("GET", "container/1/product-limits", "not_found|container")]
    [InlineData("GET", "container/1", "not_found|container")]
    [InlineData("GET", "product/ds_org_individual?container_id=1", "not_found|container")]
    [InlineData("GET", "certificate/1/chain", "not_found|certificate")]
    public async Task What_is_not_there_is_404(string method, string path, string code) =>
        Assert.Equal([code], await _client.RefusedAsync(new HttpMethod(method), path, null, HttpStatusCode.NotFound));

    [Theory]
    [InlineData("""{"years":1}""", 489)]
    [InlineData("""{"years":3}""", 1320)]
    [InlineData("""{"days":365}""", 489)]
    [InlineData("""{"days":366}""", 929)]
    [InlineData("""{"custom_expiration_date":"03 NOV 2029"}""", 1320)]
    public async Task The_estimate_is_what_the_order_then_costs(string validity, int price)
    {
        JToken? estimate = await _client.SendAsync(
            HttpMethod.Post,
            "finance/order-pricing",
            new JObject
            {
                ["product_name_id"] = "ds_org_individual",
                ["certificate"] = new JObject { ["dns_names"] = new JArray() },
                ["order_validity"] = BareClient.Parse(validity),
            },
            HttpStatusCode.OK);
        decimal before = _client.Truth.Balance;

        await _client.OrderAsync(body => body["order_validity"] = BareClient.Parse(validity));

        Assert.Equal((price, price), (estimate!.Value<int>("total_price"), (int)(before - _client.Truth.Balance)));
        Assert.Equal(JTokenType.String, estimate["tax"]!.Type);
    }

    private Task<JToken?> ApproveAsync(long request) => _client.SendAsync(
        HttpMethod.Put,
        $"request/{request}/status",
        new JObject { ["status"] = "approved", ["processor_comment"] = "Approved" },
        HttpStatusCode.NoContent);

    private async Task SameAsync(string sample, string path) => Same(sample, await _client.GetAsync(path));

    private static void Same(string sample, JToken answer) =>
        Assert.Equal(Shape(Orders.Sample(sample), "").Order(StringComparer.Ordinal), Shape(answer, "").Order(StringComparer.Ordinal));

    private static IEnumerable<string> Codes(JToken errors) => errors["errors"]!.Select(error => error.Value<string>("code")!);

    /// <summary>
    /// Every path with its type. Rows of a page are compared one by one; of other lists only what their elements have
    /// between them, since how many platforms or users there are is not the shape.
    /// </summary>
    private static HashSet<string> Shape(JToken token, string path)
    {
        var shape = new HashSet<string> { $"{path} {(token.Type is JTokenType.Float ? JTokenType.Integer : token.Type)}" };
        switch (token)
        {
            case JObject obj:
                shape.UnionWith(
                    obj.Properties().Where(p => !BeyondSamples.Contains(p.Name)).SelectMany(p => Shape(p.Value, $"{path}.{p.Name}")));
                break;
            case JArray list:
                bool byRow = path is ".orders" or ".organizations" or ".products" or ".organizations[0].validations" or ".validations";
                shape.UnionWith(list.SelectMany((element, i) => Shape(element, byRow ? $"{path}[{i}]" : path + "[]")));
                break;
            default:
                break;
        }

        return shape;
    }
}
