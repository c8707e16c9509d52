using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Finding;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(
    VerbsCommon.Get, "DocSigningOrder",
    DefaultParameterSetName = ListSet)]
[OutputType(typeof(SigningOrder))]
public sealed class GetDocSigningOrderCommand : ConnectedCmdlet
{
    private const string ListSet = "List";
    private const string OrderSet = "OrderId";

    [Parameter(
        ParameterSetName = OrderSet,
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public long[] OrderId { get; set; } = [];

    [Parameter(ParameterSetName = ListSet)]
    [Alias("Mail", "EmailAddress")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public string? Email { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet(
        "NeedsApproval", "Pending", "NeedsCsr", "Processing", "WaitingPickup", "Issued", "ReissuePending", "Rejected", "Canceled",
        "Revoked", "Expired")]
    public string[] Status { get; set; } = [];

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Search { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(OrganizationIdCompleter))]
    public long? OrganizationId { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(ContainerIdCompleter))]
    public long? ContainerId { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public DateTimeOffset? CreatedAfter { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public DateTimeOffset? CreatedBefore { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(0, 1095)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int? ExpiringWithin { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int? First { get; set; }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == ListSet)
        {
            RunWhole(FindAsync);
        }
        else
        {
            var follower = new OrderFollower(Client, Target.Time);
            RunForEach(OrderId, async orderId => WriteObject(await follower.GetOrderAsync(orderId, StopToken)));
        }
    }

    private async Task FindAsync()
    {
        var finder = new OrderFinder(Client, OpenJournal(), Target.AccountId, Target.Time)
        {
            OnAsking = missing => Show(() => WriteWarning(
                $"Neither the list of orders nor the journal shows the {missing} of every order: from here on such orders are asked for "
                + "one by one, at a call each.")),
            OnRequestsHidden = () => Show(() => WriteWarning(
                "This key may not see the requests of the account, so orders that wait for approval may be missing from the list.")),
        };
        int left = First ?? int.MaxValue;
        await foreach (SigningOrder order in finder.FindAsync(Criteria(), StopToken))
        {
            WriteObject(order);
            if (--left == 0)
            {
                break;
            }
        }

        if (finder.Untold.Count > 0)
        {
            WriteWarning(
                $"Nothing shows whether these orders are among those asked for, and they are left out: "
                + $"{string.Join(", ", finder.Untold.Select(OrderLine.Whose))}. "
                + "Look at them with Get-DocSigningOrder -OrderId.");
        }
    }

    // Whose an order of the journal is, its account says. Who looks for orders may do so just because the journal cannot be read.
    private IOrderJournal? OpenJournal()
    {
        try
        {
            return Target.AccountId is null ? null : Target.OpenJournalIfAny();
        }
        catch (DocSigningException problem)
        {
            WriteWarning($"What the journal knows of the orders is not shown. {problem.Message}");
            return null;
        }
    }

    private OrderCriteria Criteria() => new()
    {
        Email = Email is { } whole && !WildcardText.IsPattern(whole) ? whole : null,
        IsEmail = Email is { } pattern && WildcardText.IsPattern(pattern) ? WildcardText.Test(pattern) : null,
        IsName = Name is null ? null : WildcardText.Test(Name),
        Statuses = Status,
        Search = Search,
        OrganizationId = OrganizationId,
        ContainerId = ContainerId,
        CreatedAfter = CreatedAfter,
        CreatedBefore = CreatedBefore,
        ExpiringWithinDays = ExpiringWithin,
    };
}
