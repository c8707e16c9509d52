using System.Security;
using DigiCertDocSign.Keys.Files;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities;

namespace DigiCertDocSign.Crypto;

/// <summary>
/// A PFX (PKCS#12, RFC 7292) that its password opened, taken apart into its bags. By hand: the library's own reader fails on
/// passwords beyond Latin-1 under AES, which everybody else writes in UTF-8.
/// </summary>
internal sealed class PfxSafes
{
    private const int MaxIterations = 10_000_000;

    private readonly ContentInfo[] _safes;
    private readonly string _path;
    private readonly SecureString _password;

    private PfxSafes(ContentInfo[] safes, bool isSealed, string path, SecureString password) =>
        (_safes, IsSealed, _path, _password) = (safes, isSealed, path, password);

    /// <summary>Whether a checksum shows that the password is right and nothing was changed.</summary>
    public bool IsSealed { get; }

    /// <param name="content">The file.</param>
    /// <param name="path">Its name, for the faults.</param>
    /// <param name="password">Kept for the encrypted safes, and not disposed of here.</param>
    /// <exception cref="DocSigningException">KeyPasswordWrong.</exception>
    /// <exception cref="FormatException">Damaged.</exception>
    public static PfxSafes Open(byte[] content, string path, SecureString password)
    {
        Pfx pfx = Der.Read(() => Pfx.GetInstance(Asn1Object.FromByteArray(content)));
        byte[] contents = Der.Read(() => Octets(pfx.AuthSafe.Content));
        if (pfx.MacData is { } mac && !IsRight(mac, contents, password))
        {
            throw KeyFile.WrongPassword(path);
        }

        ContentInfo[] safes = Der.Read(() => Members(contents).Select(member => ContentInfo.GetInstance(member)).ToArray());
        return new PfxSafes(safes, pfx.MacData is not null, path, password);
    }

    /// <summary>The bags of the safes that are not encrypted as a whole.</summary>
    /// <exception cref="FormatException">Damaged.</exception>
    public SafeBag[] OpenBags() =>
        [.. Safes(PkcsObjectIdentifiers.Data).SelectMany(safe => Bags(Der.Read(() => Octets(safe.Content))))];

    /// <summary>The bags of the encrypted safes, where the certificates normally are.</summary>
    /// <exception cref="DocSigningException">KeyPasswordWrong.</exception>
    /// <exception cref="FormatException">Damaged, or encrypted in a way that is not read here.</exception>
    public SafeBag[] EncryptedBags() =>
        [.. Safes(PkcsObjectIdentifiers.EncryptedData).SelectMany(safe => Bags(Decrypt(safe)))];

    private IEnumerable<ContentInfo> Safes(DerObjectIdentifier type) => _safes.Where(safe => safe.ContentType.Equals(type));

    private static SafeBag[] Bags(byte[] bags) => Der.Read(() => Members(bags).Select(bag => SafeBag.GetInstance(bag)).ToArray());

    private static Asn1Encodable[] Members(byte[] sequence) => Asn1Sequence.GetInstance(Asn1Object.FromByteArray(sequence)).ToArray();

    private static byte[] Octets(Asn1Encodable content) => Asn1OctetString.GetInstance(content).GetOctets();

    private byte[] Decrypt(ContentInfo safe)
    {
        EncryptedData data = Der.Read(() => EncryptedData.GetInstance(safe.Content));
        try
        {
            return PasswordCipher.Decrypt(data.EncryptionAlgorithm, data.Content.GetOctets(), _password);
        }
        catch (CryptoException problem)
        {
            throw KeyFile.WrongPassword(_path, problem);
        }
        catch (NotSupportedException)
        {
            throw new FormatException("Its encryption is of a kind that is not read here.");
        }
    }

    private static bool IsRight(MacData mac, byte[] contents, SecureString password)
    {
        int iterations = Der.Read(() => mac.Iterations.IntPositiveValueExact);
        if (iterations is < 1 or > MaxIterations)
        {
            throw new FormatException("The iteration count is out of range.");
        }

        IDigest digest = Der.Read(() => DigestUtilities.GetDigest(mac.Mac.DigestAlgorithm.Algorithm));
        byte[] found = Pkcs12Mac.Compute(digest, contents, mac.MacSalt.GetOctets(), iterations, password);
        return Arrays.FixedTimeEquals(found, mac.Mac.Digest.GetOctets());
    }
}

/// <summary>The checksum of a PFX (RFC 7292 appendix B), which a password alone can make.</summary>
internal static class Pkcs12Mac
{
    public static byte[] Compute(IDigest digest, byte[] contents, byte[] salt, int iterations, SecureString password) => SecretText.Use(password, text =>
    {
        byte[] secret = PbeParametersGenerator.Pkcs12PasswordToBytes(text);
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
}
