using DigiCertDocSign.Crypto;
using DigiCertDocSign.People;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;

namespace DigiCertDocSign.Csr;

/// <summary>
/// The subject of a request. The order's own person decides what the certificate says ("does not extract information
/// from the CSR", order page), so this names the request for people rather than for the CA.
/// </summary>
internal static class CsrSubject
{
    // ub-common-name of RFC 5280 appendix A; names in parts may be longer.
    private const int MaxCommonName = 64;

    /// <exception cref="DocSigningException">CsrSubjectInvalid: no name, or characters that have no UTF-8 form.</exception>
    public static X509Name Of(Person person)
    {
        string given = UnicodeText.Normalize(person.GivenName, "GivenName").Trim();
        string surname = UnicodeText.Normalize(person.Surname, "Surname").Trim();
        string email = UnicodeText.Normalize(person.Email, "Email").Trim();
        string commonName = $"{given} {surname}".Trim();
        if (commonName.Length == 0)
        {
            throw new DocSigningException(
                FaultKind.CsrSubjectInvalid,
                "GivenName",
                "GivenName and Surname are both blank, so the CSR would name nobody. Fill them in.");
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

    // An emailAddress is an IA5String (RFC 2985 section 5.2.1), which has no room for the addresses of RFC 6531.
    private static DerStringBase EmailValue(string email) =>
        email.All(character => character < 0x80) ? new DerIA5String(email) : new DerUtf8String(email);

    private static void AddName(List<Asn1Encodable> parts, DerObjectIdentifier type, string value)
    {
        if (value.Length > 0)
        {
            parts.Add(Part(type, new DerUtf8String(value)));
        }
    }

    private static DerSet Part(DerObjectIdentifier type, Asn1Encodable value) => new(new DerSequence(type, value));
}
