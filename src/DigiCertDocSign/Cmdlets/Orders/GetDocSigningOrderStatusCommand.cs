using System.Management.Automation;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(VerbsCommon.Get, "DocSigningOrderStatus")]
[OutputType(typeof(SigningOrderStatus))]
public sealed class GetDocSigningOrderStatusCommand : OrderCmdlet<long[]>
{
    // Gathered first: many orders are asked for in a few calls, one order after the other would be one call each.
    private readonly List<long> _orderIds = [];

    protected override void ProcessRecord() => _orderIds.AddRange(OrderId);

    protected override void EndProcessing() => RunFor(null, async () =>
    {
        var follower = new OrderFollower(Client, Target.Time);
        var statuses = new List<SigningOrderStatus>();
        await foreach (SigningOrderStatus status in follower.GetStatusesAsync(_orderIds, ShowFault, StopToken))
        {
            statuses.Add(status);
            WriteObject(status);
        }

        await WarnOfSecondOrdersAsync(statuses);
    });

    private void ShowFault(long orderId, Exception failure) => Show(() => WriteFault(failure, orderId));
}
