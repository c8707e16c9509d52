using System.Management.Automation;
using DigiCertDocSign.Pipeline;

namespace DigiCertDocSign.Commands;

[Cmdlet(VerbsCommon.Get, "DocSigningOrder")]
[OutputType(typeof(SigningOrder))]
public sealed class GetDocSigningOrderCommand : ConnectedCmdlet
{
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    public long[] OrderId { get; set; } = [];

    protected override void ProcessRecord()
    {
        var follower = new OrderFollower(Client, Target.Time);
        foreach (long orderId in OrderId)
        {
            RunFor(orderId, async () => WriteObject(await follower.GetOrderAsync(orderId, StopToken)));
        }
    }
}
