using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;

namespace DigiCertDocSign.Csr;

/// <summary>Makes CSRs (PKCS#10, RFC 2986) with any key that signs.</summary>
public static class CsrBuilder
{
    /// <summary>
    /// The CSR in PEM, on several lines. Its subject is CN (given name and surname) and emailAddress; a name of more than 64 characters,
    /// the limit of a CN, is written as givenName and surname instead.
    /// </summary>
    /// <exception cref="DocSigningException">
    /// CsrSubjectInvalid; CsrSignatureWrong when the key's store signed with another key than it showed; what the key throws.
    /// </exception>
    public static string Build(Person person, ISigningKey key, SignatureHash hash)
    {
        string pem = Sign(CsrSubject.Of(person), key, hash);
        if (!key.IsInProcess)
        {
            // A store may sign with another key than the one that it shows, and such a CSR must not be sent. A key in this process
            // cannot, and to verify its signature would take longer than to make a key on a curve.
            CsrInspector.Inspect(pem);
        }

        return pem;
    }

    private static string Sign(X509Name subject, ISigningKey key, SignatureHash hash)
    {
        var publicKey = SubjectPublicKeyInfo.GetInstance(Asn1Object.FromByteArray(key.GetSubjectPublicKeyInfo()));
        var info = new CertificationRequestInfo(subject, publicKey, DerSet.Empty);
        byte[] signature = key.Sign(info.GetDerEncoded(), hash);
        AlgorithmIdentifier algorithm = KeyAlgorithmFacts.Of(key.Algorithm).SignatureIdentifier(hash);
        return PemBlock.Write(
            CsrInspector.RequestLabel,
            new CertificationRequest(info, algorithm, new DerBitString(signature)).GetDerEncoded());
    }
}

/// <summary>
/// The subject of a CSR. The certificate says what the order says of its person (the order page: the CA "does not extract information from
/// the CSR"). So this subject tells people whose CSR it is, and the CA does not read it.
/// </summary>
internal static class CsrSubject
{
    // In characters: ub-common-name of RFC 5280 appendix A. The parts of a name may be longer.
    private const int MaxCommonName = 64;

    /// <summary>The subject for this person.</summary>
    /// <exception cref="DocSigningException">CsrSubjectInvalid: no name, or characters that have no UTF-8 form.</exception>
    public static X509Name Of(Person person)
    {
        string given = UnicodeText.Normalize(person.GivenName, "GivenName").Trim();
        string surname = UnicodeText.Normalize(person.Surname, "Surname").Trim();
        string email = UnicodeText.Normalize(person.Email, "Email").Trim();
        string commonName = $"{given} {surname}".Trim();
        if (commonName.Length == 0)
        {
            throw CsrFaults.NamesNobody();
        }

        var parts = new List<Asn1Encodable>();
        if (commonName.Length <= MaxCommonName)
        {
            parts.Add(Part(X509Name.CN, new DerUtf8String(commonName)));
        }
        else
        {
            AddName(parts, X509Name.GivenName, given);
            AddName(parts, X509Name.Surname, surname);
        }

        if (email.Length > 0)
        {
            parts.Add(Part(X509Name.EmailAddress, EmailValue(email)));
        }

        return X509Name.GetInstance(new DerSequence(parts.ToArray()));
    }

    /// <summary>The name in a subject, in whatever program it was written; null when there is none.</summary>
    public static string? NameIn(X509Name? subject) =>
        First(subject, X509Name.CN)
        ?? (FullName.Of(First(subject, X509Name.GivenName), First(subject, X509Name.Surname)) is { Length: > 0 } name ? name : null);

    /// <summary>The address in a subject; null when there is none.</summary>
    public static string? EmailIn(X509Name? subject) => First(subject, X509Name.EmailAddress);

    private static string? First(X509Name? subject, DerObjectIdentifier part) =>
        subject?.GetValueList(part).FirstOrDefault() is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    // An emailAddress is an IA5String (RFC 2985 section 5.2.1), so an international domain has its ASCII form there (RFC 5280 section 7.5).
    // It has no room for the local parts of RFC 6531.
    private static DerStringBase EmailValue(string email)
    {
        string plain = EmailAddress.Of(email).WithAsciiDomain;
        return plain.All(character => character < 0x80) ? new DerIA5String(plain) : new DerUtf8String(email);
    }

    private static void AddName(List<Asn1Encodable> parts, DerObjectIdentifier type, string value)
    {
        if (value.Length > 0)
        {
            parts.Add(Part(type, new DerUtf8String(value)));
        }
    }

    private static DerSet Part(DerObjectIdentifier type, Asn1Encodable value) => new(new DerSequence(type, value));
}
