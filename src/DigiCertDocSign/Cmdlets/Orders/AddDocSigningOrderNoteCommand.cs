using System.Management.Automation;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(
    VerbsCommon.Add, "DocSigningOrderNote",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SigningOrder))]
public sealed class AddDocSigningOrderNoteCommand : OrderUpkeepCmdlet
{
    [Parameter(
        Mandatory = true,
        Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string Text { get; set; } = "";

    private protected override string Caption => "Write a note";

    private protected override Task<OrderChange> PlanAsync(OrderUpkeep upkeep, long orderId) =>
        upkeep.PlanNoteAsync(orderId, Text, StopToken);
}
