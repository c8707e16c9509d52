using System.Management.Automation;
using CertCentral.Requests;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Requests;

[Cmdlet(
    VerbsCommon.Get, "DocSigningRequest",
    DefaultParameterSetName = ListSet)]
[OutputType(typeof(SigningRequest))]
public sealed class GetDocSigningRequestCommand : ConnectedCmdlet
{
    private const string IdSet = "RequestId";
    private const string ListSet = "List";

    [Parameter(
        ParameterSetName = IdSet,
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("RequestId")]
    [ValidateRange(1, long.MaxValue)]
    public long[] RequestId { get; set; } = [];

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("pending", "submitted", "approved", "rejected")]
    public string? Status { get; set; }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == ListSet)
        {
            RunFor(null, ListAsync);
            return;
        }

        foreach (long requestId in RequestId)
        {
            RunFor(requestId, async () => WriteObject(SigningRequest.From(await Client.Requests.GetAsync(requestId, StopToken))));
        }
    }

    private async Task ListAsync()
    {
        await foreach (RequestSummary listed in Client.Requests.ListAsync(new RequestQuery { Status = Status }, StopToken))
        {
            WriteObject(SigningRequest.From(listed));
        }
    }
}
