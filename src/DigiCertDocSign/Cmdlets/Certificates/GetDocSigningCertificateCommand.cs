using System.Management.Automation;
using DigiCertDocSign.Finding;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Cmdlets.Certificates;

[Cmdlet(VerbsCommon.Get, "DocSigningCertificate")]
[OutputType(typeof(SigningCertificate))]
public sealed class GetDocSigningCertificateCommand : OrderCmdlet<long[]>
{
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? KeyReference { get; set; }

    // An object that is piped in beside -OrderId may know the key of another order.
    private string? KeyOfOrder => IsNamed && MyInvocation.ExpectingInput ? null : KeyReference;

    protected override void ProcessRecord() => RunForEach(OrderId, async orderId =>
    {
        var certificates = new OrderCertificates(Client, OpenJournal(), Target.AccountId, Target.Time)
        {
            OnRead = order => Present = order,
            OnUnlisted = id => Show(() => WriteWarning(
                $"{Named(id)}: CertCentral does not list its reissues, so only the certificate is shown that the order names.")),
        };
        foreach (SigningCertificate certificate in await certificates.ListAsync(orderId, KeyOfOrder, StopToken))
        {
            WriteObject(certificate);
        }
    });

    // What the journal adds is where the key is; the certificates are there without it.
    private IOrderJournal? OpenJournal()
    {
        try
        {
            return Target.AccountId is null ? null : Target.OpenJournalIfAny();
        }
        catch (DocSigningException problem)
        {
            WriteWarning($"Where the keys are is not shown. {problem.Message}");
            return null;
        }
    }
}
