using System.Management.Automation;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(
    VerbsLifecycle.Stop, "DocSigningOrder",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SigningOrder))]
public sealed class StopDocSigningOrderCommand : ChangeActCmdlet<long[]>
{
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrderId", LeavesChangesAs = typeof(long[]))]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public override long[] OrderId { get; set; } = [];

    // A change brings its own.
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Note { get; set; }

    protected override void ProcessRecord()
    {
        if (!RunForChange(DirectoryChangeKind.Cancel, change => StopAsync(change.OrderId!.Value, change)))
        {
            RunForEach(OrderId, orderId => StopAsync(orderId, null));
        }
    }

    private async Task StopAsync(long orderId, ChangeInput? change)
    {
        RequireOrder(orderId);
        string note = Note ?? change?.Reason ?? throw ChangeFaults.NoReason(nameof(Note), "the order");
        var cancellation = new OrderCancellation(await OpenActsAsync());
        OrderAct act = await cancellation.FindAsync(orderId, StopToken);
        Present = act.Order;
        if (act.IsDone)
        {
            WriteVerbose($"{Named(orderId)} is canceled already.");
        }
        else
        {
            change?.RequireUnchanged(act.Order);
            string words = OrderCancellation.Describe(act);
            if (!ShouldProcess($"{words}.", $"{words}?", "Cancel an order"))
            {
                return;
            }

            act = await cancellation.CancelAsync(act, note, StopToken);
        }

        await TellAsync(act);
    }
}
