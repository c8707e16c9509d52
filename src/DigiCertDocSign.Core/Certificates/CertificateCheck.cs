namespace DigiCertDocSign.Certificates;

/// <summary>One finding about a certificate.</summary>
/// <param name="Name">Key, Subject, Email, Usages, Validity, Chain, Serial or Signature.</param>
/// <param name="Passed">True when proven. What could not be compared for want of something to compare with is not proven.</param>
/// <param name="Detail">What was found, in a sentence.</param>
public sealed record CertificateCheck(string Name, bool Passed, string Detail)
{
    /// <summary>False when there was nothing to compare with, so that nothing is known to be wrong either.</summary>
    public bool Compared { get; init; } = true;

    /// <summary>Why what was there could not be compared with, such as a CSR that cannot be read; null when it was compared, or nothing was there.</summary>
    public FaultKind? Hindrance { get; init; }
}
