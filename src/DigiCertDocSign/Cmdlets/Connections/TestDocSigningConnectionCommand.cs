using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Plan;

namespace DigiCertDocSign.Cmdlets.Connections;

[Cmdlet(VerbsDiagnostic.Test, "DocSigningConnection")]
[OutputType(typeof(AccountCheck))]
public sealed class TestDocSigningConnectionCommand : ConnectedCmdlet
{
    [Parameter(
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrganizationId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(OrganizationIdCompleter))]
    public long? OrganizationId { get; set; }

    [Parameter]
    [FieldsOf(typeof(OrderContact))]
    [ArgumentCompleter(typeof(FieldCompleter))]
    public OrderContact[] Contact { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(ContainerIdCompleter))]
    [ValidateRange(1, long.MaxValue)]
    public long? ContainerId { get; set; }

    [Parameter]
    [ValidateRange(1, 3)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int Years { get; set; } = 1;

    [Parameter]
    [ArgumentCompleter(typeof(IssuingCaCompleter))]
    public string? CaCertId { get; set; }

    [Parameter]
    public PaymentMethod? PaymentMethod { get; set; }

    private protected override bool TellsHowItWent => false;

    protected override void ProcessRecord() => RunFor(OrganizationId, async () =>
    {
        var first = new OrderDraft
        {
            OrganizationId = OrganizationId,
            Contacts = [.. Contact],
            ContainerId = ContainerId,
            Years = Years,
            CaCertId = CaCertId,
            PaymentMethod = PaymentMethod,
        };
        var checks = new ConnectionChecks(Client, Target.Time, Target.JournalPlace, Target.OpenJournal);
        bool hasFailed = false;
        await foreach (AccountCheck check in checks.RunAsync(first, StopToken))
        {
            hasFailed |= check.Passed == false;
            WriteObject(check);
        }

        if (hasFailed)
        {
            CountFailed();
        }
    });
}
