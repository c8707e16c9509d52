using System.Globalization;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Tests.Orders;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Following;

/// <summary>Many orders cost few calls.</summary>
public class ManyOrdersTests
{
    [Fact]
    public async Task A_team_costs_one_list_and_one_look_at_the_requests()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync();
        long[] orderIds = await loopback.PlaceAsync(12);
        var wanted = orderIds.Reverse().Append(orderIds[3]).ToList();

        List<SigningOrderStatus> found = await ReadAsync(loopback.Follower.GetStatusesAsync(wanted, null, CancellationToken.None));

        Assert.Equal(["GET order/certificate", "GET request"], loopback.Calls);
        Assert.Equal(orderIds.Reverse(), found.Select(one => one.OrderId));
        Assert.All(found, one => Assert.Equal("NeedsApproval", one.Status));
        Assert.All(found, one => Assert.Contains($"approve request {one.RequestId}", one.NextAction, StringComparison.Ordinal));
        Assert.Equal(12, found.Select(one => one.RequestId).Distinct().Count());
    }

    [Fact]
    public async Task Orders_that_no_list_shows_are_asked_for_and_a_missing_one_harms_no_other()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync();
        long[] orderIds = await loopback.PlaceAsync(2);
        var lost = new List<(long, Exception)>();

        List<SigningOrderStatus> found = await ReadAsync(
            loopback.Follower.GetStatusesAsync([4711, .. orderIds], (id, error) => lost.Add((id, error)), CancellationToken.None));
        Assert.Equal(orderIds, found.Select(one => one.OrderId));
        (long lostId, Exception? reason) = Assert.Single(lost);

        Assert.Equal(4711, lostId);
        Assert.IsType<NotFoundException>(reason);
        await Assert.ThrowsAsync<NotFoundException>(
            () => ReadAsync(loopback.Follower.GetStatusesAsync([4711], null, CancellationToken.None)));
    }

    [Theory]
    [InlineData(10_000, 10_000, 11)] // ten pages and the requests
    [InlineData(10_000, 40_000, 11)] // the followed ones are the newest; older pages are not read
    public async Task Ten_thousand_orders_cost_eleven_calls(int followed, int all, int calls)
    {
        var paths = new List<string>();
        using CertCentralClient client = LoopbackFixture.Scripted(path =>
        {
            paths.Add(path);
            return path.StartsWith("request", StringComparison.Ordinal) ? """{"requests":[],"page":{"total":0}}""" : Page(path, all);
        });
        var orderIds = Enumerable.Range(all - followed + 1, followed).Select(id => (long)id).ToList();

        List<SigningOrderStatus> found = await ReadAsync(
            new OrderFollower(client, new JumpingTime(Drafts.Now)).GetStatusesAsync(orderIds, null, CancellationToken.None));

        Assert.Equal(orderIds, found.Select(one => one.OrderId));
        Assert.Equal(calls, paths.Count);
    }

    [Fact]
    public async Task Two_old_orders_do_not_cost_a_walk_through_all_pages()
    {
        var paths = new List<string>();
        using CertCentralClient client = LoopbackFixture.Scripted(path =>
        {
            paths.Add(path.Split('?')[0]);
            return path.EndsWith("/validation", StringComparison.Ordinal) ? "{}"
                : path.Contains('?', StringComparison.Ordinal) ? Page(path, 50_000)
                : $$"""{"id":{{path.Split('/')[^1]}},"status":"pending"}""";
        });

        List<SigningOrderStatus> found =
            await ReadAsync(new OrderFollower(client, new JumpingTime(Drafts.Now)).GetStatusesAsync([1, 2], null, CancellationToken.None));

        Assert.Equal(["Pending", "Pending"], found.Select(one => one.Status));
        Assert.Equal(2, paths.Count(path => path == "order/certificate"));
    }

    [Fact]
    public async Task A_certificate_that_has_run_out_is_not_called_issued()
    {
        using CertCentralClient client = LoopbackFixture.Scripted(_ => """
            {"orders":[{"id":2,"status":"issued","certificate":{"id":9,"valid_till":"2026-11-01"}},{"id":1,"status":"issued",
            "certificate":{"id":8,"valid_till":"2026-11-03"}}],"page":{"total":2}}
            """);

        List<SigningOrderStatus> found =
            await ReadAsync(new OrderFollower(client, new JumpingTime(Drafts.Now)).GetStatusesAsync([1, 2], null, CancellationToken.None));

        Assert.Equal(["Issued", "Expired"], found.Select(one => one.Status));
    }

    private static string Page(string path, int all)
    {
        var query = path.Split('?')[1].Split('&').Select(part => part.Split('='))
            .ToDictionary(part => Uri.UnescapeDataString(part[0]), part => Uri.UnescapeDataString(part[1]));
        Assert.Equal(("-order_id", "ds_org_individual"), (query["sort"], query["filters[product_name_id]"]));
        int offset = query.TryGetValue("offset", out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        int limit = int.Parse(query["limit"], CultureInfo.InvariantCulture);
        IEnumerable<JObject> rows = Enumerable.Range(0, Math.Max(0, Math.Min(limit, all - offset)))
            .Select(place => new JObject { ["id"] = all - offset - place, ["status"] = "needs_approval" });
        return new JObject
        {
            ["orders"] = new JArray(rows),
            ["page"] = new JObject { ["total"] = all, ["limit"] = limit, ["offset"] = offset },
        }
            .ToString();
    }

    private static async Task<List<SigningOrderStatus>> ReadAsync(IAsyncEnumerable<SigningOrderStatus> statuses)
    {
        var found = new List<SigningOrderStatus>();
        await foreach (SigningOrderStatus status in statuses)
        {
            found.Add(status);
        }

        return found;
    }
}
