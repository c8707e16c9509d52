using System.Management.Automation;
using DigiCertDocSign.Pipeline;

namespace DigiCertDocSign.Commands;

[Cmdlet(VerbsCommon.Get, "DocSigningOrderStatus")]
[OutputType(typeof(SigningOrderStatus))]
public sealed class GetDocSigningOrderStatusCommand : ConnectedCmdlet
{
    // Gathered first: many orders are asked for in a few calls, one order after the other would be one call each.
    private readonly List<long> _orderIds = [];

    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    public long[] OrderId { get; set; } = [];

    protected override void ProcessRecord() => _orderIds.AddRange(OrderId);

    protected override void EndProcessing() => RunFor(null, async () =>
    {
        var follower = new OrderFollower(Client, Target.Time);
        await foreach (SigningOrderStatus status in follower.GetStatusesAsync(_orderIds, (id, failure) => Show(() => WriteFault(failure, id)), StopToken))
        {
            WriteObject(status);
        }
    });
}
