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

    protected override void ProcessRecord() => RunFor(InputObject, async () =>
    {
        PersonResolution row = ResolvePerson();
        Person person = row.Person!;
        OrderRequest request = OrderRules.Build(Draft, person, row.Csr, Target.Time.GetUtcNow());
        if (Csr is not null && row.Csr is null)
        {
            _sharedCsr.Give(person);
        }

        if (!ShouldProcess($"{person.GivenName} {person.Surname} <{person.Email}>", Describe()))
        {
            return;
        }

        PlacedOrder placed = await new OrderPlacer(Client).PlaceAsync(request, StopToken);
        WriteObject(placed with { KeyReference = row.KeyReference, Sandbox = Target.IsSandbox });
    });

    /// <summary>What the operator confirms: for how long, for whom it is charged, and where.</summary>
    private string Describe()
    {
        string validity = Draft switch
        {
            { Years: { } years } => $"{years} year(s)",
            { Days: { } days } => $"{days} day(s)",
            _ => $"until {Draft.ExpirationDate}",
        };
        string organization = Draft.OrganizationId is { } id ? $"organization {id}" : $"new organization '{Draft.Organization?.Name}'";
        string place = Target.IsSandbox ? "in the sandbox, costs nothing" : $"at {Target.BaseUri.Host}, account {Target.AccountId}, costs money";
        return $"Order a document signing certificate, {validity}, {organization} ({place})";
    }
}
