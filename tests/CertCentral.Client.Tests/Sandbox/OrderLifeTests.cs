using System.Net;
using System.Security.Cryptography;
using CertCentral.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Sandbox;

public sealed class OrderLifeTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 3, 9, 14, 52, TimeSpan.Zero));

    [Fact]
    public async Task An_order_goes_from_request_to_certificate_as_people_and_the_clock_move_it()
    {
        await using BareClient client = await StartAsync();
        JToken created = await client.PostAsync(Orders.CreatePath, Orders.Minimal());
        long id = created.Value<long>("id");
        JToken request = created["requests"]![0]!;
        Assert.Equal(("pending", null), (request.Value<string>("status"), created["certificate_id"]));
        Assert.Equal("needs_approval", await StatusAsync(client, id));
        _clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal("needs_approval", await StatusAsync(client, id));

        await ApproveAsync(client, request.Value<long>("id"));

        Assert.Equal("pending", await StatusAsync(client, id));
        _clock.Advance(TimeSpan.FromDays(2) - TimeSpan.FromSeconds(1));
        Assert.Equal("pending", (await client.GetAsync($"order/certificate/{id}/validation")).Value<string>("order_status"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("processing", await StatusAsync(client, id));
        _clock.Advance(TimeSpan.FromHours(1));
        JToken info = await client.GetAsync($"order/certificate/{id}");
        Assert.Equal("issued", info.Value<string>("status"));
        JToken certificate = info["certificate"]!;
        Assert.Equal(
            ("2026-12-05", "2027-12-04", 364),
            (certificate.Value<string>("valid_from"), certificate.Value<string>("valid_till"), certificate.Value<int>("days_remaining")));
        foreach (string? name in new[] { "serial_number", "thumbprint" })
        {
            Assert.Equal(id, (await client.GetAsync("order/certificate/" + certificate.Value<string>(name))).Value<long>("id"));
        }

        _clock.Advance(TimeSpan.FromDays(365));

        Assert.Equal("expired", await StatusAsync(client, id));
        Assert.Equal(1, (await client.GetAsync("order/certificate?filters[status]=issued"))["page"]!.Value<int>("total"));
    }

    [Fact]
    public async Task Every_order_says_that_nothing_was_bought()
    {
        await using BareClient client = await StartAsync();
        JToken info = await client.GetAsync("order/certificate/" + await client.OrderAsync());

        Assert.Contains("nothing was bought", info["notes"]![0]!.Value<string>("text"), StringComparison.Ordinal);
        Assert.Contains(
            info["custom_fields"]!,
            field => field.Value<string>("value")!.Contains("nothing was bought", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("client_app", "needs_csr")]
    [InlineData("ship_token", "waiting_pickup")]
    public async Task Without_a_csr_an_order_waits_after_vetting_until_the_csr_comes(string method, string waiting)
    {
        await using BareClient client = await StartAsync(approvalDelay: TimeSpan.Zero);
        long id = await client.OrderAsync(body =>
        {
            body["cs_provisioning_method"] = method;
            ((JObject)body["certificate"]!).Remove("csr");
            body["ship_info"] = Orders.Sample("order-create.request.ship-token.json")["ship_info"];
        });
        _clock.Advance(TimeSpan.FromDays(400));
        Assert.Equal(waiting, await StatusAsync(client, id));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        await client.SendAsync(
            HttpMethod.Post, $"order/certificate/{id}/csr", new JObject { ["csr"] = Orders.Csr(key) }, HttpStatusCode.NoContent);

        _clock.Advance(TimeSpan.FromHours(1));
        JToken info = await client.GetAsync($"order/certificate/{id}");

        Assert.Equal(("issued", 384), (info.Value<string>("status"), info["certificate"]!.Value<int>("key_size")));
        Assert.Equal(
            ["invalid_value|order.status"],
            await client.RefusedAsync(HttpMethod.Post, $"order/certificate/{id}/csr", new JObject { ["csr"] = Orders.Csr(key) }));
    }

    [Fact]
    public async Task Approval_by_itself_happens_at_its_instant_however_late_somebody_looks()
    {
        await using BareClient client = await StartAsync(approvalDelay: TimeSpan.FromHours(5));
        long id = await client.OrderAsync();
        _clock.Advance(TimeSpan.FromDays(100));

        JToken certificate = (await client.GetAsync($"order/certificate/{id}"))["certificate"]!;

        Assert.Equal("2026-11-05T15:14:52+00:00", certificate.Value<string>("date_issued"));
        Assert.Equal("{}", (await client.GetAsync("order/certificate/status-changes?minutes=10")).ToString());
    }

    [Theory]
    [InlineData("reject", "rejected")]
    [InlineData("cancel", "canceled")]
    public async Task An_order_that_ends_before_issue_gives_its_money_back_and_ends_its_renewal(string way, string final)
    {
        await using BareClient client = await StartAsync(seedExpiringOrder: true);
        decimal before = client.Truth.Balance;
        JToken created = await client.PostAsync(Orders.CreatePath, Orders.Minimal(body => body["renewal_of_order_id"] = 271400871));
        long id = created.Value<long>("id");
        long requestId = created["requests"]![0]!.Value<long>("id");
        Assert.Equal(before - 489, client.Truth.Balance);
        Assert.True((await client.GetAsync("order/certificate/271400871")).Value<bool>("is_renewed"));
        Assert.Equal(
            ["order_renewed_already"],
            await client.RefusedAsync(HttpMethod.Post, Orders.CreatePath, Orders.Minimal(body => body["renewal_of_order_id"] = 271400871)));
        var cancel = new JObject { ["status"] = "canceled", ["note"] = "left" };
        if (way == "reject")
        {
            await client.SendAsync(
                HttpMethod.Put, $"request/{requestId}/status", new JObject { ["status"] = "rejected" }, HttpStatusCode.NoContent);
        }
        else
        {
            Assert.Equal(
                ["invalid_value|order.status"],
                await client.RefusedAsync(HttpMethod.Put, $"order/certificate/{id}/status", cancel));
            await ApproveAsync(client, requestId);
            Assert.Equal(
                ["invalid_value|status"],
                await client.RefusedAsync(
                    HttpMethod.Put, $"order/certificate/{id}/status", new JObject { ["status"] = "CANCELED", ["note"] = "left" }));
            Assert.Equal(
                ["missing_parameter|note"],
                await client.RefusedAsync(HttpMethod.Put, $"order/certificate/{id}/status", new JObject { ["status"] = "canceled" }));
            await client.SendAsync(HttpMethod.Put, $"order/certificate/{id}/status", cancel, HttpStatusCode.NoContent);
        }

        Assert.Equal(final, await StatusAsync(client, id));
        Assert.Equal(before, client.Truth.Balance);
        Assert.False((await client.GetAsync("order/certificate/271400871")).Value<bool>("is_renewed"));
        _clock.Advance(TimeSpan.FromDays(100));

        Assert.Equal(final, await StatusAsync(client, id));
        Assert.Equal(
            ["invalid_value|status"],
            await client.RefusedAsync(HttpMethod.Put, $"request/{requestId}/status", new JObject { ["status"] = "approved" }));
    }

    [Fact]
    public async Task A_reissue_brings_a_new_certificate_for_the_old_term_and_a_revoke_ends_the_order()
    {
        await using BareClient client = await StartAsync(approvalDelay: TimeSpan.Zero);
        long id = await client.OrderAsync();
        _clock.Advance(TimeSpan.FromDays(10));
        JToken first = (await client.GetAsync($"order/certificate/{id}"))["certificate"]!;
        using var key = RSA.Create(3072);

        JToken reissue = await client.PostAsync(
            $"order/certificate/{id}/reissue",
            new JObject { ["certificate"] = new JObject { ["csr"] = Orders.Csr(key) } });

        Assert.Equal("reissue_pending", await StatusAsync(client, id));
        JToken asked = Assert.Single((await client.GetAsync($"order/certificate/{id}/reissue"))["certificates"]!);
        Assert.Equal(("pending", Orders.Csr(key)), (asked.Value<string>("status"), asked.Value<string>("csr")));
        Assert.Equal(
            ["invalid_value|order.status"],
            await client.RefusedAsync(HttpMethod.Put, $"order/certificate/{id}/revoke", new JObject()));
        _clock.Advance(TimeSpan.FromHours(1));
        JToken second = (await client.GetAsync($"order/certificate/{id}"))["certificate"]!;
        Assert.Equal(reissue.Value<long>("certificate_id"), second.Value<long>("id"));
        Assert.NotEqual(first.Value<string>("serial_number"), second.Value<string>("serial_number"));
        Assert.Equal(
            (first.Value<string>("valid_till"), 3072, "issued"),
            (second.Value<string>("valid_till"), second.Value<int>("key_size"), second.Value<string>("status")));
        var revoke = new JObject { ["revocation_reason"] = "keyCompromise", ["skip_approval"] = true };

        // With the new certificate the old one is revoked, so that nobody ends the new one by the name of the old.
        JToken listed = Assert.Single((await client.GetAsync($"order/certificate/{id}/reissue"))["certificates"]!);
        Assert.Equal((second.Value<long>("id"), "issued"), (listed.Value<long>("id"), listed.Value<string>("status")));
        Assert.Equal(second.Value<string>("csr"), listed.Value<string>("csr"));
        foreach (string name in new[] { first.Value<string>("id")!, first.Value<string>("serial_number")! })
        {
            Assert.Equal(
                ["order_already_revoked"], await client.RefusedAsync(HttpMethod.Put, $"certificate/{name}/revoke", revoke));
        }

        Assert.Equal("issued", await StatusAsync(client, id));
        await client.SendAsync(
            HttpMethod.Put, $"certificate/{second.Value<string>("serial_number")}/revoke", revoke, HttpStatusCode.NoContent);

        Assert.Equal("revoked", await StatusAsync(client, id));
        Assert.Equal(["order_already_revoked"], await client.RefusedAsync(HttpMethod.Put, $"order/certificate/{id}/revoke", revoke));
        Assert.Equal(
            ["not_found|certificate"],
            await client.RefusedAsync(HttpMethod.Get, $"certificate/download/order/{id}/format/pem_all", null, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_new_organization_is_made_once_unless_the_check_for_duplicates_is_skipped()
    {
        await using BareClient client = await StartAsync();
        JObject Body(bool skip)
        {
            var body = (JObject)Orders.Sample("order-create.request.new-organization-renewal.json");
            body.Remove("renewal_of_order_id");
            body["organization"]!["skip_duplicate_org_check"] = skip;
            return body;
        }

        JToken first = await client.PostAsync(Orders.CreatePath, Body(skip: false));
        JToken again = await client.PostAsync(Orders.CreatePath, Body(skip: false));
        JToken forced = await client.PostAsync(Orders.CreatePath, Body(skip: true));
        JToken last = await client.PostAsync(Orders.CreatePath, Body(skip: false));

        long organization = first["organization"]!.Value<long>("id");

        Assert.NotEqual(organization, forced["organization"]!.Value<long>("id"));
        Assert.Null(again["organization"]);
        Assert.Null(last["organization"]);
        Assert.Equal(
            [organization, organization],
            client.Truth.GetOrders().Where((_, i) => i is 1 or 3).Select(order => order.OrganizationId));
        Assert.Equal(
            ("submitted", "pending"),
            (first["requests"]![0]!.Value<string>("status"), again["requests"]![0]!.Value<string>("status")));
    }

    [Fact]
    public async Task Two_step_approval_refuses_the_one_who_asked()
    {
        await using BareClient client = await StartAsync(ownRequests: false);
        JToken created = await client.PostAsync(Orders.CreatePath, Orders.Minimal());

        string[] codes = await client.RefusedAsync(
            HttpMethod.Put,
            $"request/{created["requests"]![0]!.Value<long>("id")}/status",
            new JObject { ["status"] = "approved" },
            HttpStatusCode.Forbidden);

        Assert.Equal(["access_denied|invalid_approver"], codes);
        Assert.Equal("needs_approval", await StatusAsync(client, created.Value<long>("id")));
    }

    private Task<BareClient> StartAsync(TimeSpan? approvalDelay = null, bool seedExpiringOrder = false, bool ownRequests = true) =>
        BareClient.StartAsync(new SandboxOptions
        {
            TimeProvider = _clock,
            ApprovalDelay = approvalDelay,
            ValidationDelay = TimeSpan.FromDays(2),
            IssueDelay = TimeSpan.FromHours(1),
            SeedExpiringOrder = seedExpiringOrder,
            OwnRequestsMayBeApproved = ownRequests,
        });

    private static async Task<string> StatusAsync(BareClient client, long id) =>
        (await client.GetAsync($"order/certificate/{id}")).Value<string>("status")!;

    private static Task<JToken?> ApproveAsync(BareClient client, long requestId) => client.SendAsync(
        HttpMethod.Put,
        $"request/{requestId}/status",
        new JObject { ["status"] = "approved", ["processor_comment"] = "fine" },
        HttpStatusCode.NoContent);
}
