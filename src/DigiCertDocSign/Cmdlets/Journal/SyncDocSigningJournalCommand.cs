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
[OutputType(typeof(JournalTakeInSummary), ParameterSetName = [FileSet])]
public sealed class SyncDocSigningJournalCommand : ConnectedCmdlet
{
    private const string AccountSet = "Account";
    private const string OrderSet = "OrderId";
    private const string FileSet = "File";
    private const int Activity = 7305;
    private const int MostNamed = 20;

    private RunSummary? _summary;

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

    [Parameter(ParameterSetName = FileSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string From { get; set; } = "";

    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter Force { get; set; }

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
        else if (ParameterSetName == FileSet)
        {
            RunWhole(TakeInAsync);
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
        summary = (JournalSyncSummary)summary.With(Figures.Summarize(CommandName, null));
        _summary = summary;
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

    private async Task TakeInAsync()
    {
        string path = FilePath.Resolve(this, From);
        using IJournalCollector database = Target.JournalPlace.OpenCollector();
        using IJournalFile file = JournalPlace.OpenFile(path);
        var takeIn = new JournalTakeIn(file, database, path) { IsForced = Force };
        (TakeInPlan plan, bool isSealed, JournalSeal? elsewhere) = await takeIn.FindAsync(StopToken);
        if (plan.WasTaken && isSealed)
        {
            WriteVerbose($"{Target.JournalPlace} has the journal {path} already. Nothing was changed.");
        }
        else if (elsewhere is null
            ? ShouldProcess(Target.JournalPlace.ToString(), Describe(plan, path))
            : ConfirmsGravely($"{Describe(plan, path)}, into {Target.JournalPlace}", Describe(elsewhere), "Take in by force"))
        {
            plan = await takeIn.TakeAsync(StopToken);
        }
        else
        {
            return;
        }

        var summary = new JournalTakeInSummary
        {
            From = path,
            JournalDatabase = Target.JournalPlace.ToString(),
            Done = plan.Entries,
            Entries = plan.Entries,
            Added = plan.Added,
            Changed = plan.Changed,
            Known = plan.Known,
            InDoubt = plan.InDoubt,
            InDoubtIds = plan.InDoubt,
            Collisions = [.. plan.Collisions.Select(collision => collision.Reference).Distinct()],
            Scopes = plan.Scopes.Count,
            ScopesLeft = plan.ScopesLeft,
        };
        summary = (JournalTakeInSummary)summary.With(Figures.Summarize(CommandName, null));
        _summary = summary;
        WriteObject(summary);
        Warn(plan);
    }

    private void Warn(TakeInPlan plan)
    {
        foreach (JournalCollision collision in plan.Collisions)
        {
            WriteWarning(collision.Text);
        }

        if (plan.ScopesLeft.Count > 0)
        {
            WriteWarning(
                $"The database remembers its own comparisons of {string.Join(", ", plan.ScopesLeft)}. What the file remembers of them was "
                + "left there: whom that alone has seen, no comparison takes for a leaver.");
        }

        if (plan.InDoubt.Count > 0)
        {
            WriteWarning($"In doubt are {string.Join(", ", plan.InDoubt)}. Run Resume-DocSigningOrder.");
        }
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

    private static string Describe(TakeInPlan plan, string path)
    {
        string scopes = plan.Scopes.Count == 0 ? "" : $", and of {Counted(plan.Scopes.Count, "scope")} what comparisons have seen";
        return plan.WasTaken
            ? $"Seal the file {path}: it has all {Counted(plan.Entries, "entry", "entries")} of it"
            : $"Take in {Counted(plan.Entries, "entry", "entries")} of {path} ({plan.Added} new to it, {plan.InDoubt.Count} in doubt)"
                + $"{scopes}, and seal the file, which orders nothing any more";
    }

    private static string Describe(JournalSeal elsewhere) =>
        $"The file was taken into {elsewhere.Database} before. Only where that is lost for good may another database have it: else both "
        + "order, and a person may be bought for twice.";

    private static string Counted(int count, string one, string? several = null) =>
        count == 1 ? $"1 {one}" : $"{count.ToString(CultureInfo.CurrentCulture)} {several ?? one + "s"}";

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

    private static string Orders(int count) => Counted(count, "order");

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
