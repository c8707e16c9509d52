namespace DigiCertDocSign;

/// <summary>One finding of Test-DocSigningCertificate.</summary>
public sealed class CertificateFinding
{
    public long? OrderId { get; init; }

    /// <summary>Key, Subject, Email, Usages, Validity, Chain or Serial.</summary>
    public string Check { get; init; } = "";

    /// <summary>True when proven. What could not be compared is not proven.</summary>
    public bool Passed { get; init; }

    /// <summary>What was found, in a sentence.</summary>
    public string Detail { get; init; } = "";
}
