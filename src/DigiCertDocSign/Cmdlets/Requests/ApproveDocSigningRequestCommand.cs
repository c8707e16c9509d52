using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Following;
using DigiCertDocSign.Requests;

namespace DigiCertDocSign.Cmdlets.Requests;

[Cmdlet(
    VerbsLifecycle.Approve, "DocSigningRequest",
    DefaultParameterSetName = RequestSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SigningRequest))]
public sealed class ApproveDocSigningRequestCommand : RequestCmdlet
{
    private const string OrderSet = "OrderId";

    // Takes the piped orders that name no request of theirs.
    [Parameter(
        ParameterSetName = OrderSet,
        Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public long[] OrderId { get; set; } = [];

    [Parameter]
    [ValidateSet("NewRequest", "Reissue", "Revoke", "Duplicate")]
    public string[] Type { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Comment { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == OrderSet)
        {
            RunForEach(OrderId, ApproveOfOrderAsync);
        }
        else
        {
            RunForEach(RequestId, requestId => ApproveAsync(requestId, IsNamedItself));
        }
    }

    // A list, piped or not, may hold what its reader did not look for.
    private bool IsNamedItself => !MyInvocation.ExpectingInput && RequestId.Length == 1;

    private async Task ApproveOfOrderAsync(long orderId)
    {
        SigningOrderRequest request = await new OrderFollower(Client, Target.Time).GetOpenRequestAsync(orderId, StopToken);
        await ApproveAsync(request.RequestId!.Value, isNamedItself: false);
    }

    private async Task ApproveAsync(long requestId, bool isNamedItself)
    {
        SigningRequest request = await new RequestGuard(Client).ReadAsync(requestId, StopToken);
        if (!AllProducts)
        {
            RequestGuard.RequireOurProduct(request);
        }

        RequestGuard.RequireNamedType(request, Type, isNamedItself);
        string words = RequestGuard.Describe(request);
        if (!ShouldProcess($"{words}.", $"{words}?", "Approve a request"))
        {
            return;
        }

        await new RequestApproval(Client).ApproveAsync(requestId, Comment, StopToken);
        if (PassThru)
        {
            WriteObject(SigningRequest.From(await Client.Requests.GetAsync(requestId, StopToken)));
        }
    }
}
