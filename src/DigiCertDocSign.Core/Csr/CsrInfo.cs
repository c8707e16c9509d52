namespace DigiCertDocSign.Csr;

/// <summary>What a certificate signing request, or a bare public key given in its place, says. Its signature has been verified.</summary>
public sealed class CsrInfo
{
    public required KeyAlgorithm Algorithm { get; init; }

    /// <summary>As the order call writes csr_key_type: <c>rsa</c> or <c>ecc</c>.</summary>
    public required string KeyType { get; init; }

    /// <summary>As the order call writes key_size: <c>2048</c>, <c>3072</c>, <c>4096</c>, <c>p-256</c> or <c>p-384</c>.</summary>
    public required string KeySize { get; init; }

    /// <summary>The subject as text; empty for a bare public key or an empty subject.</summary>
    public required string SubjectText { get; init; }

    /// <summary>SHA-256 of <see cref="SubjectPublicKeyInfo"/>, in upper-case hexadecimal.</summary>
    public required string PublicKeySha256 { get; init; }

    /// <summary>The public key, DER (RFC 5280 section 4.1).</summary>
    public required IReadOnlyList<byte> SubjectPublicKeyInfo { get; init; }

    /// <summary>True when the text held a PUBLIC KEY, which the order page allows where it asks for a CSR; it carries no signature.</summary>
    public required bool IsBarePublicKey { get; init; }

    /// <summary>The text for the order call: PEM with header and footer, without line breaks.</summary>
    public required string OneLine { get; init; }
}
