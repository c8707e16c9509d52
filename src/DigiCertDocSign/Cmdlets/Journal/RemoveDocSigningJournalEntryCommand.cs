using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Keeping;

namespace DigiCertDocSign.Cmdlets.Journal;

[Cmdlet(
    VerbsCommon.Remove, "DocSigningJournalEntry",
    DefaultParameterSetName = DateSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveDocSigningJournalEntryCommand : ConnectedCmdlet
{
    private const string DateSet = "ClosedBefore";
    private const string EntrySet = "Reference";
    private readonly Dictionary<string, OrderIntent> _found = new(StringComparer.Ordinal);

    [Parameter(
        ParameterSetName = EntrySet,
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("Reference")]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public string[] Reference { get; set; } = [];

    [Parameter(ParameterSetName = DateSet, Mandatory = true)]
    [Parameter(ParameterSetName = EntrySet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public DateTimeOffset? ClosedBefore { get; set; }

    protected override void ProcessRecord()
    {
        if (ParameterSetName != EntrySet)
        {
            return;
        }

        foreach (string reference in Reference)
        {
            RunFor(reference, async () =>
            {
                if (await OpenAsync() is { } cleaning && await cleaning.FindAsync(reference, ClosedBefore, StopToken) is { } intent)
                {
                    _found[intent.Reference] = intent;
                }
                else
                {
                    WriteVerbose($"{reference}: there is no such entry, or it had not ended by then.");
                }
            });
        }
    }

    protected override void EndProcessing()
    {
        // An empty pipeline means no entry, not every entry.
        if (!MyInvocation.ExpectingInput || ParameterSetName == EntrySet)
        {
            RunWhole(RemoveAsync);
        }

        base.EndProcessing();
    }

    private async Task RemoveAsync()
    {
        if (await OpenAsync() is not { } cleaning)
        {
            WriteVerbose($"There is no journal at {Target.JournalPath} yet.");
            return;
        }

        if (ParameterSetName == DateSet)
        {
            foreach (OrderIntent intent in await cleaning.FindAsync(ClosedBefore!.Value, StopToken))
            {
                _found[intent.Reference] = intent;
            }
        }

        IReadOnlyCollection<OrderIntent> ended = await cleaning.WithActsAsync(_found.Values, StopToken);
        string words = $"Remove {ended.Count} {(ended.Count == 1 ? "entry" : "entries")} of the journal {Target.JournalPlace}, with the "
            + "names and addresses in them";
        if (!ShouldProcess($"{words}.", $"{words}?", "Remove entries that have ended"))
        {
            return;
        }

        // Also without an entry: what an earlier removal had to leave in the file goes now.
        JournalRemoval removal = await cleaning.RemoveAsync(ended, StopToken);
        Say($"{removal.Count} removed.");
        if (!removal.IsErased)
        {
            WriteWarning(Target.JournalPlace.Database is null
                ? $"Another process has the journal {Target.JournalPlace} open, so its files may still hold traces of what was removed. "
                    + "Run the command again when no other is at work: it clears them away, also when it finds no entry."
                : $"The server of {Target.JournalPlace} may still hold traces of what was removed, in free pages, its log and its backups. "
                    + "about_DocSigning_Team says what its administrator can do.");
        }
    }

    // Of this account alone: a journal may hold several.
    private async Task<JournalCleaning?> OpenAsync() => Target.OpenJournalIfAny() is { } journal
        ? new JournalCleaning(journal, await Target.GetAccountIdAsync(Client, StopToken))
        : null;
}
