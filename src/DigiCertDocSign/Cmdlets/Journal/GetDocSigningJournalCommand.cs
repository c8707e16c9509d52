using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Cmdlets.Journal;

[Cmdlet(VerbsCommon.Get, "DocSigningJournal")]
[OutputType(typeof(OrderIntent))]
public sealed class GetDocSigningJournalCommand : ConnectedCmdlet
{
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Reference { get; set; }

    [Parameter(
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    public long? OrderId { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Mail", "EmailAddress")]
    [ValidateNotNullOrEmpty]
    public string? Email { get; set; }

    [Parameter]
    public IntentState[] State { get; set; } = [];

    [Parameter]
    public DateTimeOffset? ChangedSince { get; set; }

    protected override void ProcessRecord() => RunFor(OrderId, async () =>
    {
        if (Target.OpenJournalIfAny() is not { } journal)
        {
            WriteVerbose($"There is no journal at {Target.JournalPath} yet.");
            return;
        }

        await foreach (OrderIntent intent in journal.ReadAsync(Filter(), StopToken))
        {
            WriteObject(intent);
        }
    });

    private JournalFilter Filter() => new()
    {
        AccountId = Target.AccountId,
        Reference = Reference,
        OrderId = OrderId,
        Email = OrderId is null ? Email : null,
        States = State,
        ChangedSince = ChangedSince,
    };
}
