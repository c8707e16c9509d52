using System.Net;
using CertCentral.Sandbox.Http;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace CertCentral.Sandbox.Certificates;

/// <summary>The public key out of a CSR or a bare public key. Names and extensions of a CSR are not looked at.</summary>
internal sealed class SubjectKey
{
    private SubjectKey(SubjectPublicKeyInfo info, string size)
    {
        Info = info;
        Size = size;
    }

    public SubjectPublicKeyInfo Info { get; }

    /// <summary>The wire's word: 2048, 3072, 4096, p-256 or p-384.</summary>
    public string Size { get; }

    /// <param name="text">PEM, one line or many.</param>
    /// <param name="field">Its name on the wire.</param>
    /// <exception cref="ApiException">400 csr_invalid_cannot_parse: no CSR, or its signature is wrong; 400 invalid_value: the key is not allowed.</exception>
    public static SubjectKey Read(string text, string field)
    {
        if (!PemText.TryRead(text, out var label, out var der))
        {
            throw CannotParse("it is not one PEM block", null);
        }

        try
        {
            var info = label switch
            {
                "CERTIFICATE REQUEST" or "NEW CERTIFICATE REQUEST" => ReadRequest(der),
                "PUBLIC KEY" => SubjectPublicKeyInfo.GetInstance(der),
                _ => throw CannotParse($"a block {label} is neither a request nor a public key", null),
            };
            var size = SizeOf(PublicKeyFactory.CreateKey(info)) ?? throw ApiException.Invalid(
                field, "The key must be RSA of 2048, 3072 or 4096 bits, or ECC on p-256 or p-384.");
            return new SubjectKey(info, size);
        }
        // BouncyCastle reports broken input with many kinds of exception; each of them means the same here.
        catch (Exception e) when (e is not ApiException)
        {
            throw CannotParse("its content is damaged", e);
        }
    }

    private static SubjectPublicKeyInfo ReadRequest(byte[] der)
    {
        var request = new Pkcs10CertificationRequest(der);
        return request.Verify() ? request.GetCertificationRequestInfo().SubjectPublicKeyInfo : throw CannotParse("its signature is wrong", null);
    }

    private static string? SizeOf(AsymmetricKeyParameter key) => key switch
    {
        RsaKeyParameters { Modulus.BitLength: 2048 or 3072 or 4096 } rsa => rsa.Modulus.BitLength.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ECPublicKeyParameters { PublicKeyParamSet: { } curve } when curve.Equals(X9ObjectIdentifiers.Prime256v1) => "p-256",
        ECPublicKeyParameters { PublicKeyParamSet: { } curve } when curve.Equals(SecObjectIdentifiersP384) => "p-384",
        _ => null,
    };

    private static Org.BouncyCastle.Asn1.DerObjectIdentifier SecObjectIdentifiersP384 => Org.BouncyCastle.Asn1.Sec.SecObjectIdentifiers.SecP384r1;

    private static ApiException CannotParse(string why, Exception? cause) =>
        new(HttpStatusCode.BadRequest, "csr_invalid_cannot_parse", $"The CSR could not be read: {why}.", cause);
}
