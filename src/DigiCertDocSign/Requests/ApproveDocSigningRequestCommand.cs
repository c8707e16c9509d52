using System.Management.Automation;
using DigiCertDocSign.Pipeline;

namespace DigiCertDocSign.Commands;

[Cmdlet(
    VerbsLifecycle.Approve, "DocSigningRequest",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SigningRequest))]
public sealed class ApproveDocSigningRequestCommand : ConnectedCmdlet
{
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("RequestId")]
    [ValidateRange(1, long.MaxValue)]
    public long[] RequestId { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Comment { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        foreach (long requestId in RequestId)
        {
            if (ShouldProcess($"Request {requestId}", "Approve"))
            {
                RunFor(requestId, () => ApproveAsync(requestId));
            }
        }
    }

    private async Task ApproveAsync(long requestId)
    {
        await Client.Requests.ApproveAsync(requestId, Comment, StopToken);
        if (PassThru)
        {
            WriteObject(SigningRequest.From(await Client.Requests.GetAsync(requestId, StopToken)));
        }
    }
}
