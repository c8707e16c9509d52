using CertCentral.Errors;
using CertCentral.SandboxServer;
using DigiCertDocSign.Following;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Following;

/// <summary>Waiting for days, on a clock that jumps, with the calls counted.</summary>
public class WaitingTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_wait_sees_every_step_and_costs_one_call_a_poll_while_nothing_changes()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync(
            approval: TimeSpan.FromMinutes(25),
            validation: TimeSpan.FromHours(4),
            issue: TimeSpan.FromHours(1));
        long[] orderIds = await loopback.PlaceAsync(5);
        var seen = new List<SigningOrderStatus>();
        WaitResult result =
            await loopback.Follower.WaitAsync(orderIds, new WaitOptions { PollInterval = Poll }, seen.Add, CancellationToken.None);
        foreach (long orderId in orderIds)
        {
            Assert.Equal(
                ["NeedsApproval", "Pending", "Processing", "Issued"],
                seen.Where(one => one.OrderId == orderId).Select(one => one.Status));
        }

        Assert.Equal(orderIds.Order(), result.Reached.Select(one => one.OrderId).Order());
        Assert.All(result.Reached, one => Assert.True(one is { Status: "Issued", CertificateId: not null, IsFinal: true }));
        Assert.Empty(result.Unreachable);
        Assert.Empty(result.StillOpen);

        // The issue comes 5 h 25 min after the order: the 33rd poll, each one call; a look at the start and at two changes; the requests
        // once.
        Assert.Equal(33, loopback.Calls.Count(call => call == "GET order/certificate/status-changes"));
        Assert.Equal(3, loopback.Calls.Count(call => call == "GET order/certificate"));
        Assert.Equal(1, loopback.Calls.Count(call => call == "GET request"));
        Assert.Equal(37, loopback.Calls.Count);
    }

    [Fact]
    public async Task A_wait_for_approval_ends_with_it()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync(approval: TimeSpan.FromHours(2));
        long[] orderIds = await loopback.PlaceAsync(2);

        WaitResult result = await loopback.Follower.WaitAsync(
            orderIds, new WaitOptions { Until = OrderMilestone.Approved, PollInterval = Poll }, null, CancellationToken.None);

        Assert.Equal(["Pending", "Pending"], result.Reached.Select(one => one.Status));
        Assert.Equal(Drafts.Now.AddHours(2), loopback.Time.GetUtcNow());
    }

    [Fact]
    public async Task When_the_time_is_up_the_open_orders_are_told_with_what_they_wait_for()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync();
        long[] orderIds = await loopback.PlaceAsync(1);
        var options = new WaitOptions { PollInterval = TimeSpan.FromHours(1), Timeout = TimeSpan.FromMinutes(150) };

        WaitResult result = await loopback.Follower.WaitAsync(orderIds, options, null, CancellationToken.None);

        Assert.Empty(result.Reached);
        Assert.Contains("approve request", Assert.Single(result.StillOpen).NextAction, StringComparison.Ordinal);
        Assert.Equal(Drafts.Now.AddMinutes(150), loopback.Time.GetUtcNow());
        Assert.Equal(3, loopback.Calls.Count(call => call.EndsWith("status-changes", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_orders_come_back_as_they_were_asked_for_and_not_as_they_got_there()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync(validation: TimeSpan.FromHours(4));
        PlacedOrder first = await loopback.PlaceAsync();
        PlacedOrder second = await loopback.PlaceAsync();
        await loopback.Client.Requests.ApproveAsync(second.RequestId!.Value, null, CancellationToken.None);
        var until = new WaitOptions { PollInterval = Poll };
        await loopback.Follower.WaitAsync([second.OrderId], until, null, CancellationToken.None);
        await loopback.Client.Requests.ApproveAsync(first.RequestId!.Value, null, CancellationToken.None);

        // The second is there at the first look, the first hours later.
        WaitResult result =
            await loopback.Follower.WaitAsync([first.OrderId, second.OrderId, first.OrderId], until, null, CancellationToken.None);

        Assert.Equal([first.OrderId, second.OrderId], result.Reached.Select(one => one.OrderId));
    }

    [Fact]
    public async Task A_time_out_of_zero_looks_once()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync();
        WaitResult result = await loopback.Follower.WaitAsync(
            await loopback.PlaceAsync(1), new WaitOptions { Timeout = TimeSpan.Zero }, null, CancellationToken.None);

        Assert.Single(result.StillOpen);
        Assert.Single(loopback.Calls);
    }

    [Fact]
    public async Task Orders_that_can_never_get_there_end_the_wait_early()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync();
        PlacedOrder doomed = await loopback.PlaceAsync();
        PlacedOrder rejectedLater = await loopback.PlaceAsync();
        await loopback.Client.Requests.RejectAsync(doomed.RequestId!.Value, null, CancellationToken.None);
        loopback.Server.ForgetCalls();
        int polls = 0;
        loopback.Server.Answering = call =>
        {
            if (call.PathAndQuery.Contains("status-changes", StringComparison.Ordinal) && ++polls == 2)
            {
                loopback.Client.Requests.RejectAsync(rejectedLater.RequestId!.Value, null, CancellationToken.None).GetAwaiter().GetResult();
            }

            return null;
        };

        WaitResult result = await loopback.Follower.WaitAsync(
            [doomed.OrderId, rejectedLater.OrderId], new WaitOptions { PollInterval = Poll }, null, CancellationToken.None);

        Assert.Equal([doomed.OrderId, rejectedLater.OrderId], result.Unreachable.Select(one => one.OrderId));
        Assert.Equal(2, polls);
    }

    [Fact]
    public async Task Polls_that_fail_for_a_passing_reason_do_not_end_the_wait_and_lose_no_change()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync(approval: TimeSpan.FromMinutes(5));
        long[] orderIds = await loopback.PlaceAsync(2);
        SpoilPolls(loopback, 3, ByHand.Answer(200, "text/html", "<html>"));
        var failures = new List<Exception>();
        var options = new WaitOptions { Until = OrderMilestone.Approved, PollInterval = Poll, OnPollFailed = failures.Add };

        WaitResult result = await loopback.Follower.WaitAsync(orderIds, options, null, CancellationToken.None);

        Assert.Equal(2, result.Reached.Count);
        Assert.Equal(3, failures.Count);
        Assert.All(failures, failure => Assert.IsType<UnreadableAnswerException>(failure));

        // Each window reaches back to the last answer that could be read, and a minute further.
        IEnumerable<string> windows =
            loopback.Server.Calls.Where(one => one.PathAndQuery.Contains("status-changes", StringComparison.Ordinal))
                .Select(one => one.PathAndQuery.Split('?')[1]);
        Assert.Equal(["minutes=11", "minutes=21", "minutes=31", "minutes=41"], windows);
    }

    [Fact]
    public async Task After_a_change_the_next_window_is_short_again()
    {
        await using LoopbackFixture loopback =
            await LoopbackFixture.OpenAsync(approval: TimeSpan.FromMinutes(5), validation: TimeSpan.FromMinutes(20), issue: TimeSpan.Zero);
        await loopback.Follower.WaitAsync(
            await loopback.PlaceAsync(1), new WaitOptions { PollInterval = Poll }, null, CancellationToken.None);
        IEnumerable<string> windows =
            loopback.Server.Calls.Where(one => one.PathAndQuery.Contains("status-changes", StringComparison.Ordinal))
                .Select(one => one.PathAndQuery.Split('?')[1]);

        Assert.Equal(["minutes=11", "minutes=11", "minutes=11"], windows);
    }

    [Fact]
    public async Task A_poll_that_fails_for_good_or_unheard_ends_the_wait()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync();
        long[] orderIds = await loopback.PlaceAsync(2);
        SpoilPolls(
            loopback,
            100,
            ByHand.Answer(403, "application/json", """{"errors":[{"code":"access_denied|access_denied_invalid_key","message":"x"}]}"""));
        var heard = new WaitOptions { PollInterval = Poll, OnPollFailed = _ => Assert.Fail("A refused key does not pass.") };
        await Assert.ThrowsAsync<ApiKeyRefusedException>(() => loopback.Follower.WaitAsync(orderIds, heard, null, CancellationToken.None));
        SpoilPolls(loopback, 100, ByHand.Answer(200, "text/html", "<html>"));

        await Assert.ThrowsAsync<UnreadableAnswerException>(
            () => loopback.Follower.WaitAsync(orderIds, new WaitOptions { PollInterval = Poll }, null, CancellationToken.None));
    }

    private static void SpoilPolls(LoopbackFixture loopback, int count, ByHand answer)
    {
        int polls = 0;
        loopback.Server.Answering =
            call => call.PathAndQuery.Contains("status-changes", StringComparison.Ordinal) && ++polls <= count ? answer : null;
    }

    [Fact]
    public async Task An_order_that_cannot_be_followed_is_told_and_the_others_are_waited_for()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync(approval: TimeSpan.FromMinutes(5));
        long[] orderIds = await loopback.PlaceAsync(1);
        var lost = new List<long>();
        var options = new WaitOptions { Until = OrderMilestone.Approved, PollInterval = Poll, OnOrderFailed = (id, _) => lost.Add(id) };

        WaitResult result = await loopback.Follower.WaitAsync([orderIds[0], 4711], options, null, CancellationToken.None);

        Assert.Equal([4711], lost);
        Assert.Equal(orderIds, result.Reached.Select(one => one.OrderId));
    }

    [Fact]
    public async Task A_change_that_the_change_list_never_told_is_found_in_the_end()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync(approval: TimeSpan.FromMinutes(5));
        long[] orderIds = await loopback.PlaceAsync(2);
        loopback.Server.Answering = call => call.PathAndQuery.Contains("status-changes", StringComparison.Ordinal)
            ? ByHand.Answer(200, "application/json", "{}")
            : null;
        var options =
            new WaitOptions { Until = OrderMilestone.Approved, PollInterval = TimeSpan.FromHours(1), Timeout = TimeSpan.FromHours(20) };

        Assert.Equal(2, (await loopback.Follower.WaitAsync(orderIds, options, null, CancellationToken.None)).Reached.Count);
    }

    [Fact]
    public async Task A_wait_that_is_stopped_ends_with_a_cancellation()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync();
        long[] orderIds = await loopback.PlaceAsync(2);
        using var stop = new CancellationTokenSource();
        loopback.Server.Answering = call =>
        {
            if (call.PathAndQuery.Contains("status-changes", StringComparison.Ordinal))
            {
                stop.Cancel();
            }

            return null;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => loopback.Follower.WaitAsync(orderIds, new WaitOptions { PollInterval = Poll }, null, stop.Token));
    }

    [Fact]
    public async Task Intervals_and_time_outs_that_make_no_sense_are_refused()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => loopback.Follower.WaitAsync([1], new WaitOptions { PollInterval = TimeSpan.Zero }, null, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => loopback.Follower.WaitAsync([1], new WaitOptions { Timeout = TimeSpan.FromSeconds(-1) }, null, CancellationToken.None));
    }
}
