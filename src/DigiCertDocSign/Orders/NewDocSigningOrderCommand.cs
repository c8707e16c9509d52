using System.Management.Automation;
using CertCentral.Orders;
using DigiCertDocSign.Pipeline;

namespace DigiCertDocSign.Commands;

[Cmdlet(
    VerbsCommon.New, "DocSigningOrder",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(PlacedOrder))]
public sealed class NewDocSigningOrderCommand : OrderRunCmdlet
{
    private readonly SharedCsr _sharedCsr = new();
    private OrderPipeline? _orders;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _orders = new OrderPipeline(this, StartRunAsync, MaxErrors);
    }

    protected override void ProcessRecord() => RunFor(InputObject, async () =>
    {
        var plan = InputObject?.BaseObject as OrderPlanRow;
        if (plan is { Action: not OrderPlanAction.Order })
        {
            WriteVerbose($"Left out, as the plan says: {plan.Name} <{plan.Email}>. {plan.Reason}");
            return;
        }

        if (plan is { Plan.CanRun: false } && !Force)
        {
            throw new DocSigningException(FaultKind.PlanNotReady, "InputObject", $"The plan cannot be ordered as it is. {string.Join(" ", plan.Plan.Checks.Where(check => check.Passed == false))}");
        }

        OrderRow row;
        try
        {
            row = plan is null ? ReadRow(ResolvePerson()) : NewRow(plan.Person!, plan.Csr, plan.KeyReference, DraftFor(plan));
        }
        catch (DocSigningException fault)
        {
            WriteFault(fault, InputObject);
            await _orders!.CountFaultAsync(fault, StopToken);
            return;
        }

        if (ShouldProcess($"{row.Person.GivenName} {row.Person.Surname} <{row.Person.Email}>", OrderDescription.Of(plan is null ? Draft : DraftFor(plan), Target)))
        {
            await _orders!.AddAsync(row, plan?.Plan.ToOrder, StopToken);
        }
    });

    protected override void EndProcessing() => RunFor(null, () => _orders!.FinishAsync(StopToken));

    // A piped plan brings what was planned; then only the agreement is still to be given.
    private protected override IReadOnlyList<Fault> CheckRun(DateTimeOffset now) =>
        MyInvocation.ExpectingInput && !SaysWhatToOrder
            ? [.. base.CheckRun(now).Where(fault => fault.Kind == FaultKind.AgreementMissing)]
            : base.CheckRun(now);

    private OrderDraft DraftFor(OrderPlanRow plan) =>
        SaysWhatToOrder ? Draft : plan.Draft with { AgreeToSubscriberAgreement = AgreeToSubscriberAgreement };

    private OrderRow ReadRow(PersonResolution person)
    {
        OrderRow row = NewRow(person.Person!, person.Csr, person.KeyReference, Draft);
        if (Csr is not null && person.Csr is null)
        {
            _sharedCsr.Give(person.Person!);
        }

        return row;
    }

    private OrderRow NewRow(Person person, string? csr, string? keyReference, OrderDraft draft)
    {
        OrderRequest request = OrderRules.Build(draft, person, csr, Target.Time.GetUtcNow());
        return new OrderRow { Person = person, Request = request, Comment = draft.Comment, KeyReference = keyReference, Tag = InputObject };
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
