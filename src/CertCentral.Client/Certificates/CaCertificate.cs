namespace CertCentral.Certificates;

/// <summary>A certificate authority that issues certificates.</summary>
public sealed class CaCertificate : WireObject
{
    /// <summary>Hexadecimal, upper case.</summary>
    public string? Id { get; init; }

    public string? Name { get; init; }
    public string? ChainInfo { get; init; }
}
