using System.Security;
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
    internal static IExportableKey Open(string pathOrReference, SecureString? password, KeyFileReader? reader)
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

    private static PlatformSigningKey Read(byte[] content, string path, SecureString? password, KeyFileReader? reader)
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

    private static PlatformSigningKey ReadBlock(PemBlock block, string path, SecureString? password, KeyFileReader? reader)
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

    private static PlatformSigningKey ReadPkcs1(Asn1Sequence content, string path) => Der.Read(() =>
        PrivateKeys.FromRsa(RsaPrivateKeyStructure.GetInstance(content), FileKeyReference.FromPath(path), PathField));

    private static PlatformSigningKey ReadSec1(Asn1Sequence content, string path) => Der.Read(() =>
        PrivateKeys.FromEc(ECPrivateKeyStructure.GetInstance(content), null, FileKeyReference.FromPath(path), PathField));

    internal static PlatformSigningKey ReadEncrypted(Asn1Sequence content, string path, SecureString? password, KeyFileReader? reader = null)
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
