using System.Management.Automation;
using System.Security;

namespace DigiCertDocSign.Pipeline;

/// <summary>A cmdlet about the issued certificate of an order and the key that it was made for.</summary>
public abstract class CertificateCmdlet : OrderCmdlet
{
    private KeyOpener? _keys;
    private bool _keyIsNamed;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("KeyPath")]
    public string? KeyReference { get; set; }

    [Parameter]
    public SecureString? KeyPassword { get; set; }

    [Parameter]
    public SecureString? Pin { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();

        // Only what is typed is bound yet; a piped object brings its reference later.
        _keyIsNamed = MyInvocation.BoundParameters.ContainsKey(nameof(KeyReference));
        _keys = new KeyOpener(KeyPassword, Pin, rounds => WriteVerbose(
            $"Deriving the key that -KeyPassword gives, {rounds} rounds of PBKDF2; it serves all key files that were made together."));
    }

    private protected async Task<SigningOrder> GetOrderAsync() =>
        await new OrderFollower(Client, Target.Time).GetOrderAsync(OrderId, StopToken);

    /// <summary>A certificate that was saved before, with what the file holds of its chain.</summary>
    /// <exception cref="DocSigningException">PathInvalid or CertificateUnreadable.</exception>
    private protected IssuedCertificate ReadCertificate(string path)
    {
        string full = FilePath.Resolve(this, path);
        try
        {
            return IssuedCertificate.Parse(File.ReadAllBytes(full));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DocSigningException(FaultKind.CertificateUnreadable, "Path", $"Path: '{full}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The person's private key, where one is named: in a file, on a token, in a provider of Windows.</summary>
    private protected async Task<ISigningKey?> OpenKeyAsync() => string.IsNullOrEmpty(KeyReference)
        ? null
        : await _keys!.OpenAsync(KeyReferences.IsUri(KeyReference!) ? KeyReference! : FilePath.Resolve(this, KeyReference!), StopToken);

    /// <summary>As <see cref="OpenKeyAsync"/>, for those who can do without: a key that only came along with the piped order need not open.</summary>
    private protected async Task<ISigningKey?> OpenKeyIfPossibleAsync()
    {
        try
        {
            return await OpenKeyAsync();
        }
        catch (DocSigningException problem) when (!_keyIsNamed && KeyPassword is null && Pin is null)
        {
            WriteVerbose($"Order {OrderId}: the private key is not opened, so the certificate is held against the order's CSR. {problem.Message}");
            return null;
        }
    }

    /// <summary>What the order says the certificate must be; the key given by hand goes before the CSR that the server keeps.</summary>
    private protected static CertificateExpectation Expect(SigningOrder order, ISigningKey? key, string? csr) =>
        CertificateExpectation.Of(order) with
        {
            Csr = csr ?? (key is null ? order.Csr : null),
            SubjectPublicKeyInfo = key?.GetSubjectPublicKeyInfo(),
        };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _keys?.Dispose();
        }

        base.Dispose(disposing);
    }
}
