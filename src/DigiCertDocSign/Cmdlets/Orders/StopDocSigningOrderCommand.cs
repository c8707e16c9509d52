using System.Management.Automation;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(
    VerbsLifecycle.Stop, "DocSigningOrder",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SigningOrder))]
public sealed class StopDocSigningOrderCommand : OrderCmdlet<long[]>
{
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string Note { get; set; } = "";

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => RunForEach(OrderId, StopAsync);

    private async Task StopAsync(long orderId)
    {
        var cancellation = new OrderCancellation(Client, Target.OpenJournalIfAny(), Target.AccountId);
        if (await cancellation.FindAsync(orderId, StopToken) is not { } order)
        {
            WriteVerbose($"Order {orderId} is canceled already.");
        }
        else
        {
            string words = OrderCancellation.Describe(order);
            if (!ShouldProcess($"{words}.", $"{words}?", "Cancel an order"))
            {
                return;
            }

            await cancellation.CancelAsync(order, Note, StopToken);
        }

        if (PassThru)
        {
            WriteObject(await new OrderFollower(Client, Target.Time).GetOrderAsync(orderId, StopToken));
        }
    }
}
