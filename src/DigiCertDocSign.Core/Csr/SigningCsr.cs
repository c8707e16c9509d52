namespace DigiCertDocSign;

/// <summary>A new key's certificate signing request, with the person it is for: what an order takes next.</summary>
public sealed class SigningCsr
{
    public required string GivenName { get; init; }

    public required string Surname { get; init; }

    public required string JobTitle { get; init; }

    public required string Phone { get; init; }

    public required string Email { get; init; }

    /// <summary>The subject in the request, as text: <c>CN=Mira Solberg,E=mira.solberg@fjordlab.example</c>.</summary>
    public required string Subject { get; init; }

    public required KeyAlgorithm KeyAlgorithm { get; init; }

    public required SignatureHash SignatureHash { get; init; }

    /// <summary>Where the private key lives, as a URI; null for a key that the caller holds.</summary>
    public required string? KeyReference { get; init; }

    /// <summary>The key's file; null when the key is not in a file.</summary>
    public string? KeyPath { get; init; }

    /// <summary>The request's file; null when none was asked for.</summary>
    public string? CsrPath { get; init; }

    /// <summary>The request in PEM, on several lines.</summary>
    public required string Csr { get; init; }

    /// <summary>What was out of the ordinary: an earlier key taken up, or files set aside. Mostly empty.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>SHA-256 of the DER SubjectPublicKeyInfo, in upper-case hexadecimal.</summary>
    public required string PublicKeySha256 { get; init; }
}
