using System.Globalization;
using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Keeping;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Cmdlets.Journal;

[Cmdlet(
    VerbsData.Sync, "DocSigningJournal",
    DefaultParameterSetName = AccountSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(JournalSyncSummary), ParameterSetName = [AccountSet])]
[OutputType(typeof(OrderIntent), ParameterSetName = [OrderSet])]
public sealed class SyncDocSigningJournalCommand : ConnectedCmdlet
{
    private const string AccountSet = "Account";
    private const string OrderSet = "OrderId";
    private const int Activity = 7305;
    private const int MostNamed = 20;

    private JournalSyncSummary? _summary;

    [Parameter(ParameterSetName = AccountSet)]
    public SwitchParameter LiveOnly { get; set; }

    [Parameter(
        ParameterSetName = OrderSet,
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public long OrderId { get; set; }

    [Parameter(
        ParameterSetName = OrderSet,
        Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("Mail", "EmailAddress")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public string Email { get; set; } = "";

    private protected override bool TellsHowItWent => false;

    private protected override RunSummary Summarize(RunSummary counted) => _summary?.With(counted) ?? counted;

    private protected override InputName? NameOf(object? target) =>
        ParameterSetName == OrderSet ? new InputName(null, Email, null) : null;

    protected override void ProcessRecord()
    {
        if (ParameterSetName == OrderSet)
        {
            RunFor(OrderId, NoteByHandAsync);
        }
        else
        {
            RunWhole(FillAsync);
        }
    }

    private async Task FillAsync()
    {
        long accountId = await Target.GetAccountIdAsync(Client, StopToken);
        JournalGap gap =
            await JournalGap.ReadAsync(Client, Target.OpenJournalIfAny(), accountId, LiveOnly, Target.Time, StopToken);
        bool isFull = gap.Unknown + gap.Ended == 0;
        if (!isFull && !ShouldProcess(Target.JournalPlace.ToString(), Describe(gap)))
        {
            return;
        }

        JournalSyncSummary summary =
            isFull ? new JournalSyncSummary { Done = gap.Known, Listed = gap.Listed, Known = gap.Known } : await FillAsync(gap, accountId);
        _summary = summary = (JournalSyncSummary)summary.With(Figures.Summarize(CommandName, null));
        WriteObject(summary);
        Warn(
            gap,
            summary.Untold,
            "do not show for certain whose they are, or contradict themselves, and are not in the journal. Look at each, and say whose "
                + "it is: Sync-DocSigningJournal -OrderId ... -Email ...");
        Warn(gap, summary.InDoubt, "may be those of entries in doubt, and were left alone. Run Resume-DocSigningOrder first");
        Warn(gap, summary.NotRead, "could not be read and are not in the journal. Run Sync-DocSigningJournal again later");
    }

    private async Task<JournalSyncSummary> FillAsync(JournalGap gap, long accountId)
    {
        var progress = new InputProgress(this, Activity, "Filling the journal") { Total = gap.Unknown };
        long begun = TimeProvider.System.GetTimestamp();
        var sync = new JournalSync(Client, Target.OpenJournal(), accountId, Target.Time)
        {
            OnDone = done => Show(() => progress.Show(done, "orders read", TimeProvider.System.GetElapsedTime(begun))),
            OnFailed = (orderId, problem) => Show(() => WriteFault(problem, orderId, new InputName(null, gap.NameOf(orderId), null))),
        };
        JournalSyncSummary summary = await sync.FillAsync(gap, StopToken);
        progress.Complete();
        return summary;
    }

    private async Task NoteByHandAsync()
    {
        long accountId = await Target.GetAccountIdAsync(Client, StopToken);

        // Where there is no journal yet, -WhatIf makes none.
        IOrderJournal? journal = Target.OpenJournalIfAny();
        using IOrderJournal? standIn = journal is null ? JournalPlace.InMemory().Open(Target.Time) : null;
        var sought = new JournalSync(Client, (journal ?? standIn)!, accountId, Target.Time);
        if (await sought.FindAsync(OrderId, Email, StopToken) is not { } found)
        {
            WriteVerbose($"Order {OrderId}: the journal has it for {Email} already.");
            return;
        }

        string words =
            $"Note order {OrderId} ({found.OrderStatus}) as that of {FullName.WithEmail(found.GivenName, found.Surname, found.Email)}";
        if (ShouldProcess($"{words}.", $"{words}?", "Note by hand whose an order is"))
        {
            var sync = new JournalSync(Client, Target.OpenJournal(), accountId, Target.Time);
            WriteObject(await sync.AddAsync(found, StopToken));
        }
    }

    private static string Describe(JournalGap gap)
    {
        string[] parts =
        [
            .. new[]
            {
                gap.Unknown > 0 ? $"ask CertCentral for {Orders(gap.Unknown)} that it does not know, a call each, and note them" : null,
                gap.Ended > 0 ? $"note the end of {Orders(gap.Ended)}" : null,
            }.OfType<string>(),
        ];
        string text = string.Join(", and ", parts);
        return char.ToUpperInvariant(text[0]) + text.Substring(1);
    }

    private static string Orders(int count) => count == 1 ? "1 order" : $"{count.ToString(CultureInfo.CurrentCulture)} orders";

    private void Warn(JournalGap gap, IReadOnlyList<long> orders, string text)
    {
        if (orders.Count > 0)
        {
            string more = orders.Count > MostNamed ? $" and {orders.Count - MostNamed} more" : "";
            IEnumerable<string> named = orders.Take(MostNamed).Select(id => OrderLine.Whose(id, gap.NameOf(id), null));
            WriteWarning($"Orders {string.Join(", ", named)}{more} {text}.");
        }
    }
}
