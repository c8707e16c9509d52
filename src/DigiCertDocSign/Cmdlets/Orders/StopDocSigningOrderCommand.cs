using System.Management.Automation;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(
    VerbsLifecycle.Stop, "DocSigningOrder",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SigningOrder))]
public sealed class StopDocSigningOrderCommand : OrderActCmdlet<long[]>
{
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string Note { get; set; } = "";

    protected override void ProcessRecord() => RunForEach(OrderId, StopAsync);

    private async Task StopAsync(long orderId)
    {
        var cancellation = new OrderCancellation(await OpenActsAsync());
        OrderAct act = await cancellation.FindAsync(orderId, StopToken);
        Present = act.Order;
        if (act.IsDone)
        {
            WriteVerbose($"{Named(orderId)} is canceled already.");
        }
        else
        {
            string words = OrderCancellation.Describe(act);
            if (!ShouldProcess($"{words}.", $"{words}?", "Cancel an order"))
            {
                return;
            }

            act = await cancellation.CancelAsync(act, Note, StopToken);
        }

        await TellAsync(act);
    }
}
