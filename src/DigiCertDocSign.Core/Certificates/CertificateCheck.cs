using DigiCertDocSign.Following;

namespace DigiCertDocSign;

/// <summary>One question about a certificate, with its answer.</summary>
public sealed record CertificateCheck
{
    public CertificateCheck(string check, bool passed, string detail) => (Check, Passed, Detail) = (check, passed, detail);

    /// <summary>The order that the certificate was held against; null when none was named.</summary>
    public long? OrderId { get; init; }

    /// <summary>Whose order it is; null when none was named or the order does not show it.</summary>
    public string? Person { get; init; }

    /// <summary>That person's address.</summary>
    public string? Email { get; init; }

    /// <summary>Key, Subject, Email, Usages, Validity, Chain, Serial or Signature.</summary>
    public string Check { get; }

    /// <summary>True when proven. What could not be compared is not proven.</summary>
    public bool Passed { get; }

    /// <summary>What was found, in a sentence.</summary>
    public string Detail { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Check}{OrderLine.For(Person, Email)}: {(Passed ? "ok" : "failed")}. {Detail}";
}
