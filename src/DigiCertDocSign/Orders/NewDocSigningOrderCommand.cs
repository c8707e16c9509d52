using System.Management.Automation;
using CertCentral.Orders;
using DigiCertDocSign.Pipeline;

namespace DigiCertDocSign.Commands;

[Cmdlet(
    VerbsCommon.New, "DocSigningOrder",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(PlacedOrder))]
public sealed class NewDocSigningOrderCommand : OrderInputCmdlet
{
    private readonly SharedCsr _sharedCsr = new();
    private OrderPipeline? _orders;

    [Parameter]
    public SwitchParameter AllowDuplicate { get; set; }

    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 1;

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxOrders { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MaxErrors { get; set; }

    [Parameter]
    [ValidateRange(0, 86400)]
    public int SettleSec { get; set; } = 120;

    [Parameter]
    [ValidateRange(0, 86400)]
    public int PatienceSec { get; set; } = 900;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _orders = new OrderPipeline(this, StartAsync, MaxErrors);
    }

    protected override void ProcessRecord() => RunFor(InputObject, async () =>
    {
        OrderRow row;
        try
        {
            row = ReadRow();
        }
        catch (DocSigningException fault)
        {
            WriteFault(fault, InputObject);
            await _orders!.CountFaultAsync(fault, StopToken);
            return;
        }

        if (ShouldProcess($"{row.Person.GivenName} {row.Person.Surname} <{row.Person.Email}>", OrderDescription.Of(Draft, Target)))
        {
            await _orders!.AddAsync(row, StopToken);
        }
    });

    protected override void EndProcessing() => RunFor(null, () => _orders!.FinishAsync(StopToken));

    private OrderRow ReadRow()
    {
        PersonResolution person = ResolvePerson();
        OrderRequest request = OrderRules.Build(Draft, person.Person!, person.Csr, Target.Time.GetUtcNow());
        if (Csr is not null && person.Csr is null)
        {
            _sharedCsr.Give(person.Person!);
        }

        return new OrderRow
        {
            Person = person.Person!,
            Request = request,
            Comment = Draft.Comment,
            KeyReference = person.KeyReference,
            Tag = InputObject,
        };
    }

    private async Task<OrderRun> StartAsync() => await OrderRun.StartAsync(
        Client, Target.OpenJournal(), await Target.GetAccountIdAsync(Client, StopToken), Options(), Target.Time, StopToken);

    private PlacingOptions Options() => new()
    {
        AllowDuplicate = AllowDuplicate,
        ThrottleLimit = ThrottleLimit,
        MaxOrders = MaxOrders,
        MaxErrors = MaxErrors,
        SettleTime = TimeSpan.FromSeconds(SettleSec),
        Patience = TimeSpan.FromSeconds(PatienceSec),
        OnWaiting = text => Show(() => WriteWarning(text)),
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing && _orders is { } orders)
        {
            StopRunning(orders.StopAsync);
        }

        base.Dispose(disposing);
    }
}
