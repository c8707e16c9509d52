using System.Management.Automation;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Certificates;

[Cmdlet(
    VerbsSecurity.Revoke, "DocSigningCertificate",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SigningOrder))]
public sealed class RevokeDocSigningCertificateCommand : ChangeActCmdlet<long>
{
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrderId", LeavesChangesAs = typeof(long))]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public override long OrderId { get; set; }

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

    // A change brings its own.
    [Parameter]
    public RevocationReason? Reason { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Comment { get; set; }

    [Parameter]
    public SwitchParameter SkipApproval { get; set; }

    protected override void ProcessRecord()
    {
        if (RunForChange(DirectoryChangeKind.Revoke, RevokeAsync))
        {
            return;
        }

        RunFor(OrderId, async () =>
        {
            RequireOrder(OrderId);
            RevocationReason reason = Reason ?? throw ChangeFaults.NoReason(nameof(Reason), "the certificate");
            var revocation = new CertificateRevocation(await OpenActsAsync());
            OrderAct act = Certificate is { } meant
                ? await revocation.FindAsync(OrderId, meant, WholeOrder, StopToken)
                : await revocation.FindAsync(OrderId, MeantId, SerialNumber, WholeOrder, StopToken);
            await RevokeAsync(revocation, act, reason, Comment);
        });
    }

    private async Task RevokeAsync(ChangeInput change)
    {
        RevocationReason reason = Reason ?? change.RevocationReason ?? throw ChangeFaults.NoReason(nameof(Reason), "the certificate");
        var revocation = new CertificateRevocation(await OpenActsAsync());
        OrderAct act = await revocation.FindAsync(change.OrderId!.Value, null, null, WholeOrder, StopToken);
        if (!act.IsDone)
        {
            change.RequireUnchanged(act.Order);
        }

        await RevokeAsync(revocation, act, reason, Comment ?? change.Reason);
    }

    private async Task RevokeAsync(CertificateRevocation revocation, OrderAct act, RevocationReason reason, string? comment)
    {
        Present = act.Order;
        if (act.Doubt is { } doubt)
        {
            WriteWarning(doubt);
        }

        if (act.IsDone)
        {
            WriteVerbose($"{Named(act.Order.OrderId)}: its certificate is revoked already, or that is asked for.");
        }
        else
        {
            string words = CertificateRevocation.Describe(act, reason);
            if (!ShouldProcess($"{words}.", $"{words}?", "Revoke a certificate"))
            {
                return;
            }

            act = await revocation.RevokeAsync(act, reason, comment, SkipApproval, StopToken);
        }

        TellOfRequest(act, "revocation", "Revoke");
        await TellAsync(act);
    }
}
