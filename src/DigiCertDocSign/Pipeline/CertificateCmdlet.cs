using System.Management.Automation;
using System.Security;

namespace DigiCertDocSign.Pipeline;

/// <summary>A cmdlet about the issued certificate of an order and the key that it was made for.</summary>
public abstract class CertificateCmdlet : ConnectedCmdlet
{
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    public long OrderId { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("KeyPath")]
    public string? KeyReference { get; set; }

    [Parameter]
    public SecureString? KeyPassword { get; set; }

    private protected async Task<SigningOrder> GetOrderAsync() =>
        await new OrderFollower(Client, Target.Time).GetOrderAsync(OrderId, StopToken);

    /// <summary>The person's private key, where one is named.</summary>
    private protected IExportableKey? OpenKey()
    {
        if (string.IsNullOrEmpty(KeyReference))
        {
            return null;
        }

        bool isUri = KeyReference!.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
        return KeyFile.Open(isUri ? KeyReference : FilePath.Resolve(this, KeyReference), KeyPassword);
    }

    /// <summary>What the order says the certificate must be; the key given by hand goes before the CSR that the server keeps.</summary>
    private protected static CertificateExpectation Expect(SigningOrder order, ISigningKey? key, string? csr) =>
        CertificateExpectation.Of(order) with
        {
            Csr = csr ?? (key is null ? order.Csr : null),
            SubjectPublicKeyInfo = key?.GetSubjectPublicKeyInfo(),
        };
}
