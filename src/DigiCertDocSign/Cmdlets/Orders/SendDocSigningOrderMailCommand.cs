using System.Management.Automation;
using DigiCertDocSign.Acts;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(
    VerbsCommunications.Send, "DocSigningOrderMail",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SigningOrder))]
public sealed class SendDocSigningOrderMailCommand : OrderUpkeepCmdlet
{
    private protected override string Caption => "Send mails again";

    private protected override Task<OrderChange> PlanAsync(OrderUpkeep upkeep, long orderId) =>
        upkeep.PlanMailsAsync(orderId, StopToken);

    // No order ever shows it, so that a warning would always come.
    private protected override void Tell(long orderId, string unseen) =>
        WriteVerbose($"{Named(orderId)}: CertCentral says that it sends its mails again.");
}
