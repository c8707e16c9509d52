using DigiCertDocSign.Crypto;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;

namespace DigiCertDocSign.Csr;

/// <summary>Reads CSRs (PKCS#10, RFC 2986), and the bare public keys that people give in their place.</summary>
public static class CsrInspector
{
    internal const string RequestLabel = "CERTIFICATE REQUEST";
    // as certreq of Windows writes it; the same thing (RFC 7468 section 7)
    private const string OldRequestLabel = "NEW CERTIFICATE REQUEST";
    private const string PublicKeyLabel = "PUBLIC KEY";
    private const int MaxLength = 1 << 16; // characters

    /// <summary>
    /// Reads the text, verifies the CSR's own signature and says what key it carries. Line breaks, line endings, blanks, a byte order
    /// mark and text around the block do not matter.
    /// </summary>
    /// <param name="pem">The text.</param>
    /// <exception cref="DocSigningException">CsrUnreadable, CsrSignatureWrong or KeyUnsupported.</exception>
    public static CsrInfo Inspect(string pem)
    {
        try
        {
            PemBlock block = FindBlock(pem);
            return block.Label == PublicKeyLabel ? ReadPublicKey(block) : ReadCsr(block);
        }
        catch (FormatException problem)
        {
            throw CsrFaults.Unreadable(problem);
        }
    }

    private static PemBlock FindBlock(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new FormatException("It is empty.");
        }

        if (text!.Length > MaxLength)
        {
            throw new FormatException("It is far too long for a CSR.");
        }

        IReadOnlyList<PemBlock> blocks = PemBlock.ReadAll(text);
        if (blocks.Any(block => block.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)))
        {
            throw new FormatException("It holds a private key, which must never leave the house; nothing was sent.");
        }

        PemBlock[] usable = [.. blocks.Where(block => block.Label is RequestLabel or OldRequestLabel or PublicKeyLabel)];
        return usable.Length switch
        {
            1 when !usable[0].HasHeaders => usable[0],
            1 => throw new FormatException("A colon is no base64 character."),
            0 when blocks.Count > 0 => throw new FormatException($"It is a {blocks[0].Label}, not a CSR."),
            0 => throw new FormatException("It is not PEM: there is no BEGIN line."),
            _ => throw new FormatException($"It holds {usable.Length} CSRs or keys; one is expected."),
        };
    }

    private static CsrInfo ReadCsr(PemBlock block)
    {
        CertificationRequest csr = Der.Read(() => CertificationRequest.GetInstance(Sequence(block)));
        CertificationRequestInfo info = csr.GetCertificationRequestInfo();
        KeyAlgorithmFacts facts = PublicKeys.KindOf(info.SubjectPublicKeyInfo, CsrFaults.Field);
        byte[] signature = Der.Read(csr.Signature.GetOctets);
        SignatureVerdict verdict =
            Signatures.Verify(info.SubjectPublicKeyInfo, csr.SignatureAlgorithm, Der.FirstElement(block.Content), signature);
        if (verdict != SignatureVerdict.Valid)
        {
            // When the key itself is damaged, that is the better message.
            PublicKeys.Recognize(info.SubjectPublicKeyInfo, CsrFaults.Field);
            throw verdict == SignatureVerdict.Unknown
                ? CsrFaults.SignatureUnknown(csr.SignatureAlgorithm.Algorithm.Id)
                : CsrFaults.SignatureWrong();
        }

        return Describe(facts, info.SubjectPublicKeyInfo, RequestLabel, block.Content, info.Subject);
    }

    private static CsrInfo ReadPublicKey(PemBlock block)
    {
        SubjectPublicKeyInfo key = Der.Read(() => SubjectPublicKeyInfo.GetInstance(Sequence(block)));
        return Describe(PublicKeys.Recognize(key, CsrFaults.Field), key, PublicKeyLabel, block.Content, null);
    }

    private static CsrInfo Describe(
        KeyAlgorithmFacts facts, SubjectPublicKeyInfo key, string label, byte[] content, X509Name? subject)
    {
        (string text, string? name, string? email) = Der.Read(
            () => (subject?.ToString() ?? "", CsrSubject.NameIn(subject), CsrSubject.EmailIn(subject)));
        return new CsrInfo
        {
            KeyType = facts.WireKeyType,
            KeySize = facts.WireKeySize,
            SubjectText = text,
            SubjectName = name,
            SubjectEmail = email,
            PublicKeySha256 = PublicKeys.Sha256Of(key.GetDerEncoded()),
            IsBarePublicKey = label == PublicKeyLabel,
            OneLine = PemBlock.WriteOneLine(label, content),
        };
    }

    private static Asn1Sequence Sequence(PemBlock block) => Asn1Sequence.GetInstance(Asn1Object.FromByteArray(block.Content));
}

/// <summary>What a CSR, or a bare public key given in its place, says. The CSR's signature has been verified.</summary>
public sealed class CsrInfo
{
    /// <summary>As the order call writes csr_key_type: <c>rsa</c> or <c>ecc</c>.</summary>
    public required string KeyType { get; init; }

    /// <summary>As the order call writes key_size: <c>2048</c>, <c>3072</c>, <c>4096</c>, <c>p-256</c> or <c>p-384</c>.</summary>
    public required string KeySize { get; init; }

    /// <summary>The subject as text; empty for a bare public key or an empty subject.</summary>
    public required string SubjectText { get; init; }

    /// <summary>The name in the subject; null when there is none.</summary>
    internal string? SubjectName { get; init; }

    /// <summary>The e-mail address in the subject; null when there is none.</summary>
    internal string? SubjectEmail { get; init; }

    /// <summary>SHA-256 of the public key (DER SubjectPublicKeyInfo, RFC 5280 section 4.1), in upper-case hexadecimal.</summary>
    public required string PublicKeySha256 { get; init; }

    /// <summary>
    /// True when the text held a PUBLIC KEY, which the order page allows where it asks for a CSR; it carries no signature.
    /// </summary>
    public required bool IsBarePublicKey { get; init; }

    /// <summary>The text as the order call wants it: PEM with header and footer, without line breaks.</summary>
    public required string OneLine { get; init; }
}
