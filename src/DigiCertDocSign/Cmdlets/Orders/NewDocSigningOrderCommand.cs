using System.Management.Automation;
using CertCentral.Orders;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(
    VerbsCommon.New, "DocSigningOrder",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(PlacedOrder))]
public sealed class NewDocSigningOrderCommand : OrderRunCmdlet
{
    // Whether -Csr is one person's alone is known when all rows are.
    private readonly SharedCsr _sharedCsr = new();
    private readonly List<(OrderInput Row, OrderPlanRow? Plan)> _withSharedCsr = [];
    private OrderPipeline? _orders;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _orders = new OrderPipeline(this, StartRunAsync, MaxErrors);
    }

    protected override void ProcessRecord() => RunFor(InputObject, async () =>
    {
        if (_orders!.HasEnded)
        {
            return;
        }

        var plan = InputObject?.BaseObject as OrderPlanRow;
        plan?.RequireReady(Target, Force);
        if (plan is { Action: not OrderPlanAction.Order })
        {
            WriteWarning($"Left out, as the plan says: {plan.Name} <{plan.Email}>. {plan.Reason}");
            return;
        }

        OrderInput row;
        try
        {
            row = ReadRow(plan);
        }
        catch (DocSigningException fault)
        {
            await _orders!.RefuseAsync(fault, InputObject, InputObject is null ? null : Row, StopToken);
            return;
        }

        if (Csr is not null)
        {
            _sharedCsr.Ask(row.Person);
            _withSharedCsr.Add((row, plan));
            return;
        }

        await OrderAsync(row, plan);
    });

    protected override void EndProcessing() => RunFor(null, async () =>
    {
        DocSigningException? refusal = _sharedCsr.Refusal();
        foreach ((OrderInput row, OrderPlanRow? plan) in _withSharedCsr)
        {
            await (refusal is null ? OrderAsync(row, plan) : _orders!.RefuseAsync(refusal, row.Tag, null, StopToken));
        }

        await _orders!.FinishAsync(StopToken);
    });

    private async Task OrderAsync(OrderInput row, OrderPlanRow? plan)
    {
        if (ShouldProcess(RowName.Of(row.Person).ToString(), OrderDescription.Of(DraftFor(plan), plan?.Plan, Target)))
        {
            await _orders!.AddAsync(row, plan?.Plan.ToOrder, StopToken);
        }
    }

    // A piped plan brings what was planned; then only the agreement is still to be given.
    private protected override IReadOnlyList<Fault> CheckRun(DateTimeOffset now) =>
        MyInvocation.ExpectingInput ? OrderPlanRow.CheckRun(base.CheckRun(now), OrderParametersGiven) : base.CheckRun(now);

    private OrderDraft DraftFor(OrderPlanRow? plan) =>
        plan is null || SaysWhatToOrder ? Draft : plan.Draft with { AgreeToSubscriberAgreement = AgreeToSubscriberAgreement };

    private OrderInput ReadRow(OrderPlanRow? plan)
    {
        PersonResolution? read = plan is null ? ResolvePerson() : null;
        Person person = plan?.Person ?? read!.Person!;
        OrderDraft draft = DraftFor(plan);
        OrderRequest request = OrderRules.Build(draft, person, plan?.Csr ?? read?.Csr, Target.Time.GetUtcNow());
        return new OrderInput { Person = person, Request = request, Comment = draft.Comment, KeyReference = plan?.KeyReference ?? read?.KeyReference, Tag = InputObject };
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
