using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Requests;

namespace DigiCertDocSign.Cmdlets.Requests;

/// <summary>A cmdlet that decides requests, each by its id or by its order.</summary>
public abstract class RequestDecisionCmdlet : RequestCmdlet
{
    private const string OrderSet = "OrderId";

    private SigningRequest? _read;

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

    private protected abstract RequestVerdict Verdict { get; }

    private protected override InputName? NameOf(object? target) =>
        target is long id && _read is { Person: not null } request
            && (ParameterSetName == OrderSet ? request.OrderId : request.RequestId) == id
            ? new InputName(null, request.Person, request.Email)
            : null;

    // A list, piped or not, may hold what its reader did not look for.
    private bool IsNamedItself => !MyInvocation.ExpectingInput && RequestId.Length == 1;

    protected override void ProcessRecord()
    {
        if (ParameterSetName == OrderSet)
        {
            RunForEach(OrderId, DecideOfOrderAsync);
        }
        else
        {
            RunForEach(RequestId, requestId => DecideAsync(requestId, IsNamedItself));
        }
    }

    private async Task DecideOfOrderAsync(long orderId)
    {
        SigningOrderRequest request = await new OrderFollower(Client, Target.Time).GetOpenRequestAsync(orderId, StopToken);
        await DecideAsync(request.RequestId!.Value, isNamedItself: false);
    }

    private async Task DecideAsync(long requestId, bool isNamedItself)
    {
        SigningRequest request = _read = await new RequestGuard(Client).ReadAsync(requestId, StopToken);
        if (!AllProducts)
        {
            RequestGuard.RequireOurProduct(request);
        }

        RequestGuard.RequireNamedType(request, Type, isNamedItself, MyInvocation.MyCommand.Name);
        string words = RequestGuard.Describe(request, Verdict);
        if (!ShouldProcess($"{words}.", $"{words}?", $"{Verdict} a request"))
        {
            return;
        }

        SigningRequest decided = await new RequestDecision(Client, Verdict).DecideAsync(request, Comment, StopToken);
        Figures.TellDecision(CommandName, decided.Status ?? $"{Verdict}", requestId);
        if (PassThru)
        {
            WriteObject(decided);
        }
    }
}
