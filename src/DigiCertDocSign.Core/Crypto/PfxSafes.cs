using System.Security;
using CertCentral;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities;

namespace DigiCertDocSign.Crypto;

/// <summary>
/// A PFX (PKCS#12, RFC 7292) that its password opened, taken apart into its bags. This class reads it by hand: the library's own reader
/// fails under AES on passwords beyond Latin-1, which all other tools write in UTF-8.
/// </summary>
internal sealed class PfxSafes
{
    private readonly ContentInfo[] _safes;
    private readonly SecureString? _password;

    private PfxSafes(ContentInfo[] safes, bool isSealed, SecureString? password, EmptyPassword emptyAs) =>
        (_safes, IsSealed, _password, EmptyAs) = (safes, isSealed, password, emptyAs);

    /// <summary>True when a checksum has shown that the password is right and the content unchanged.</summary>
    public bool IsSealed { get; }

    /// <summary>How the tool that wrote the PFX counts an empty password.</summary>
    public EmptyPassword EmptyAs { get; }

    /// <summary>Whether any part of it is encrypted as a whole, so that it takes the password.</summary>
    public bool HasEncryptedBags => Safes(PkcsObjectIdentifiers.EncryptedData).Any();

    /// <summary>Opens the PFX and compares its checksum where it has one.</summary>
    /// <param name="content">The file.</param>
    /// <param name="password">
    /// Needed again for the encrypted safes. The caller disposes of it. Null when there is none: then the checksum is not compared, and
    /// what is not encrypted can be read.
    /// </param>
    /// <exception cref="CryptoException">The password is wrong.</exception>
    /// <exception cref="FormatException">Damaged.</exception>
    public static PfxSafes Open(byte[] content, SecureString? password)
    {
        Pfx pfx = Der.Read(() => Pfx.GetInstance(Asn1Object.FromByteArray(content)));
        byte[] contents = Der.Read(() => Octets(pfx.AuthSafe.Content));
        EmptyPassword emptyAs = EmptyPassword.ZeroEnded;
        if (pfx.MacData is { } mac && password is not null && !IsRight(mac, contents, password, emptyAs))
        {
            emptyAs = EmptyPassword.Nothing;
            if (password.Length > 0 || !IsRight(mac, contents, password, emptyAs))
            {
                throw new CryptoException("The password does not fit the checksum.");
            }
        }

        ContentInfo[] safes = Der.Read(() => Members(contents).Select(member => ContentInfo.GetInstance(member)).ToArray());
        return new PfxSafes(safes, pfx.MacData is not null && password is not null, password, emptyAs);
    }

    /// <summary>The bags of the safes that are not encrypted as a whole.</summary>
    /// <exception cref="FormatException">Damaged.</exception>
    public SafeBag[] OpenBags() =>
        [.. Safes(PkcsObjectIdentifiers.Data).SelectMany(safe => Bags(Der.Read(() => Octets(safe.Content))))];

    /// <summary>The bags of the encrypted safes, where the certificates normally are.</summary>
    /// <exception cref="CryptoException">The password is wrong.</exception>
    /// <exception cref="FormatException">Damaged, or encrypted in a way that is not read here.</exception>
    public SafeBag[] EncryptedBags() =>
        [.. Safes(PkcsObjectIdentifiers.EncryptedData).SelectMany(safe => Bags(Decrypt(safe)))];

    /// <summary>The checksum of a PFX (RFC 7292 appendix B), for which the password is the key.</summary>
    /// <param name="digest">Of the HMAC.</param>
    /// <param name="contents">The authenticated safes in DER.</param>
    /// <param name="salt">The salt.</param>
    /// <param name="iterations">The number of rounds.</param>
    /// <param name="password">The password.</param>
    /// <param name="emptyAs">What an empty one is.</param>
    public static byte[] Mac(
        IDigest digest,
        byte[] contents,
        byte[] salt,
        int iterations,
        SecureString password,
        EmptyPassword emptyAs = EmptyPassword.ZeroEnded) => SecretText.Use(password, text =>
    {
        byte[] secret = PbeParametersGenerator.Pkcs12PasswordToBytes(text, emptyAs == EmptyPassword.ZeroEnded);
        try
        {
            var generator = new Pkcs12ParametersGenerator(digest);
            generator.Init(secret, salt, iterations);
            var hmac = new HMac(digest);
            hmac.Init(generator.GenerateDerivedMacParameters(digest.GetDigestSize() * 8));
            hmac.BlockUpdate(contents, 0, contents.Length);
            byte[] result = new byte[hmac.GetMacSize()];
            hmac.DoFinal(result, 0);
            return result;
        }
        finally
        {
            Array.Clear(secret, 0, secret.Length);
        }
    });

    private IEnumerable<ContentInfo> Safes(DerObjectIdentifier type) => _safes.Where(safe => safe.ContentType.Equals(type));

    private static SafeBag[] Bags(byte[] bags) => Der.Read(() => Members(bags).Select(bag => SafeBag.GetInstance(bag)).ToArray());

    private static Asn1Encodable[] Members(byte[] sequence) => Asn1Sequence.GetInstance(Asn1Object.FromByteArray(sequence)).ToArray();

    private static byte[] Octets(Asn1Encodable content) => Asn1OctetString.GetInstance(content).GetOctets();

    private byte[] Decrypt(ContentInfo safe)
    {
        EncryptedData data = Der.Read(() => EncryptedData.GetInstance(safe.Content));
        try
        {
            return PasswordCipher.Decrypt(data.EncryptionAlgorithm, data.Content.GetOctets(), _password!, emptyAs: EmptyAs);
        }
        catch (NotSupportedException)
        {
            throw new FormatException("Its encryption is of a kind that is not read here.");
        }
    }

    private static bool IsRight(MacData mac, byte[] contents, SecureString password, EmptyPassword emptyAs)
    {
        int iterations = Der.Read(() => mac.Iterations.IntPositiveValueExact);
        if (iterations is < 1 or > PasswordCipher.MaxIterations)
        {
            throw new FormatException("The iteration count is out of range.");
        }

        IDigest digest = Der.Read(() => DigestUtilities.GetDigest(mac.Mac.DigestAlgorithm.Algorithm));
        byte[] found = Mac(digest, contents, mac.MacSalt.GetOctets(), iterations, password, emptyAs);
        return Arrays.FixedTimeEquals(found, mac.Mac.Digest.GetOctets());
    }
}

/// <summary>
/// What an empty password is in the older ciphers and the checksum of PKCS#12, which end each password with a zero character. Tools
/// disagree, and a file tells by its checksum alone.
/// </summary>
internal enum EmptyPassword
{
    /// <summary>The zero alone.</summary>
    ZeroEnded,

    /// <summary>No bytes at all.</summary>
    Nothing,
}
