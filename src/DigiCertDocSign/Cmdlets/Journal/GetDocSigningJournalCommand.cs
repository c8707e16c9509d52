using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Cmdlets.Journal;

[Cmdlet(VerbsCommon.Get, "DocSigningJournal")]
[OutputType(typeof(OrderIntent))]
public sealed class GetDocSigningJournalCommand : ConnectedCmdlet
{
    private readonly Dictionary<string, RunOwner?> _owners = new(StringComparer.Ordinal);

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public string? Reference { get; set; }

    [Parameter(
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public long? OrderId { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Mail", "EmailAddress")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public string? Email { get; set; }

    [Parameter]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public long? TargetOrderId { get; set; }

    [Parameter]
    public IntentKind[] Kind { get; set; } = [];

    [Parameter]
    public IntentState[] State { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public DateTimeOffset? ChangedSince { get; set; }

    [Parameter]
    public SwitchParameter IncludeHistory { get; set; }

    protected override void ProcessRecord() => RunFor(OrderId, async () =>
    {
        if (Target.OpenJournalIfAny() is not { } journal)
        {
            WriteVerbose($"There is no journal at {Target.JournalPath} yet.");
            return;
        }

        Func<string, bool>? isAsked = OrderId is null && HasWildcards ? WildcardText.Test(Email!) : null;
        await foreach (OrderIntent intent in journal.ReadAsync(Filter(), StopToken))
        {
            if (isAsked is null || isAsked(intent.Email))
            {
                WriteObject(await WithOwnerAsync(journal, intent));
            }
        }
    });

    /// <summary>Many intents are of one run, which is asked for once.</summary>
    private async Task<OrderIntent> WithOwnerAsync(IOrderJournal journal, OrderIntent intent)
    {
        if (!_owners.TryGetValue(intent.RunId, out RunOwner? owner))
        {
            _owners[intent.RunId] = owner = await journal.FindOwnerAsync(intent.RunId, StopToken);
        }

        OrderIntent known = intent with { UserName = owner?.UserName, HostName = owner?.HostName };
        return IncludeHistory
            ? known with { History = await journal.ReadHistoryAsync(intent.Reference, StopToken) }
            : known;
    }

    // Whoever looks with wildcards looks for whatever fits; whose an intent is, is asked without.
    private bool HasWildcards => Email is { } text && WildcardText.IsPattern(text);

    private JournalFilter Filter() => new()
    {
        AccountId = Target.AccountId,
        Reference = Reference,
        OrderId = OrderId,
        Email = OrderId is null && !HasWildcards ? Email : null,
        TargetOrderId = TargetOrderId,
        Kinds = Kind,
        States = State,
        ChangedSince = ChangedSince,
    };
}
