using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Plan;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Plan;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(
    VerbsCommon.New, "DocSigningOrder",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(PlacedOrder))]
public sealed class NewDocSigningOrderCommand : OrderingCmdlet
{
    private readonly ChangeTaker _changes;
    private bool _saysWhatToOrder;
    private RunPrice? _price;
    private RunPrice? _planned;
    private int _asked;
    private int _declined;

    public NewDocSigningOrderCommand() => _changes = new ChangeTaker(this, DirectoryChangeKind.Order);

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _saysWhatToOrder = OrderParametersGiven.Count > 0;
    }

    // The organization of the first input is that of all.
    private protected override long? OrganizationOf(OrderInput first) => first.Body.Organization?.Id;

    private protected override async Task<ReadyOrder?> ReadyAsync()
    {
        var plan = InputObject?.BaseObject as OrderPlanEntry;
        (bool isTaken, ChangeInput? change) = await TakeAsync(_changes);
        return !isTaken || IsLeftOut(plan)
            ? null
            : new ReadyOrder(Read(plan, change), () => DescribeAsync(plan), plan?.Plan.ToOrder);
    }

    // A piped plan brings what is ordered, so nothing but the agreement can be missing then. What is given beside it takes the place of all
    // that was planned.
    private protected override IReadOnlyList<Fault> FindFaults(DateTimeOffset now)
    {
        IReadOnlyList<Fault> faults = base.FindFaults(now);
        IReadOnlyList<string> given = OrderParametersGiven;
        return !MyInvocation.ExpectingInput ? faults
            : given.Count == 0 ? [.. faults.Where(fault => fault.Kind == FaultKind.AgreementMissing)]
            : !faults.Any(fault => fault.Kind == FaultKind.OrganizationMissing) ? faults
            : [.. faults, PlanFaults.SaysWhatIsOrdered(given)];
    }

    // The place in a plan stays what it is, and so does the sum of all.
    private protected override void Declined() => _declined++;

    private bool IsLeftOut(OrderPlanEntry? plan)
    {
        plan?.RequireReady(Target, Force);
        if (plan is null or { Action: OrderPlanAction.Order or OrderPlanAction.InDoubt })
        {
            return false;
        }

        string who = FullName.WithEmail(plan.GivenName, plan.Surname, plan.Email);
        WriteWarning($"Left out, as the plan says: {(who.Length == 0 ? "an input without a name" : who)}. {plan.Reason}");
        return true;
    }

    private OrderInput Read(OrderPlanEntry? plan, ChangeInput? change)
    {
        PersonResolution? read = plan is null ? Input.ReadOrThrow(change) : null;
        Person person = plan?.Ordered ?? read!.Person!;
        OrderDraft draft = DraftFor(plan);
        if (CsrFault(person, plan?.Csr ?? read?.Csr) is { } refusal)
        {
            throw refusal;
        }

        return new OrderInput
        {
            Person = person,
            Body = OrderRules.Build(draft, person, plan?.Csr ?? read?.Csr, Target.Time.GetUtcNow()),
            Comment = draft.Comment,
            KeyReference = plan?.KeyReference ?? read?.KeyReference,
            DirectoryId = plan?.DirectoryId ?? read?.DirectoryId,
            Tag = InputObject,
        };
    }

    private OrderDraft DraftFor(OrderPlanEntry? plan) =>
        plan is null || _saysWhatToOrder ? Draft : plan.Draft with { AgreeToSubscriberAgreement = AgreeToSubscriberAgreement };

    // Each order of a run costs the same, so it is asked once, and not where nobody reads it.
    private async Task<RunPrice> PriceAsync(OrderDraft draft, OrderPlanSummary? plan) =>
        plan is not null ? _planned = RunPrice.Of(plan)
        : IsShown ? _price ??= await RunPrice.AskAsync(Client, draft, StopToken)
        : RunPrice.Unknown;

    // The orders of one list cost the same; lists of several plans in one pipeline may not.
    private protected override RunPrice? PriceOf(OrderInput input) => _price ?? _planned;

    /// <summary>What the operator confirms: how long it lasts, who is charged, where, and how much.</summary>
    private async Task<string> DescribeAsync(OrderPlanEntry? plan)
    {
        _asked++;
        OrderDraft draft = DraftFor(plan);
        string price = (await PriceAsync(draft, plan?.Plan)).Describe(plan is null ? _asked - _declined : _asked);
        string validity = draft switch
        {
            { Years: { } years } => $"{years} year(s)",
            { Days: { } days } => $"{days} day(s)",
            _ => $"until {draft.ExpirationDate}",
        };
        string organization = draft.OrganizationId is { } id ? $"organization {id}" : $"new organization '{draft.Organization?.Name}'";
        return $"Order a document signing certificate, {validity}, {organization} ({PlaceOfOrder}{price})";
    }
}
