using System.Management.Automation;
using DigiCertDocSign.Account;
using DigiCertDocSign.Cmdlets.Connections;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Account;

[Cmdlet(VerbsCommon.Get, "DocSigningProduct")]
[OutputType(typeof(OfferedProduct))]
public sealed class GetDocSigningProductCommand : ConnectedCmdlet
{
    [Parameter(
        Position = 0,
        ValueFromPipelineByPropertyName = true)]
    [Alias("ProductNameId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProductNameIdCompleter))]
    public string[] NameId { get; set; } = [];

    protected override void ProcessRecord()
    {
        var products = new AccountProducts(Client);
        if (NameId.Length == 0)
        {
            RunWhole(async () => Write(await products.ListAsync(StopToken)));
        }

        foreach (string nameId in NameId)
        {
            RunFor(nameId, async () => Write([await products.GetAsync(nameId, StopToken)]));
        }
    }

    private void Write(IReadOnlyList<OfferedProduct> products)
    {
        foreach (OfferedProduct product in products)
        {
            Target.Seen.Note(SeenKind.Product, product.NameId, product.Name);
            WriteObject(product);
        }
    }
}
