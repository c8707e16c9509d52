using System.Management.Automation;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(
    VerbsLifecycle.Request, "DocSigningReissue",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SigningOrder))]
public sealed class RequestDocSigningReissueCommand : OrderActCmdlet<long>
{
    [Parameter(
        Mandatory = true,
        Position = 1,
        ValueFromPipeline = true)]
    [CsrInput]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public CsrInput Csr { get; set; } = null!;

    [Parameter(Mandatory = true)]
    public ReissueReason Reason { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Comment { get; set; }

    [Parameter]
    public SwitchParameter SkipApproval { get; set; }

    protected override void ProcessRecord() => RunFor(OrderId, async () =>
    {
        CsrInfo info = CsrInspector.Inspect(Csr.Text);
        string? key = Csr.KeyReference is { } reference ? KeyReferences.Read(reference) : null;
        var reissue = new OrderReissue(await OpenActsAsync());
        OrderAct act = await reissue.FindAsync(OrderId, info, Csr.Owner, StopToken);
        Present = act.Order;
        if (act.IsDone)
        {
            WriteVerbose($"{Named(OrderId)}: an earlier command has asked for this reissue already.");
        }
        else
        {
            string words = OrderReissue.Describe(act, Reason);
            if (!ShouldProcess($"{words}.", $"{words}?", "Reissue a certificate"))
            {
                return;
            }

            act = await reissue.RequestAsync(act, Reason, Comment, SkipApproval, key, StopToken);
        }

        if (!SkipApproval)
        {
            TellOfRequest(act, "reissue", "Reissue");
        }

        await TellAsync(act);
    });
}
