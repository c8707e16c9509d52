using System.Security;
using System.Security.Cryptography;
using System.Text;
using DigiCertDocSign.Crypto;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Crypto;

namespace DigiCertDocSign.Keys.Files;

/// <summary>Reads a private key from a file: PKCS#8 encrypted or plain, PKCS#1, SEC1, in PEM or DER, or a PFX.</summary>
public static class KeyFile
{
    internal const string PathField = "KeyPath";
    internal const string PasswordField = "KeyPassword";
    private const int MaxFileLength = 1 << 20;

    /// <param name="pathOrReference">A path, or a <c>file:</c> reference as <see cref="SigningCsr.KeyReference"/> holds it.</param>
    /// <param name="password">Null for a key that is not encrypted.</param>
    /// <exception cref="DocSigningException">KeyFileMissing, KeyFileUnreadable, KeyPasswordMissing, KeyPasswordWrong or KeyUnsupported.</exception>
    public static IExportableKey Open(string pathOrReference, SecureString? password) => Open(pathOrReference, password, null);

    /// <param name="pathOrReference">As above.</param>
    /// <param name="password">As above.</param>
    /// <param name="reader">Remembers what was derived from this password for earlier files; null: nobody does.</param>
    internal static IExportableKey Open(string pathOrReference, SecureString? password, FileKeyOpener? reader)
    {
        string path = FileKeyReference.ToPath(pathOrReference);
        byte[] content = ReadAll(path);
        try
        {
            return Read(content, path, password, reader);
        }
        catch (FormatException problem)
        {
            throw new DocSigningException(
                FaultKind.KeyFileUnreadable,
                PathField,
                $"The file {path} holds no private key that can be read. {problem.Message} Name a PEM, DER or PFX file of a private key.",
                problem);
        }
        finally
        {
            Array.Clear(content, 0, content.Length);
        }
    }

    private static FileSigningKey Read(byte[] content, string path, SecureString? password, FileKeyOpener? reader)
    {
        string text = Encoding.UTF8.GetString(content);
        if (PemBlock.IsPem(text))
        {
            // A file may hold curve parameters before the key, or certificates behind it.
            PemBlock block = PemBlock.ReadAll(text).FirstOrDefault(candidate => candidate.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
                ?? throw new FormatException("It is PEM, but no block in it is a private key.");
            return ReadBlock(block, path, password, reader);
        }

        Asn1Sequence outer = Der.Read(() => Asn1Sequence.GetInstance(Asn1Object.FromByteArray(content)));
        return outer.Count < 2 ? throw new FormatException("The bytes inside are no key.")
            : outer[0] is Asn1Sequence ? ReadEncrypted(outer, path, password, reader)
            : outer[0] is not DerInteger version ? throw new FormatException("The bytes inside are no key.")
            : version.HasValue(3) ? PfxKey.Read(content, path, password)
            : outer[1] is Asn1Sequence ? PrivateKeys.FromPkcs8(Der.Read(() => PrivateKeyInfo.GetInstance(outer)), FileKeyReference.FromPath(path), PathField)
            : outer[1] is Asn1OctetString ? ReadSec1(outer, path)
            : ReadPkcs1(outer, path);
    }

    private static FileSigningKey ReadBlock(PemBlock block, string path, SecureString? password, FileKeyOpener? reader)
    {
        if (block.HasHeaders)
        {
            throw new FormatException(
                $"It is encrypted in the old OpenSSL way, which protects it badly; convert it with: openssl pkcs8 -topk8 -in \"{path}\".");
        }

        Asn1Sequence content = Der.Read(() => Asn1Sequence.GetInstance(Asn1Object.FromByteArray(block.Content)));
        return block.Label switch
        {
            "ENCRYPTED PRIVATE KEY" => ReadEncrypted(content, path, password, reader),
            "PRIVATE KEY" => PrivateKeys.FromPkcs8(Der.Read(() => PrivateKeyInfo.GetInstance(content)), FileKeyReference.FromPath(path), PathField),
            "RSA PRIVATE KEY" => ReadPkcs1(content, path),
            "EC PRIVATE KEY" => ReadSec1(content, path),
            _ => throw PublicKeys.Unsupported(block.Label, PathField),
        };
    }

    private static FileSigningKey ReadPkcs1(Asn1Sequence content, string path) => Der.Read(() =>
        PrivateKeys.FromRsa(RsaPrivateKeyStructure.GetInstance(content), FileKeyReference.FromPath(path), PathField));

    private static FileSigningKey ReadSec1(Asn1Sequence content, string path) => Der.Read(() =>
        PrivateKeys.FromEc(ECPrivateKeyStructure.GetInstance(content), null, FileKeyReference.FromPath(path), PathField));

    internal static FileSigningKey ReadEncrypted(Asn1Sequence content, string path, SecureString? password, FileKeyOpener? reader = null)
    {
        EncryptedPrivateKeyInfo encrypted = Der.Read(() => EncryptedPrivateKeyInfo.GetInstance(content));
        SecureString given = Require(password, path);
        byte[]? plain = null;
        try
        {
            plain = PasswordCipher.Decrypt(encrypted.EncryptionAlgorithm, encrypted.GetEncryptedData(), given, reader);
            byte[] bytes = plain;
            PrivateKeyInfo info = Der.Read(() => PrivateKeyInfo.GetInstance(bytes));
            return PrivateKeys.FromPkcs8(info, FileKeyReference.FromPath(path), PathField);
        }
        catch (NotSupportedException)
        {
            throw new FormatException($"Its encryption is of a kind that is not read here; convert it with: openssl pkcs8 -topk8 -in \"{path}\".");
        }
        catch (Exception problem) when (problem is CryptoException || (problem is FormatException && plain is not null))
        {
            // One wrong password in 256 passes the padding and leaves garbage behind it.
            throw WrongPassword(path, problem);
        }
        finally
        {
            Array.Clear(plain ?? [], 0, plain?.Length ?? 0);
        }
    }

    internal static SecureString Require(SecureString? password, string path) => password is { Length: > 0 }
        ? password
        : throw new DocSigningException(
            FaultKind.KeyPasswordMissing,
            PasswordField,
            $"The key in {path} is encrypted. Give its password with -{PasswordField}.");

    internal static DocSigningException WrongPassword(string path, Exception? problem = null) => new(
        FaultKind.KeyPasswordWrong,
        PasswordField,
        $"{PasswordField} does not open the key in {path}: the password is wrong, or the file is damaged.",
        problem);

    private static byte[] ReadAll(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                throw new DocSigningException(
                    FaultKind.KeyFileMissing,
                    PathField,
                    $"There is no key file {path}. Check the path; a folder is not enough.");
            }

            return file.Length <= MaxFileLength
                ? File.ReadAllBytes(path)
                : throw new DocSigningException(
                    FaultKind.KeyFileUnreadable,
                    PathField,
                    $"The file {path} is far too large for a key. Name a PEM, DER or PFX file of a private key.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new DocSigningException(FaultKind.KeyFileUnreadable, PathField, $"The key file {path} cannot be read. {problem.Message}", problem);
        }
    }
}

/// <summary>
/// Opens the key files of one run under one password. Files that were made in one run share salt and rounds (see
/// <see cref="FileKeyStore"/>), so the costly derivation, half a second at <see cref="FileKeyStore.Iterations"/>, is done for the
/// first alone. What was derived is cleared on disposal. Serves several threads at once.
/// </summary>
public sealed class FileKeyOpener : IDisposable
{
    private readonly SecureString? _password;
    private readonly Action<int>? _onDerive;
    private readonly Dictionary<(string Salt, int Iterations, HashAlgorithmName Hash, int Length), byte[]> _derived = [];

    /// <param name="password">Null for keys that are not encrypted. Copied; the caller may dispose of its own.</param>
    /// <param name="onDerive">Hears of each derivation before it is done, with its rounds.</param>
    public FileKeyOpener(SecureString? password, Action<int>? onDerive = null) => (_password, _onDerive) = (password?.Copy(), onDerive);

    /// <summary>As <see cref="KeyFile.Open(string, SecureString?)"/>.</summary>
    /// <exception cref="DocSigningException">KeyFileMissing, KeyFileUnreadable, KeyPasswordMissing, KeyPasswordWrong or KeyUnsupported.</exception>
    public IExportableKey Open(string pathOrReference) => KeyFile.Open(pathOrReference, _password, this);

    public void Dispose()
    {
        lock (_derived)
        {
            foreach (byte[] key in _derived.Values)
            {
                Array.Clear(key, 0, key.Length);
            }

            _derived.Clear();
        }

        _password?.Dispose();
    }

    /// <summary>A copy of the key that the password gives. Whoever asks clears it after use.</summary>
    internal byte[] Derive(byte[] salt, int iterations, HashAlgorithmName hash, int length)
    {
        var parameters = (Convert.ToBase64String(salt), iterations, hash, length);
        lock (_derived)
        {
            // Others wait meanwhile: as good as always it is this very key that they are after.
            if (!_derived.TryGetValue(parameters, out byte[]? key))
            {
                _onDerive?.Invoke(iterations);
                key = SecretText.UseUtf8(_password!, text => Pbkdf2.Derive(text, salt, iterations, hash, length));
                _derived[parameters] = key;
            }

            return [.. key];
        }
    }
}

/// <summary>The private key inside a PFX (PKCS#12, RFC 7292) that some other tool wrote.</summary>
internal static class PfxKey
{
    /// <exception cref="DocSigningException">KeyPasswordMissing, KeyPasswordWrong or KeyUnsupported.</exception>
    /// <exception cref="FormatException">Damaged, without a key, with several, or of a kind that is not read here.</exception>
    public static FileSigningKey Read(byte[] content, string path, SecureString? password)
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
    public static FileSigningKey Shrouded(SafeBag bag, string path, SecureString password) =>
        KeyFile.ReadEncrypted(Der.Read(() => Asn1Sequence.GetInstance(bag.BagValueEncodable)), path, password);

    public static bool IsKey(SafeBag bag) =>
        bag.BagID.Equals(PkcsObjectIdentifiers.KeyBag) || bag.BagID.Equals(PkcsObjectIdentifiers.Pkcs8ShroudedKeyBag);
}
