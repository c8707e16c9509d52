using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Cmdlets.Plan;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Plan;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(
    VerbsCommon.New, "DocSigningOrder",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(PlacedOrder))]
public sealed class NewDocSigningOrderCommand : OrderInputCmdlet
{
    // Whether -Csr is one person's alone is known when all inputs are.
    private readonly SharedCsr _sharedCsr = new();
    private readonly List<(OrderInput Input, OrderPlanEntry? Plan)> _withSharedCsr = [];
    private bool _saysWhatToOrder;
    private RunPrice? _price;
    private int _asked;
    private OrderPipeline? _orders;

    [Parameter]
    [ValidateRange(1, 64)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int ThrottleLimit { get; set; } = 1;

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int? MaxOrders { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int? MaxErrors { get; set; }

    [Parameter]
    [ValidateRange(0, WaitSeconds.Most)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int SettleSec { get; set; } = WaitSeconds.Settle;

    [Parameter]
    [ValidateRange(0, WaitSeconds.Most)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int PatienceSec { get; set; } = WaitSeconds.Patience;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _saysWhatToOrder = OrderParametersGiven.Count > 0;
        _orders = new OrderPipeline(this, StartRunAsync, MaxErrors);
    }

    protected override void ProcessRecord() => RunFor(InputObject, async () =>
    {
        var plan = InputObject?.BaseObject as OrderPlanEntry;
        if (_orders!.HasEnded || IsLeftOut(plan) || await ReadInputAsync(plan) is not { } input)
        {
            return;
        }

        if (Csr is null)
        {
            await OrderAsync(input, plan);
        }
        else
        {
            _sharedCsr.Ask(input.Person);
            _withSharedCsr.Add((input, plan));
        }
    });

    protected override void EndProcessing() => RunFor(null, async () =>
    {
        DocSigningException? refusal = _sharedCsr.Refusal();
        foreach ((OrderInput input, OrderPlanEntry? plan) in _withSharedCsr)
        {
            await (refusal is null ? OrderAsync(input, plan) : _orders!.RefuseAsync(refusal, input.Tag, null, StopToken));
        }

        await _orders!.FinishAsync(StopToken);
    });

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

    private bool IsLeftOut(OrderPlanEntry? plan)
    {
        plan?.RequireReady(Target, Force);
        if (plan is null or { Action: OrderPlanAction.Order or OrderPlanAction.InDoubt })
        {
            return false;
        }

        WriteWarning($"Left out, as the plan says: {plan.Person} <{plan.Email}>. {plan.Reason}");
        return true;
    }

    /// <returns>Null for an input that cannot be ordered; its error is written.</returns>
    private async Task<OrderInput?> ReadInputAsync(OrderPlanEntry? plan)
    {
        try
        {
            PersonResolution? read = plan is null ? Input.ReadOrThrow() : null;
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
        catch (DocSigningException fault)
        {
            await _orders!.RefuseAsync(fault, InputObject, InputObject is null ? null : NameOf(InputObject), StopToken);
            return null;
        }
    }

    private OrderDraft DraftFor(OrderPlanEntry? plan) =>
        plan is null || _saysWhatToOrder ? Draft : plan.Draft with { AgreeToSubscriberAgreement = AgreeToSubscriberAgreement };

    private async Task OrderAsync(OrderInput input, OrderPlanEntry? plan)
    {
        _asked++;
        OrderDraft draft = DraftFor(plan);
        string price = (await PriceAsync(draft, plan?.Plan)).Describe(_asked);
        if (ShouldProcess(InputName.Of(input.Person).ToString(), Describe(draft, price)))
        {
            await _orders!.AddAsync(input, plan?.Plan.ToOrder, StopToken);
        }
    }

    // Each order of a run costs the same, so it is asked once, and not where nobody reads it.
    private async Task<RunPrice> PriceAsync(OrderDraft draft, OrderPlanSummary? plan) =>
        plan is not null ? RunPrice.Of(plan)
        : IsShown ? _price ??= await RunPrice.AskAsync(Client, draft, StopToken)
        : RunPrice.Unknown;

    /// <summary>Whether somebody is asked about an order, or told of it by -WhatIf.</summary>
    private bool IsShown =>
        LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"))
        || (MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? whatIf) && (SwitchParameter)whatIf)
        || (MyInvocation.BoundParameters.TryGetValue("Confirm", out object? asks)
            ? (bool)(SwitchParameter)asks
            : GetVariableValue("ConfirmPreference") is not ConfirmImpact.None);

    /// <summary>What the operator confirms: how long it lasts, who is charged, where, and how much.</summary>
    private string Describe(OrderDraft draft, string price)
    {
        string validity = draft switch
        {
            { Years: { } years } => $"{years} year(s)",
            { Days: { } days } => $"{days} day(s)",
            _ => $"until {draft.ExpirationDate}",
        };
        string organization = draft.OrganizationId is { } id ? $"organization {id}" : $"new organization '{draft.Organization?.Name}'";
        string place = Target.IsSandbox ? "in the sandbox, costs nothing; a real account would say: " : $"at {Target.Place}; ";
        return $"Order a document signing certificate, {validity}, {organization} ({place}{price})";
    }

    /// <param name="first">The organization of the first input is that of all.</param>
    private async Task<OrderRun> StartRunAsync(OrderInput first)
    {
        var patience = TimeSpan.FromSeconds(PatienceSec);
        long accountId = await Target.GetAccountIdAsync(Client.WithPatience(patience), StopToken);
        var options = new OrderingOptions
        {
            AllowDuplicate = AllowDuplicate,
            ThrottleLimit = ThrottleLimit,
            MaxOrders = MaxOrders,
            MaxErrors = MaxErrors,
            OrganizationId = Force ? null : first.Body.Organization?.Id,
            IsSandbox = Target.IsSandbox,
            SettleTime = TimeSpan.FromSeconds(SettleSec),
            Patience = patience,
            OnWaiting = text => Show(() => WriteWarning(text)),
        };
        return await OrderRun.StartAsync(Client, Target.OpenJournal(), accountId, options, Target.Time, StopToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _orders is { } orders)
        {
            StopRunning(orders.StopAsync);
        }

        base.Dispose(disposing);
    }
}
