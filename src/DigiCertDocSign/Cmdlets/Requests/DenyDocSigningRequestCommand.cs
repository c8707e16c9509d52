using System.Management.Automation;
using DigiCertDocSign.Requests;

namespace DigiCertDocSign.Cmdlets.Requests;

[Cmdlet(
    VerbsLifecycle.Deny, "DocSigningRequest",
    DefaultParameterSetName = RequestSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SigningRequest))]
public sealed class DenyDocSigningRequestCommand : RequestDecisionCmdlet
{
    private protected override RequestVerdict Verdict => RequestVerdict.Reject;
}
