using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(VerbsLifecycle.Wait, "DocSigningOrder")]
[OutputType(typeof(SigningOrderStatus))]
public sealed class WaitDocSigningOrderCommand : StatusCmdlet
{
    private const int Activity = 7302;

    private readonly Dictionary<long, SigningOrderStatus> _latest = [];

    [Parameter]
    public OrderMilestone Until { get; set; } = OrderMilestone.Issued;

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int TimeoutSec { get; set; } = 3600;

    [Parameter]
    [ValidateRange(1, 86400)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int PollIntervalSec { get; set; } = 60;

    private protected override bool TellsHowItWent => false;

    protected override void EndProcessing()
    {
        RunWhole(WaitAsync);
        base.EndProcessing();
    }

    private async Task WaitAsync()
    {
        var follower = new OrderFollower(Client, Target.Time);
        WaitResult result = await follower.WaitAsync(OrderIds, Options(), status => Show(() => ShowChange(status)), StopToken);
        WriteProgress(new ProgressRecord(Activity, Title, "Done") { RecordType = ProgressRecordType.Completed });
        WriteStatuses(await WithKnownAsync(result.Reached));
        foreach (SigningOrderStatus _ in result.Reached)
        {
            Figures.CountDone();
        }

        await WarnOfSecondOrdersAsync([.. result.Reached, .. result.StillOpen, .. result.Unreachable]);
        foreach (SigningOrderStatus ended in await WithKnownAsync(result.Unreachable))
        {
            WriteFault(WaitFaults.Ended(ended, Until), ended);
        }

        foreach (SigningOrderStatus open in await WithKnownAsync(result.StillOpen))
        {
            WriteFault(WaitFaults.TimedOut(open, TimeoutSec), open);
        }
    }

    private string Title =>
        $"Waiting until {(OrderIds.Count == 1 ? $"order {OrderIds[0]} is" : $"{OrderIds.Count} orders are")} {Until}";

    private WaitOptions Options() => new()
    {
        Until = Until,
        Timeout = TimeSpan.FromSeconds(TimeoutSec),
        PollInterval = TimeSpan.FromSeconds(PollIntervalSec),
        OnPollFailed = failure => Show(() => WriteWarning($"{failure.Message} The wait goes on.")),
        OnOrderFailed = (orderId, failure) => Show(() => WriteFault(failure, orderId, NameOf(orderId))),
    };

    private void ShowChange(SigningOrderStatus status)
    {
        _latest[status.OrderId] = status;
        WriteVerbose($"{status}. {status.NextAction}");
        int there = _latest.Values.Count(order => order.Reached(Until));
        string text = $"{there} of {OrderIds.Count} are there. {status}";
        WriteProgress(new ProgressRecord(Activity, Title, text)
        {
            CurrentOperation = status.NextAction,
            PercentComplete = 100 * there / OrderIds.Count,
        });
    }
}

/// <summary>How waiting for an order can end without it, in words.</summary>
internal static class WaitFaults
{
    public static DocSigningException Ended(SigningOrderStatus order, OrderMilestone until) => new(
        FaultKind.OrderEnded, "OrderId", $"{Named(order)} is {order.Status} and will not be {until}. {order.NextAction}");

    public static DocSigningException TimedOut(SigningOrderStatus order, int seconds) => new(
        FaultKind.WaitTimedOut, "TimeoutSec", $"{Named(order)} is still {order.Status} after {seconds} s. {order.NextAction}");

    private static string Named(SigningOrderStatus order) => $"Order {OrderLine.Whose(order.OrderId, order.Person, order.Email)}";
}
