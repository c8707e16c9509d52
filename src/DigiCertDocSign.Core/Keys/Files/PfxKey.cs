using System.Security;
using DigiCertDocSign.Crypto;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;

namespace DigiCertDocSign.Keys.Files;

/// <summary>The private key inside a PFX (PKCS#12, RFC 7292) that some other tool wrote.</summary>
internal static class PfxKey
{
    /// <exception cref="DocSigningException">KeyPasswordMissing, KeyPasswordWrong or KeyUnsupported.</exception>
    /// <exception cref="FormatException">Damaged, without a key, with several, or of a kind that is not read here.</exception>
    public static PlatformSigningKey Read(byte[] content, string path, SecureString? password)
    {
        SecureString given = KeyFile.Require(password, path);
        var safes = PfxSafes.Open(content, path, given);
        SafeBag[] keys = [.. safes.OpenBags().Where(IsKey)];
        if (keys.Length == 0)
        {
            // Rarely, keys lie within the part that is encrypted for the certificates' sake.
            keys = [.. safes.EncryptedBags().Where(IsKey)];
        }

        if (keys.Length != 1)
        {
            throw new FormatException(keys.Length == 0 ? "It is a PFX without a private key." : $"It is a PFX with {keys.Length} private keys; one is expected.");
        }

        return keys[0].BagID.Equals(PkcsObjectIdentifiers.KeyBag)
            ? PrivateKeys.FromPkcs8(Der.Read(() => PrivateKeyInfo.GetInstance(keys[0].BagValueEncodable)), FileKeyReference.FromPath(path), KeyFile.PathField)
            : Shrouded(keys[0], path, given);
    }

    /// <summary>A key that is encrypted for itself, as all tools write it.</summary>
    /// <exception cref="DocSigningException">KeyPasswordWrong or KeyUnsupported.</exception>
    /// <exception cref="FormatException">Damaged, or encrypted in a way that is not read here.</exception>
    public static PlatformSigningKey Shrouded(SafeBag bag, string path, SecureString password) =>
        KeyFile.ReadEncrypted(Der.Read(() => Asn1Sequence.GetInstance(bag.BagValueEncodable)), path, password);

    public static bool IsKey(SafeBag bag) =>
        bag.BagID.Equals(PkcsObjectIdentifiers.KeyBag) || bag.BagID.Equals(PkcsObjectIdentifiers.Pkcs8ShroudedKeyBag);
}
