using System.Management.Automation;
using DigiCertDocSign.Requests;

namespace DigiCertDocSign.Cmdlets.Requests;

[Cmdlet(
    VerbsLifecycle.Approve, "DocSigningRequest",
    DefaultParameterSetName = RequestSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SigningRequest))]
public sealed class ApproveDocSigningRequestCommand : RequestDecisionCmdlet
{
    private protected override RequestVerdict Verdict => RequestVerdict.Approve;
}
