using System.Security.Cryptography;
using DigiCertDocSign.Crypto;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.Factories;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>A key pair on a token, in plain values that outlive the session which read them.</summary>
/// <param name="Handle">Of the private key; null when the token does not show it because nobody has logged in.</param>
/// <param name="Label">CKA_LABEL.</param>
/// <param name="Id">CKA_ID in upper-case hexadecimal.</param>
/// <param name="Facts">Kind and size.</param>
/// <param name="SubjectPublicKeyInfo">DER.</param>
/// <param name="AlwaysAuthenticate">True when each signature asks for the PIN again (CKA_ALWAYS_AUTHENTICATE).</param>
internal sealed record Pkcs11KeyPair(
    ulong? Handle, string Label, string Id, KeyAlgorithmFacts Facts, byte[] SubjectPublicKeyInfo, bool AlwaysAuthenticate)
{
    // 65,537, the exponent that nearly all RSA keys have.
    private static readonly byte[] PublicExponent = [1, 0, 1];

    /// <summary>The mechanism that makes such a key.</summary>
    public static CKM Generator(KeyAlgorithmFacts facts) => facts.IsRsa ? CKM.CKM_RSA_PKCS_KEY_PAIR_GEN : CKM.CKM_EC_KEY_PAIR_GEN;

    /// <summary>The mechanism that signs with it.</summary>
    public static CKM Signer(KeyAlgorithmFacts facts) => facts.IsRsa ? CKM.CKM_RSA_PKCS : CKM.CKM_ECDSA;

    /// <summary>
    /// Makes the pair on the token, for signing only, with a private part that never leaves it; then looks whether the token did as it
    /// was told.
    /// </summary>
    /// <exception cref="DocSigningException">KeyNotProtected.</exception>
    public static Pkcs11KeyPair Generate(ISession session, KeyAlgorithmFacts facts, string label, string id)
    {
        IObjectAttributeFactory attributes = session.Factories.ObjectAttributeFactory;
        using Pkcs11Template publicPart = PublicTemplate(attributes, facts, label, id);
        using Pkcs11Template privatePart = PrivateTemplate(attributes, label, id);
        using IMechanism mechanism = session.Factories.MechanismFactory.Create(Generator(facts));
        session.GenerateKeyPair(
            mechanism,
            publicPart.Attributes,
            privatePart.Attributes,
            out IObjectHandle publicKey,
            out IObjectHandle privateKey);
        if (Weaknesses(session, privateKey) is { Count: > 0 } wrong)
        {
            throw Pkcs11Faults.NotProtected(label, wrong);
        }

        return Read(session, privateKey, publicKey);
    }

    private static Pkcs11Template PublicTemplate(IObjectAttributeFactory attributes, KeyAlgorithmFacts facts, string label, string id)
    {
        var template = new Pkcs11Template(
            attributes.Create(CKA.CKA_TOKEN, true),
            attributes.Create(CKA.CKA_LABEL, label),
            attributes.Create(CKA.CKA_ID, Hex.ToBytes(id)),
            attributes.Create(CKA.CKA_PRIVATE, false),
            attributes.Create(CKA.CKA_VERIFY, true));
        template.Attributes.AddRange(facts.IsRsa
            ? [attributes.Create(CKA.CKA_MODULUS_BITS, (ulong)facts.Bits), attributes.Create(CKA.CKA_PUBLIC_EXPONENT, PublicExponent)]
            : [attributes.Create(CKA.CKA_EC_PARAMS, facts.Curve!.GetDerEncoded())]);
        return template;
    }

    private static Pkcs11Template PrivateTemplate(IObjectAttributeFactory attributes, string label, string id) => new(
        attributes.Create(CKA.CKA_TOKEN, true),
        attributes.Create(CKA.CKA_LABEL, label),
        attributes.Create(CKA.CKA_ID, Hex.ToBytes(id)),
        attributes.Create(CKA.CKA_PRIVATE, true),
        attributes.Create(CKA.CKA_SENSITIVE, true),
        attributes.Create(CKA.CKA_EXTRACTABLE, false),
        attributes.Create(CKA.CKA_SIGN, true),
        attributes.Create(CKA.CKA_DECRYPT, false),
        attributes.Create(CKA.CKA_UNWRAP, false),
        attributes.Create(CKA.CKA_DERIVE, false));

    /// <summary>Why the private part could be copied or lost, in words; empty for a key that stays on its token.</summary>
    public static IReadOnlyList<string> Weaknesses(ISession session, IObjectHandle privateKey) =>
    [
        .. Pkcs11Object.Flag(session, privateKey, CKA.CKA_EXTRACTABLE) == false
            ? Array.Empty<string>()
            : ["it can be taken out (CKA_EXTRACTABLE)"],
        .. Pkcs11Object.Flag(session, privateKey, CKA.CKA_SENSITIVE) == true
            ? Array.Empty<string>()
            : ["it can be read (CKA_SENSITIVE is off)"],
        .. Pkcs11Object.Flag(session, privateKey, CKA.CKA_TOKEN) == true
            ? Array.Empty<string>()
            : ["it vanishes with the session (CKA_TOKEN is off)"],
    ];

    /// <summary>The pair by its public part alone, as a token shows it without a login.</summary>
    /// <exception cref="DocSigningException">KeyUnsupported or KeyNotFound.</exception>
    public static Pkcs11KeyPair ReadPublic(ISession session, IObjectHandle publicKey) =>
        Read(session, publicKey, publicKey) with { Handle = null };

    /// <summary>
    /// The pair of a private key. Its public part is an object of its own with the same id, or stands in the private one.
    /// </summary>
    /// <exception cref="DocSigningException">KeyUnsupported or KeyNotFound.</exception>
    public static Pkcs11KeyPair Read(ISession session, IObjectHandle key, IObjectHandle? publicKey = null)
    {
        string label = Pkcs11Object.Text(session, key, CKA.CKA_LABEL) ?? "";
        string id = Hex.Of(Pkcs11Object.Bytes(session, key, CKA.CKA_ID) ?? []);
        publicKey ??= id.Length > 0 && Pkcs11Object.Find(session, CKO.CKO_PUBLIC_KEY, null, id) is [var first, ..] ? first : null;
        try
        {
            byte[] info = (publicKey is null ? null : Pkcs11PublicKey.TryRead(session, publicKey))
                ?? Pkcs11PublicKey.TryRead(session, key)
                ?? throw Pkcs11Faults.KeyWithoutPublicPart(label);
            KeyAlgorithmFacts facts = Pkcs11PublicKey.Recognize(info);
            return new Pkcs11KeyPair(
                key.ObjectId, label, id, facts, info, Pkcs11Object.Flag(session, key, CKA.CKA_ALWAYS_AUTHENTICATE) == true);
        }
        catch (FormatException problem)
        {
            throw Pkcs11Faults.PublicPartUnreadable(label, problem);
        }
    }
}

/// <summary>Reads public keys as tokens show them: as numbers in attributes.</summary>
internal static class Pkcs11PublicKey
{
    /// <summary>DER SubjectPublicKeyInfo (RFC 5280 section 4.1); null when the object does not show its public part.</summary>
    /// <exception cref="FormatException">The attributes are damaged.</exception>
    public static byte[]? TryRead(ISession session, IObjectHandle handle)
    {
        byte[]? modulus = Pkcs11Object.Bytes(session, handle, CKA.CKA_MODULUS);
        byte[]? exponent = Pkcs11Object.Bytes(session, handle, CKA.CKA_PUBLIC_EXPONENT);
        if (modulus is { Length: > 0 } && exponent is { Length: > 0 })
        {
            return PublicKeys.Encode(new RSAParameters { Modulus = modulus, Exponent = exponent });
        }

        byte[]? curve = Pkcs11Object.Bytes(session, handle, CKA.CKA_EC_PARAMS);
        byte[]? point = Pkcs11Object.Bytes(session, handle, CKA.CKA_EC_POINT);
        return curve is { Length: > 0 } && point is { Length: > 0 } ? Der.Read(() => new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(X9ObjectIdentifiers.IdECPublicKey, Asn1Object.FromByteArray(curve)),
            Bare(point)).GetDerEncoded()) : null;
    }

    /// <summary>Kind and size of the key.</summary>
    /// <exception cref="DocSigningException">KeyUnsupported.</exception>
    /// <exception cref="FormatException">The key is damaged.</exception>
    public static KeyAlgorithmFacts Recognize(byte[] info) =>
        PublicKeys.Recognize(Der.Read(() => SubjectPublicKeyInfo.GetInstance(info)), "KeyReference");

    // The standard wants an OCTET STRING around the point (section 2.3.3), and some modules give the bare point. Both begin with 4, and
    // the first byte of X can have the value that a length would have. So the lengths of the bare points of P-256 and P-384 decide.
    private static byte[] Bare(byte[] point) => point[0] == 4 && point.Length is > 2 and not (65 or 97) && point[1] == point.Length - 2
        ? Asn1OctetString.GetInstance(Asn1Object.FromByteArray(point)).GetOctets()
        : point;
}
