using System.Management.Automation;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Certificates;

[Cmdlet(
    VerbsSecurity.Revoke, "DocSigningCertificate",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SigningOrder))]
public sealed class RevokeDocSigningCertificateCommand : OrderActCmdlet<long>
{
    // An order that was read before its certificate was there has the property and nothing in it.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public long? CertificateId { get; set; }

    [Parameter]
    public SwitchParameter WholeOrder { get; set; }

    [Parameter(Mandatory = true)]
    public RevocationReason Reason { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Comment { get; set; }

    [Parameter]
    public SwitchParameter SkipApproval { get; set; }

    protected override void ProcessRecord() => RunFor(OrderId, async () =>
    {
        var revocation = new CertificateRevocation(await OpenActsAsync());
        OrderAct act = await revocation.FindAsync(OrderId, CertificateId, WholeOrder, StopToken);
        if (act.IsDone)
        {
            WriteVerbose($"Order {OrderId}: its certificate is revoked already, or that is asked for.");
        }
        else
        {
            string words = CertificateRevocation.Describe(act, Reason);
            if (!ShouldProcess($"{words}.", $"{words}?", "Revoke a certificate"))
            {
                return;
            }

            act = await revocation.RevokeAsync(act, Reason, Comment, SkipApproval, StopToken);
        }

        TellOfRequest(act, "revocation", "Revoke");
        await TellAsync(act);
    });
}
