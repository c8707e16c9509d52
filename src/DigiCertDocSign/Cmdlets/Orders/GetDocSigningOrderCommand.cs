using System.Management.Automation;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(VerbsCommon.Get, "DocSigningOrder")]
[OutputType(typeof(SigningOrder))]
public sealed class GetDocSigningOrderCommand : OrderCmdlet<long[]>
{
    protected override void ProcessRecord()
    {
        var follower = new OrderFollower(Client, Target.Time);
        RunForEach(OrderId, async orderId => WriteObject(await follower.GetOrderAsync(orderId, StopToken)));
    }
}
