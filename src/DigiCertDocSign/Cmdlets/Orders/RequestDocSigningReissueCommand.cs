using System.Management.Automation;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(
    VerbsLifecycle.Request, "DocSigningReissue",
    DefaultParameterSetName = CsrSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SigningOrder))]
public sealed class RequestDocSigningReissueCommand : OrderActCmdlet<long>
{
    private const string CsrSet = "Csr";
    private const string NoCsrSet = "NoCsr";

    [Parameter(
        ParameterSetName = CsrSet,
        Mandatory = true,
        Position = 1,
        ValueFromPipeline = true)]
    [CsrInput]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public CsrInput? Csr { get; set; }

    [Parameter(ParameterSetName = NoCsrSet, Mandatory = true)]
    public SwitchParameter NoCsr { get; set; }

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
        // What was piped into the other parameter set before stays bound here.
        CsrInput? csr = ParameterSetName == CsrSet ? Csr : null;
        CsrInfo? info = csr is null ? null : CsrInspector.Inspect(csr.Text);
        string? key = csr?.KeyReference is { } reference ? KeyReferences.Read(reference) : null;
        var reissue = new OrderReissue(await OpenActsAsync());
        OrderAct act = await reissue.FindAsync(OrderId, info, csr?.Owner, StopToken);
        Present = act.Order;
        if (act.IsDone)
        {
            string words = $"{Named(OrderId)}: {OrderReissue.DescribeDone(act)}";
            if (act.Earlier is null || act.RequestId is not null)
            {
                WriteVerbose(words);
            }
            else
            {
                // Whoever has lost a second token must hear that none is asked for.
                WriteWarning(words);
            }
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

        if (OrderReissue.NotAsAsked(act) is { } other)
        {
            WriteWarning(other);
        }

        if (!SkipApproval)
        {
            TellOfRequest(act, "reissue", "Reissue");
        }

        await TellAsync(act);
    });
}
