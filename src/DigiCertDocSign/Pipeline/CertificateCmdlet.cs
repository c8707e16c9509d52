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

    [Parameter]
    public SecureString? Pin { get; set; }

    private protected async Task<SigningOrder> GetOrderAsync() =>
        await new OrderFollower(Client, Target.Time).GetOrderAsync(OrderId, StopToken);

    /// <summary>The person's private key, where one is named: in a file, on a token, in a provider of Windows.</summary>
    private protected async Task<ISigningKey?> OpenKeyAsync() => string.IsNullOrEmpty(KeyReference)
        ? null
        : await KeyReferences.OpenAsync(
            KeyReferences.IsUri(KeyReference!) ? KeyReference! : FilePath.Resolve(this, KeyReference!), path => KeyFile.Open(path, KeyPassword), Pin, StopToken);

    /// <summary>What the order says the certificate must be; the key given by hand goes before the CSR that the server keeps.</summary>
    private protected static CertificateExpectation Expect(SigningOrder order, ISigningKey? key, string? csr) =>
        CertificateExpectation.Of(order) with
        {
            Csr = csr ?? (key is null ? order.Csr : null),
            SubjectPublicKeyInfo = key?.GetSubjectPublicKeyInfo(),
        };
}
