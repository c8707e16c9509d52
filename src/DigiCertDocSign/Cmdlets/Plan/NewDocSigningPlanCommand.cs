using System.Management.Automation;
using DigiCertDocSign.Journal;
using DigiCertDocSign.People;
using DigiCertDocSign.Plan;

namespace DigiCertDocSign.Cmdlets.Plan;

// It changes nothing, so there is nothing to confirm. It takes -Confirm and -WhatIf so that one splat serves New-DocSigningOrder too.
[Cmdlet(VerbsCommon.New, "DocSigningPlan", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.None)]
[OutputType(typeof(OrderPlanEntry))]
public sealed class NewDocSigningPlanCommand : OrderInputCmdlet
{
    private readonly ChangeTaker _changes;
    private OrderPlanner? _planner;
    private OrderPlanSummary? _summary;

    public NewDocSigningPlanCommand() => _changes = new ChangeTaker(this, DirectoryChangeKind.Order) { OnlyPlans = true };

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _planner = new OrderPlanner(Draft, Target.Time.GetUtcNow())
        {
            AllowDuplicate = AllowDuplicate,
            Limits = Target.Limits,
            Sandbox = Target.IsSandbox,
        };
    }

    // All inputs are read before the first call. A faulty one is no error: the plan is what says so. A change that does not hold any more
    // is one: it is to be compared again, and not corrected.
    protected override void ProcessRecord() => RunFor(InputObject, async () =>
    {
        (bool isTaken, ChangeInput? change) = await TakeAsync(_changes);
        if (isTaken)
        {
            Add(Input.Read(change));
        }
    });

    protected override void EndProcessing()
    {
        RunWhole(PlanAsync);
        base.EndProcessing();
    }

    private protected override string[] SummaryTags => ["DocSigningPlan"];

    private protected override bool CountsInputs => false;

    private protected override bool TellsHowItWent => false;

    private protected override RunSummary Summarize(RunSummary counted) =>
        _summary is null ? counted : (_summary with { Failed = _summary.Failed + counted.Failed }).With(counted);

    private async Task PlanAsync()
    {
        if (_planner!.Count == 0)
        {
            return;
        }

        IOrderJournal? journal = Target.OpenJournalIfAny();
        long accountId = journal is null ? 0 : await Target.GetAccountIdAsync(Client, StopToken);
        OrderPlan plan = await _planner.FinishAsync(Client, journal, accountId, Target.Time, StopToken);
        _summary = plan.Summary;
        foreach (PlannedOrder planned in plan.Orders)
        {
            WriteObject(new OrderPlanEntry(planned, plan.Summary, Draft, Target));
        }

        if (plan.Summary is { ToOrder: > 0 } summary && !PlanFaults.IsReady(summary))
        {
            WriteWarning(PlanFaults.NotReady(summary).Message);
        }
    }

    private void Add(PersonResolution read)
    {
        DocSigningException? refusal = read.Person is { } person ? CsrFault(person, read.Csr) : null;
        _planner!.Add(refusal is null ? read : read with { Person = null, Faults = refusal.Faults }, InputObject);
    }

    private protected override IReadOnlyList<Fault> FindFaults(DateTimeOffset now) => OrderPlanner.FaultsOfDraft(Draft, now);
}
