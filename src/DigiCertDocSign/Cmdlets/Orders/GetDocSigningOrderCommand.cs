using System.Management.Automation;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(VerbsCommon.Get, "DocSigningOrder")]
[OutputType(typeof(SigningOrder))]
public sealed class GetDocSigningOrderCommand : OrdersCmdlet
{
    protected override void ProcessRecord()
    {
        var follower = new OrderFollower(Client, Target.Time);
        foreach (long orderId in OrderId)
        {
            RunFor(orderId, async () => WriteObject(await follower.GetOrderAsync(orderId, StopToken)));
        }
    }
}
