namespace DigiCertDocSign;

/// <summary>The hash under a signature. RSA signs with PKCS#1 v1.5 padding (RFC 8017 section 8.2), P-256 and P-384 with ECDSA.</summary>
public enum SignatureHash
{
    Sha256,
    Sha384,
    Sha512,
}
