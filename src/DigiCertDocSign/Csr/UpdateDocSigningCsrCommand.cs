using System.Management.Automation;
using DigiCertDocSign.Pipeline;

namespace DigiCertDocSign.Commands;

[Cmdlet(
    VerbsData.Update, "DocSigningCsr",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(void))]
public sealed class UpdateDocSigningCsrCommand : OrderCmdlet
{
    [Parameter(
        Mandatory = true,
        Position = 1)]
    [CsrText]
    public string Csr { get; set; } = "";

    protected override void ProcessRecord() => RunFor(OrderId, async () =>
    {
        CsrInfo info = CsrInspector.Inspect(Csr);
        if (ShouldProcess($"Order {OrderId}", $"Replace the CSR by one with the key {info.KeyType} {info.KeySize}, SHA-256 {info.PublicKeySha256}"))
        {
            await Client.Orders.UpdateCsrAsync(OrderId, info.OneLine, StopToken);
        }
    });
}
