using System.Management.Automation;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(VerbsCommon.Get, "DocSigningOrderStatus")]
[OutputType(typeof(SigningOrderStatus))]
public sealed class GetDocSigningOrderStatusCommand : StatusCmdlet
{
    protected override void EndProcessing()
    {
        RunWhole(ReadAsync);
        base.EndProcessing();
    }

    private async Task ReadAsync()
    {
        var follower = new OrderFollower(Client, Target.Time);
        var statuses = new List<SigningOrderStatus>();
        await foreach (SigningOrderStatus status in follower.GetStatusesAsync(OrderIds, ShowFault, StopToken))
        {
            statuses.Add(status);
        }

        WriteStatuses(await WithKnownAsync(statuses));
        await WarnOfSecondOrdersAsync(statuses);
    }

    private void ShowFault(long orderId, Exception failure) => Show(() => WriteFault(failure, orderId, NameOf(orderId)));
}
