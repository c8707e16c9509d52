namespace DigiCertDocSign;

/// <summary>How a certificate is written to a file.</summary>
public enum CertificateFormat
{
    /// <summary>The certificate alone, PEM.</summary>
    Pem,

    /// <summary>The certificate, its intermediates and the root, in this order, PEM.</summary>
    PemChain,

    /// <summary>All certificates as one PKCS#7 message without content (RFC 2315 section 9.1), in PEM as DigiCert delivers it.</summary>
    P7b,

    /// <summary>The certificate alone, DER: what Windows and Adobe open under this ending.</summary>
    Cer,

    /// <summary>Key, certificate and chain in one file under a password: PKCS#12 (RFC 7292).</summary>
    Pfx,
}
