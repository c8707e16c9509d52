using System.Globalization;
using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Comparing;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Cmdlets.Comparing;

// It changes nothing but the journal, which gets to know what was seen.
[Cmdlet(VerbsData.Compare, "DocSigningDirectory", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DirectoryChange))]
public sealed class CompareDocSigningDirectoryCommand : PersonCmdlet
{
    private static readonly string[] Tags = ["DocSigningComparison"];

    private readonly List<ComparedPerson> _people = [];
    private readonly List<DirectoryChange> _looks = [];

    [Parameter(Mandatory = true)]
    [ValidatePattern(@"\S")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string Scope { get; set; } = "";

    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(OrganizationIdCompleter))]
    public long? OrganizationId { get; set; }

    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(ContainerIdCompleter))]
    public long? ContainerId { get; set; }

    [Parameter]
    [ValidateRange(0, 1095)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int RenewWithin { get; set; } = 45;

    [Parameter]
    [ValidateRange(1, 3)]
    [ArgumentCompleter(typeof(WordCompleter))]
    public int Years { get; set; } = 1;

    [Parameter]
    public SwitchParameter CompareTitle { get; set; }

    [Parameter]
    public SwitchParameter IncludeLeavers { get; set; }

    [Parameter]
    [Days]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public TimeSpan LeaverGrace { get; set; } = TimeSpan.FromDays(7);

    [Parameter]
    [Alias("Leavers")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public PSObject[] Leaver { get; set; } = [];

    [Parameter]
    public SwitchParameter DisabledAreLeavers { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int? MaxLeavers { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int? MaxChanges { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int? MaxRenewals { get; set; }

    [Parameter]
    public SwitchParameter AllowSmaller { get; set; }

    [Parameter]
    public SwitchParameter AdoptDirectoryId { get; set; }

    // An input that cannot be read is an error of its own, and still counts: its person is in the list.
    protected override void ProcessRecord()
    {
        if (InputObject is null && !MyInvocation.ExpectingInput && !Input.IsGivenByHand)
        {
            return;
        }

        var person = ComparedPerson.Of(_people.Count + 1, Input.Read(), InputObject);
        _people.Add(person);
        RunFor(InputObject, () => person.Faults.Count == 0 ? Task.CompletedTask : throw CollectedFaults.Of(person.Faults));
    }

    protected override void EndProcessing()
    {
        Input.Forget();
        var leavers = new List<ComparedPerson>();
        foreach (PSObject leaver in Leaver)
        {
            RunFor(leaver, () =>
            {
                leavers.Add(leaver.BaseObject is string text ? ComparedPerson.OfText(text)
                    : ComparedPerson.OfLeaver(Input.ReadAlone(leaver), leaver));
                return Task.CompletedTask;
            });
        }

        RunWhole(() => CompareAsync(leavers));
        base.EndProcessing();
    }

    // Somebody must look at what cannot be told, and such a person's certificate is not known to fit.
    private protected override RunSummary Summarize(RunSummary counted)
    {
        var inputs = new HashSet<object>(_looks.Select(look => look.InputObject).OfType<object>());
        int untold = _people.Count(person => person.Faults.Count == 0 && person.Tag is { } tag && inputs.Contains(tag));
        return counted with
        {
            Done = Math.Max(0, counted.Done - untold),
            InDoubtIds = [.. counted.InDoubtIds.Concat(_looks.Select(IdOf)).Distinct()],
        };
    }

    private static string IdOf(DirectoryChange look) =>
        look.OrderId?.ToString(CultureInfo.InvariantCulture) ?? look.Email ?? look.Person ?? "an input";

    private async Task CompareAsync(IReadOnlyList<ComparedPerson> leavers)
    {
        long accountId = await Target.GetAccountIdAsync(Client, StopToken);
        bool keeps = ShouldProcess(Target.JournalPlace.ToString(), $"Note what this comparison of the scope '{Scope}' sees");
        IOrderJournal? journal = keeps ? Target.OpenJournal() : Target.OpenJournalIfAny();
        var comparer = new DirectoryComparer(Client, journal, accountId, Options(), Target.Time)
        {
            Years = Years,
            Keeps = keeps,
            IsSandbox = Target.IsSandbox,
            OnWarning = warning => Show(() => WriteWarning(warning)),
            OnAsking = (count, what) => Show(() => WriteVerbose(string.Format(
                CultureInfo.InvariantCulture, "{0} orders are asked for one by one, at a call each: nothing that is known tells {1}.",
                count, what))),
            OnFailed = (orderId, problem) => Show(() => WriteFault(problem, orderId)),
        };
        (IReadOnlyList<DirectoryChange> changes, string? cost) = await comparer.CompareAsync(_people, leavers, StopToken);
        foreach (DirectoryChange change in changes)
        {
            WriteObject(change);
            if (change.Kind == DirectoryChangeKind.Look)
            {
                _looks.Add(change);
            }
        }

        WriteInformation(Describe(changes, cost), Tags);
    }

    private static string Describe(IReadOnlyList<DirectoryChange> changes, string? cost)
    {
        IEnumerable<string> kinds = changes.GroupBy(change => change.Kind)
            .OrderBy(kind => kind.Key)
            .Select(kind => string.Format(CultureInfo.InvariantCulture, "{0} {1}", kind.Count(), kind.Key));
        return $"{string.Join(", ", kinds)}.{(cost is null ? "" : $" What is to be ordered costs {cost} in all.")}";
    }

    private ComparisonOptions Options() => new()
    {
        Scope = Scope,
        OrganizationId = OrganizationId,
        ContainerId = ContainerId,
        RenewWithinDays = RenewWithin,
        CompareTitle = CompareTitle,
        IncludeLeavers = IncludeLeavers,
        LeaverGrace = LeaverGrace,
        DisabledAreLeavers = DisabledAreLeavers,
        MaxLeavers = MaxLeavers,
        MaxChanges = MaxChanges,
        MaxRenewals = MaxRenewals,
        AllowSmaller = AllowSmaller,
        AdoptDirectoryId = AdoptDirectoryId,
    };
}
