using System.Management.Automation;
using CertCentral.Errors;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Cmdlets.Parameters;

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

    // Whose an order of the journal is, its account says. A journal that cannot be opened does not keep an order from its end.
    private async Task<OrderCancellation> OpenAsync()
    {
        try
        {
            return Target.JournalPlace.Exists
                ? new OrderCancellation(Client, Target.OpenJournal(), await Target.GetAccountIdAsync(Client, StopToken))
                : new OrderCancellation(Client, null, null);
        }
        catch (Exception problem) when (problem is DocSigningException or CertCentralException)
        {
            WriteWarning($"What is canceled is not noted in the journal. {problem.Message}");
            return new OrderCancellation(Client, null, null);
        }
    }

    private async Task StopAsync(long orderId)
    {
        OrderCancellation cancellation = await OpenAsync();
        string? unnoted = null;
        SigningOrder? order = await cancellation.FindAsync(orderId, StopToken);
        Present = cancellation.Shown;
        if (order is null)
        {
            WriteVerbose($"{Named(orderId)} is canceled already.");
            unnoted = await cancellation.NoteAsync(orderId);
        }
        else
        {
            string words = OrderCancellation.Describe(order);
            if (!ShouldProcess($"{words}.", $"{words}?", "Cancel an order"))
            {
                return;
            }

            unnoted = await cancellation.CancelAsync(order, Note, StopToken);
        }

        if (unnoted is not null)
        {
            WriteWarning(unnoted);
        }

        if (PassThru)
        {
            // The cancellation has looked at it.
            WriteObject(cancellation.Shown);
        }
    }
}
