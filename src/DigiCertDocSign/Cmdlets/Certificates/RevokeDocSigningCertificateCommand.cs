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
    [ArgumentCompleter(typeof(NothingCompleter))]
    public long? CertificateId { get; set; }

    // The list of reissues may show a certificate without its id: then its number alone keeps the one in force from being taken for it.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? SerialNumber { get; set; }

    /// <summary>That very one is meant, and no other of its order.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public SigningCertificate? Certificate { get; set; }

    // PowerShell makes 0 of an empty cell. It names no certificate that there is, and the serial number may.
    private long? MeantId => CertificateId == 0 && !string.IsNullOrWhiteSpace(SerialNumber) ? null : CertificateId;

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
        OrderAct act = Certificate is { } meant
            ? await revocation.FindAsync(OrderId, meant, WholeOrder, StopToken)
            : await revocation.FindAsync(OrderId, MeantId, SerialNumber, WholeOrder, StopToken);
        Present = act.Order;
        if (act.Doubt is { } doubt)
        {
            WriteWarning(doubt);
        }

        if (act.IsDone)
        {
            WriteVerbose($"{Named(OrderId)}: its certificate is revoked already, or that is asked for.");
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
