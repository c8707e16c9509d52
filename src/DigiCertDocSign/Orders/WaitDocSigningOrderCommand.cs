using System.Management.Automation;
using DigiCertDocSign.Pipeline;

namespace DigiCertDocSign.Commands;

[Cmdlet(VerbsLifecycle.Wait, "DocSigningOrder")]
[OutputType(typeof(SigningOrderStatus))]
public sealed class WaitDocSigningOrderCommand : ConnectedCmdlet
{
    private const int Activity = 7302;

    // Gathered first: all orders are followed together with one call a poll.
    private readonly List<long> _orderIds = [];
    private int _reached;

    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    public long[] OrderId { get; set; } = [];

    [Parameter]
    public OrderMilestone Until { get; set; } = OrderMilestone.Issued;

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int TimeoutSec { get; set; } = 3600;

    [Parameter]
    [ValidateRange(1, 86400)]
    public int PollIntervalSec { get; set; } = 60;

    protected override void ProcessRecord() => _orderIds.AddRange(OrderId);

    protected override void EndProcessing() => RunFor(null, async () =>
    {
        var follower = new OrderFollower(Client, Target.Time);
        WaitResult result = await follower.WaitAsync(_orderIds, Options(), Show, StopToken);
        WriteProgress(Progress("Done", ProgressRecordType.Completed));
        WriteObject(result.Reached, enumerateCollection: true);
        foreach (SigningOrderStatus ended in result.Unreachable)
        {
            WriteFault(new DocSigningException(FaultKind.OrderEnded, "OrderId", $"Order {ended.OrderId} is {ended.Status} and will not be {Until}. {ended.NextAction}"), ended);
        }

        foreach (SigningOrderStatus open in result.StillOpen)
        {
            WriteFault(new DocSigningException(FaultKind.WaitTimedOut, "TimeoutSec", $"Order {open.OrderId} is still {open.Status} after {TimeoutSec} s. {open.NextAction}"), open);
        }
    });

    private WaitOptions Options() => new()
    {
        Until = Until,
        Timeout = TimeSpan.FromSeconds(TimeoutSec),
        PollInterval = TimeSpan.FromSeconds(PollIntervalSec),
        OnPollFailed = failure => ShowFailure(failure.Message),
        OnOrderFailed = (orderId, failure) => FailOrder(orderId, failure),
    };
}
