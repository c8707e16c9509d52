using System.Management.Automation;
using CertCentral.Requests;
using DigiCertDocSign.Requests;

namespace DigiCertDocSign.Cmdlets.Requests;

[Cmdlet(
    VerbsCommon.Get, "DocSigningRequest",
    DefaultParameterSetName = ListSet)]
[OutputType(typeof(SigningRequest))]
public sealed class GetDocSigningRequestCommand : RequestCmdlet
{
    private const string ListSet = "List";

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("pending", "submitted", "approved", "rejected")]
    public string? Status { get; set; }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == ListSet)
        {
            RunWhole(ListAsync);
        }
        else
        {
            RunForEach(RequestId, ReadAsync);
        }
    }

    private async Task ReadAsync(long requestId)
    {
        var request = SigningRequest.From(await Client.Requests.GetAsync(requestId, StopToken));
        if (!AllProducts)
        {
            request = await new RequestGuard(Client).WithProductAsync(request, StopToken);
            RequestGuard.RequireOurProduct(request);
        }

        WriteObject(request);
    }

    private async Task ListAsync()
    {
        var guard = new RequestGuard(Client);
        // The API knows its words in small letters alone, and the output of this cmdlet has them in others.
        var query = new RequestQuery { Status = Status?.ToLowerInvariant() };
        await foreach (RequestSummary listed in Client.Requests.ListAsync(query, StopToken))
        {
            var request = SigningRequest.From(listed);
            if (AllProducts)
            {
                WriteObject(request);
                continue;
            }

            request = await guard.WithProductAsync(request, StopToken);
            if (!RequestGuard.IsOfAnotherProduct(request))
            {
                WriteIfOurs(request);
            }
        }
    }

    // A request that shows no product is an error of its own, and the rest of the list goes on.
    private void WriteIfOurs(SigningRequest request)
    {
        try
        {
            RequestGuard.RequireOurProduct(request);
            WriteObject(request);
        }
        catch (DocSigningException fault)
        {
            WriteFault(fault, request);
        }
    }
}
