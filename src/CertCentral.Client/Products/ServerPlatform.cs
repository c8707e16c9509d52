namespace CertCentral.Products;

/// <summary>The software that a certificate is meant for. The id -1 is "other".</summary>
public sealed class ServerPlatform : WireObject
{
    public long? Id { get; set; }
    public string? Name { get; set; }
    public string? InstallUrl { get; set; }
    public string? CsrUrl { get; set; }
}
