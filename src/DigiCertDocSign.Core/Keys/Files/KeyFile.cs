using System.Security;
using DigiCertDocSign.Crypto;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Crypto;

namespace DigiCertDocSign.Keys.Files;

/// <summary>Reads a private key from a file: PKCS#8 encrypted or plain, PKCS#1, SEC1, in PEM or DER, or a PFX.</summary>
internal static class KeyFile
{
    private const int MaxFileLength = 1 << 20; // bytes

    /// <summary>The key in the file.</summary>
    /// <param name="pathOrReference">A path, or a <c>file:</c> reference as <see cref="SigningCsr.KeyReference"/> holds it.</param>
    /// <param name="password">Null for a key that is not encrypted.</param>
    /// <param name="derived">Remembers what was derived from this password for earlier files.</param>
    /// <exception cref="DocSigningException">
    /// KeyFileMissing, KeyFileUnreadable, KeyPasswordMissing, KeyPasswordWrong or KeyUnsupported.
    /// </exception>
    public static FileSigningKey Open(string pathOrReference, SecureString? password, DerivedKeys? derived)
    {
        string path = FileKeyReference.ToPath(pathOrReference);
        byte[] content = ReadAll(path);
        try
        {
            return Read(content, path, password, derived);
        }
        catch (FormatException problem)
        {
            throw FileFaults.NoKeyInside(path, problem);
        }
        finally
        {
            Array.Clear(content, 0, content.Length);
        }
    }

    private static FileSigningKey Read(byte[] content, string path, SecureString? password, DerivedKeys? derived)
    {
        string text = PemBlock.TextOf(content);
        if (PemBlock.IsPem(text))
        {
            // A file may hold curve parameters before the key, or certificates behind it.
            PemBlock[] keys =
                [.. PemBlock.ReadAll(text).Where(block => block.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))];
            return keys.Length == 1
                ? ReadBlock(keys[0], path, password, derived)
                : throw new FormatException(keys.Length == 0
                    ? "It is PEM, but no block in it is a private key."
                    : $"It is PEM with {keys.Length} private keys; one is expected.");
        }

        Asn1Sequence outer = Der.Read(() => Asn1Sequence.GetInstance(Asn1Object.FromByteArray(content)));
        return outer.Count < 2 ? throw new FormatException("The bytes inside are no key.")
            : outer[0] is Asn1Sequence ? ReadEncrypted(outer, path, password, derived)
            : outer[0] is not DerInteger version ? throw new FormatException("The bytes inside are no key.")
            : version.HasValue(3) ? PfxKey.Read(content, path, password)
            : outer[1] is Asn1Sequence ? PrivateKeys.FromPkcs8(Der.Read(() => PrivateKeyInfo.GetInstance(outer)), path)
            : outer[1] is Asn1OctetString ? ReadSec1(outer, path)
            : ReadPkcs1(outer, path);
    }

    private static FileSigningKey ReadBlock(PemBlock block, string path, SecureString? password, DerivedKeys? derived)
    {
        if (block.HasHeaders)
        {
            throw new FormatException(
                $"It is encrypted in the old OpenSSL way, which protects it badly; convert it with: openssl pkcs8 -topk8 -in \"{path}\".");
        }

        Asn1Sequence content = Der.Read(() => Asn1Sequence.GetInstance(Asn1Object.FromByteArray(block.Content)));
        return block.Label switch
        {
            "ENCRYPTED PRIVATE KEY" => ReadEncrypted(content, path, password, derived),
            "PRIVATE KEY" => PrivateKeys.FromPkcs8(Der.Read(() => PrivateKeyInfo.GetInstance(content)), path),
            "RSA PRIVATE KEY" => ReadPkcs1(content, path),
            "EC PRIVATE KEY" => ReadSec1(content, path),
            "OPENSSH PRIVATE KEY" => throw new FormatException(
                $"It is in OpenSSH's own form; convert a copy of it with: ssh-keygen -p -m PKCS8 -f \"{path}\"."),
            _ => throw CryptoFaults.KeyUnsupported(block.Label, FileFaults.PathField),
        };
    }

    private static FileSigningKey ReadPkcs1(Asn1Sequence content, string path) => Der.Read(() =>
        PrivateKeys.FromRsa(RsaPrivateKeyStructure.GetInstance(content), path));

    private static FileSigningKey ReadSec1(Asn1Sequence content, string path) => Der.Read(() =>
        PrivateKeys.FromEc(ECPrivateKeyStructure.GetInstance(content), null, path));

    /// <summary>The key of an encrypted PKCS#8 structure (RFC 5958 section 3).</summary>
    /// <param name="content">The structure.</param>
    /// <param name="path">The full path of its file.</param>
    /// <param name="password">Null when none was given; an empty one is a password.</param>
    /// <param name="derived">Remembers what was derived from this password; null to derive anew.</param>
    /// <param name="emptyAs">How the file's tool counts an empty password.</param>
    /// <exception cref="DocSigningException">KeyPasswordMissing, KeyPasswordWrong or KeyUnsupported.</exception>
    /// <exception cref="FormatException">Damaged, or encrypted in a way that is not read here.</exception>
    public static FileSigningKey ReadEncrypted(
        Asn1Sequence content,
        string path,
        SecureString? password,
        DerivedKeys? derived = null,
        EmptyPassword emptyAs = EmptyPassword.ZeroEnded)
    {
        EncryptedPrivateKeyInfo encrypted = Der.Read(() => EncryptedPrivateKeyInfo.GetInstance(content));
        SecureString given = Require(password, path);
        byte[]? plain = null;
        try
        {
            plain = PasswordCipher.Decrypt(encrypted.EncryptionAlgorithm, encrypted.GetEncryptedData(), given, derived, emptyAs);
            byte[] bytes = plain;
            PrivateKeyInfo info = Der.Read(() => PrivateKeyInfo.GetInstance(bytes));
            return PrivateKeys.FromPkcs8(info, path);
        }
        catch (NotSupportedException)
        {
            throw new FormatException(
                $"Its encryption is of a kind that is not read here; convert it with: openssl pkcs8 -topk8 -in \"{path}\".");
        }
        catch (Exception problem) when (problem is CryptoException || (problem is FormatException && plain is not null))
        {
            // One wrong password in 256 passes the padding and leaves garbage behind it.
            throw FileFaults.PasswordWrong(path, problem);
        }
        finally
        {
            Array.Clear(plain ?? [], 0, plain?.Length ?? 0);
        }
    }

    // An empty SecureString is a password too: Azure Key Vault exports its PFX under it.
    private static SecureString Require(SecureString? password, string path) => password ?? throw FileFaults.PasswordMissing(path);

    private static byte[] ReadAll(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                throw FileFaults.Missing(path);
            }

            return file.Length <= MaxFileLength ? File.ReadAllBytes(path) : throw FileFaults.TooLarge(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw FileFaults.Unreadable(path, problem);
        }
    }
}

/// <summary>
/// Opens the key files of one run under one password. Files that were made in one run share salt and rounds (see
/// <see cref="FileKeyStore"/>), so the costly derivation, half a second at <see cref="FileKeyStore.Iterations"/>, is done for the
/// first one alone. Several threads may use it at once.
/// </summary>
/// <param name="password">Null for keys that are not encrypted. Not copied: it must outlive this object.</param>
/// <param name="onDerive">Hears of each derivation before it is done, with its rounds.</param>
internal sealed class FileKeyOpener(SecureString? password, Action<int>? onDerive = null) : IKeyOpener
{
    private readonly DerivedKeys? _derived = password is null ? null : new DerivedKeys(password, onDerive);

    /// <summary>As <see cref="KeyFile.Open"/>.</summary>
    /// <exception cref="DocSigningException">
    /// KeyFileMissing, KeyFileUnreadable, KeyPasswordMissing, KeyPasswordWrong or KeyUnsupported.
    /// </exception>
    public FileSigningKey Open(string pathOrReference) => KeyFile.Open(pathOrReference, password, _derived);

    public Task<ISigningKey> OpenAsync(string reference, CancellationToken cancellationToken) =>
        Task.FromResult<ISigningKey>(Open(reference));

    /// <summary>Clears what was derived.</summary>
    public void Dispose() => _derived?.Dispose();
}

/// <summary>The private key inside a PFX (PKCS#12, RFC 7292) that some other tool wrote.</summary>
internal static class PfxKey
{
    /// <summary>The one key that the PFX holds.</summary>
    /// <exception cref="DocSigningException">KeyPasswordMissing, KeyPasswordWrong or KeyUnsupported.</exception>
    /// <exception cref="FormatException">Damaged, without a key, with several, or of a kind that is not read here.</exception>
    public static FileSigningKey Read(byte[] content, string path, SecureString? password)
    {
        PfxSafes safes;
        SafeBag[] keys;
        try
        {
            safes = PfxSafes.Open(content, password);
            keys = FindKeys(safes, password is null ? path : null);
        }
        catch (CryptoException problem)
        {
            throw FileFaults.PasswordWrong(path, problem);
        }

        if (keys.Length != 1)
        {
            throw new FormatException(
                keys.Length == 0 ? "It is a PFX without a private key." : $"It is a PFX with {keys.Length} private keys; one is expected.");
        }

        return keys[0].BagID.Equals(PkcsObjectIdentifiers.KeyBag)
            ? PrivateKeys.FromPkcs8(Der.Read(() => PrivateKeyInfo.GetInstance(keys[0].BagValueEncodable)), path)
            : Shrouded(keys[0], path, password, safes.EmptyAs);
    }

    /// <summary>A key that is encrypted for itself, as all tools write it.</summary>
    /// <exception cref="DocSigningException">KeyPasswordWrong or KeyUnsupported.</exception>
    /// <exception cref="FormatException">Damaged, or encrypted in a way that is not read here.</exception>
    public static FileSigningKey Shrouded(
        SafeBag bag, string path, SecureString? password, EmptyPassword emptyAs = EmptyPassword.ZeroEnded) =>
        KeyFile.ReadEncrypted(Der.Read(() => Asn1Sequence.GetInstance(bag.BagValueEncodable)), path, password, emptyAs: emptyAs);

    public static bool IsKey(SafeBag bag) =>
        bag.BagID.Equals(PkcsObjectIdentifiers.KeyBag) || bag.BagID.Equals(PkcsObjectIdentifiers.Pkcs8ShroudedKeyBag);

    // Rarely, keys lie within the part that is encrypted for the certificates' sake.
    private static SafeBag[] FindKeys(PfxSafes safes, string? pathWithoutPassword) =>
        safes.OpenBags().Where(IsKey).ToArray() is { Length: > 0 } open ? open
        : pathWithoutPassword is null || !safes.HasEncryptedBags ? [.. safes.EncryptedBags().Where(IsKey)]
        : throw FileFaults.PasswordMissing(pathWithoutPassword);
}
