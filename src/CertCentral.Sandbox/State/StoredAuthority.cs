namespace CertCentral.Sandbox.State;

/// <summary>The throw-away CA: certificates as DER, the issuing key as PKCS#8. The root's key is forgotten once it has signed.</summary>
internal sealed class StoredAuthority
{
    public string About { get; set; } = "Throw-away CA of a sandbox: worthless, trusted by nobody.";
    public byte[] Root { get; set; } = [];
    public byte[] Issuer { get; set; } = [];
    public byte[] WorthlessIssuerKey { get; set; } = [];
}
