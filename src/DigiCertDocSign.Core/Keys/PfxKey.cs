using System.Security;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities;

namespace DigiCertDocSign;

/// <summary>
/// The private key inside a PFX (PKCS#12, RFC 7292) that some other tool wrote. Taken apart by hand: the library's own
/// reader fails on passwords beyond Latin-1 under AES, which everybody else writes in UTF-8.
/// </summary>
internal static class PfxKey
{
    private const int MaxIterations = 10_000_000;

    /// <exception cref="DocSigningException">KeyPasswordMissing, KeyPasswordWrong or KeyUnsupported.</exception>
    /// <exception cref="FormatException">Damaged, without a key, with several, or of a kind that is not read here.</exception>
    public static PlatformSigningKey Read(byte[] content, string path, SecureString? password)
    {
        SecureString given = KeyFile.Require(password, path);
        Pfx pfx = Der.Read(() => Pfx.GetInstance(Asn1Object.FromByteArray(content)));
        byte[] contents = Der.Read(() => Octets(pfx.AuthSafe.Content));
        if (pfx.MacData is { } mac && !IsRight(mac, contents, given))
        {
            throw KeyFile.WrongPassword(path);
        }

        ContentInfo[] safes = Der.Read(() => Members(contents).Select(member => ContentInfo.GetInstance(member)).ToArray());
        SafeBag[] keys = [.. safes.Where(safe => safe.ContentType.Equals(PkcsObjectIdentifiers.Data)).SelectMany(safe => Keys(Der.Read(() => Octets(safe.Content))))];
        if (keys.Length == 0)
        {
            // Rarely, keys lie within the part that is encrypted for the certificates' sake.
            IEnumerable<ContentInfo> hidden = safes.Where(safe => safe.ContentType.Equals(PkcsObjectIdentifiers.EncryptedData));
            keys = [.. hidden.SelectMany(safe => Keys(Decrypt(safe, given, path)))];
        }

        if (keys.Length != 1)
        {
            throw new FormatException(keys.Length == 0 ? "It is a PFX without a private key." : $"It is a PFX with {keys.Length} private keys; one is expected.");
        }

        return keys[0].BagID.Equals(PkcsObjectIdentifiers.KeyBag)
            ? PrivateKeys.FromPkcs8(Der.Read(() => PrivateKeyInfo.GetInstance(keys[0].BagValueEncodable)), FileKeyReference.FromPath(path), KeyFile.PathField)
            : KeyFile.ReadEncrypted(Der.Read(() => Asn1Sequence.GetInstance(keys[0].BagValueEncodable)), path, given);
    }

    private static SafeBag[] Keys(byte[] bags) => Der.Read(() => Members(bags)
        .Select(bag => SafeBag.GetInstance(bag))
        .Where(bag => bag.BagID.Equals(PkcsObjectIdentifiers.KeyBag) || bag.BagID.Equals(PkcsObjectIdentifiers.Pkcs8ShroudedKeyBag))
        .ToArray());

    private static Asn1Encodable[] Members(byte[] sequence) => Asn1Sequence.GetInstance(Asn1Object.FromByteArray(sequence)).ToArray();

    private static byte[] Octets(Asn1Encodable content) => Asn1OctetString.GetInstance(content).GetOctets();

    private static byte[] Decrypt(ContentInfo safe, SecureString password, string path)
    {
        EncryptedData data = Der.Read(() => EncryptedData.GetInstance(safe.Content));
        try
        {
            return PasswordCipher.Decrypt(data.EncryptionAlgorithm, data.Content.GetOctets(), password);
        }
        catch (CryptoException problem)
        {
            throw KeyFile.WrongPassword(path, problem);
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
