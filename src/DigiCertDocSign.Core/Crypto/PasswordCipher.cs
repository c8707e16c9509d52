using System.Security;
using System.Security.Cryptography;
using CertCentral;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;
using AlgorithmIdentifier = Org.BouncyCastle.Asn1.X509.AlgorithmIdentifier;

namespace DigiCertDocSign.Crypto;

/// <summary>
/// Password encryption PBES2 (RFC 8018 section 6.2): PBKDF2 with HMAC-SHA256, then AES-256-CBC. The key is derived once and serves all
/// files of one run, each with an initialization vector of its own. The files share the password, so an attacker who guesses it for one
/// file has them all, and a salt per file would only slow down the owner. One derivation for all allows a number of rounds that would
/// otherwise cost more time than making the key.
/// </summary>
internal sealed class PasswordCipher : IContentCipher
{
    /// <summary>
    /// The most rounds that a file may ask for. Every known tool needs fewer; a forged file must not keep the reader busy for hours.
    /// </summary>
    public const int MaxIterations = 10_000_000;

    private const int SaltLength = 16; // bytes
    private const int KeyLength = 32; // bytes

    private readonly byte[] _key;
    private readonly KeyDerivationFunc _derivation;

    /// <summary>Derives the key under a new random salt.</summary>
    /// <param name="password">Not kept.</param>
    /// <param name="iterations">Rounds of PBKDF2.</param>
    public PasswordCipher(SecureString password, int iterations)
    {
        byte[] salt = RandomBytes.New(SaltLength);
        _key = SecretText.UseUtf8(password, text => Pbkdf2.Derive(text, salt, iterations, HashAlgorithmName.SHA256, KeyLength));
        var hmac = new AlgorithmIdentifier(PkcsObjectIdentifiers.IdHmacWithSha256, DerNull.Instance);
        _derivation = new KeyDerivationFunc(PkcsObjectIdentifiers.IdPbkdf2, new Pbkdf2Params(salt, iterations, KeyLength, hmac));
    }

    /// <summary>Encrypts under a new initialization vector.</summary>
    /// <returns>What a reader must know, and the encrypted bytes.</returns>
    public (AlgorithmIdentifier Algorithm, byte[] Encrypted) Encrypt(byte[] plain)
    {
        using var aes = Aes.Create();
        aes.Key = _key;
        aes.Mode = CipherMode.CBC;
        aes.Padding = PaddingMode.PKCS7;
        aes.GenerateIV();
        using ICryptoTransform encryptor = aes.CreateEncryptor();
        var scheme = new EncryptionScheme(NistObjectIdentifiers.IdAes256Cbc, new DerOctetString(aes.IV));
        var algorithm = new AlgorithmIdentifier(PkcsObjectIdentifiers.IdPbeS2, new PbeS2Parameters(_derivation, scheme));
        return (algorithm, encryptor.TransformFinalBlock(plain, 0, plain.Length));
    }

    /// <summary>Reads what OpenSSL, .NET and Java write under PBES2 with PBKDF2, and the schemes before it.</summary>
    /// <param name="algorithm">What stands beside the encrypted bytes.</param>
    /// <param name="encrypted">The encrypted bytes.</param>
    /// <param name="password">The password.</param>
    /// <param name="derived">Remembers what was derived from this password; null to derive anew.</param>
    /// <param name="emptyAs">What an empty password is under the schemes before PBES2.</param>
    /// <returns>The plain bytes; the caller clears the array after use.</returns>
    /// <exception cref="NotSupportedException">Another kind of password encryption.</exception>
    /// <exception cref="CryptoException">The padding is wrong: nearly always a wrong password.</exception>
    /// <exception cref="FormatException">Damaged parameters.</exception>
    public static byte[] Decrypt(
        AlgorithmIdentifier algorithm,
        byte[] encrypted,
        SecureString password,
        DerivedKeys? derived = null,
        EmptyPassword emptyAs = EmptyPassword.ZeroEnded)
    {
        if (!algorithm.Algorithm.Equals(PkcsObjectIdentifiers.IdPbeS2))
        {
            return DecryptOld(algorithm, encrypted, password, emptyAs);
        }

        PbeS2Parameters parameters = Der.Read(() => PbeS2Parameters.GetInstance(algorithm.Parameters));
        if (!parameters.KeyDerivationFunc.Algorithm.Equals(PkcsObjectIdentifiers.IdPbkdf2))
        {
            throw new NotSupportedException();
        }

        Pbkdf2Params derivation = Der.Read(() => Pbkdf2Params.GetInstance(parameters.KeyDerivationFunc.Parameters));
        (int iterations, HashAlgorithmName hash, int keyLength, byte[] salt) = Der.Read(() => (
            derivation.IterationCountObject.IntPositiveValueExact,
            HashOf(derivation.Prf.Algorithm),
            KeyLengthOf(parameters.EncryptionScheme.Algorithm),
            derivation.Salt.GetOctets()));
        if (iterations is < 1 or > MaxIterations)
        {
            throw new FormatException("The iteration count is out of range.");
        }

        byte[] key = derived?.Derive(salt, iterations, hash, keyLength)
            ?? SecretText.UseUtf8(password, text => Pbkdf2.Derive(text, salt, iterations, hash, keyLength));
        try
        {
            return Decrypt(parameters.EncryptionScheme, encrypted, key);
        }
        finally
        {
            Array.Clear(key, 0, key.Length);
        }
    }

    private static byte[] Decrypt(EncryptionScheme encryption, byte[] encrypted, byte[] key)
    {
        DerObjectIdentifier scheme = encryption.Algorithm;
        IBufferedCipher cipher = Der.Read(() => CipherUtilities.GetCipher(scheme));
        ICipherParameters iv = Der.Read(() => ParameterUtilities.GetCipherParameters(
            scheme, ParameterUtilities.CreateKeyParameter(scheme, key), encryption.Parameters.ToAsn1Object()));
        cipher.Init(false, iv);
        return cipher.DoFinal(encrypted);
    }

    // PBES1 (RFC 8018 section 6.1) and the ciphers of PKCS#12 (RFC 7292 appendix C), with which old tools still write.
    private static byte[] DecryptOld(
        AlgorithmIdentifier algorithm, byte[] encrypted, SecureString password, EmptyPassword emptyAs)
    {
        if (!PbeUtilities.IsPbeAlgorithm(algorithm.Algorithm.Id))
        {
            throw new NotSupportedException();
        }

        return SecretText.Use(password, text =>
        {
            var cipher = (IBufferedCipher)Der.Read(() => PbeUtilities.CreateEngine(algorithm));
            cipher.Init(false, Der.Read(() => PbeUtilities.GenerateCipherParameters(
                algorithm, text, emptyAs == EmptyPassword.ZeroEnded)));
            return cipher.DoFinal(encrypted);
        });
    }

    public void Dispose() => Array.Clear(_key, 0, _key.Length);

    private static int KeyLengthOf(DerObjectIdentifier scheme) => scheme switch
    {
        _ when scheme.Equals(NistObjectIdentifiers.IdAes128Cbc) => 16,
        _ when scheme.Equals(NistObjectIdentifiers.IdAes192Cbc) => 24,
        _ when scheme.Equals(NistObjectIdentifiers.IdAes256Cbc) => 32,
        _ when scheme.Equals(PkcsObjectIdentifiers.DesEde3Cbc) => 24,
        _ => throw new FormatException("It is encrypted with a cipher that cannot be read."),
    };

    private static HashAlgorithmName HashOf(DerObjectIdentifier hmac) => hmac switch
    {
        _ when hmac.Equals(PkcsObjectIdentifiers.IdHmacWithSha1) => HashAlgorithmName.SHA1,
        _ when hmac.Equals(PkcsObjectIdentifiers.IdHmacWithSha256) => HashAlgorithmName.SHA256,
        _ when hmac.Equals(PkcsObjectIdentifiers.IdHmacWithSha384) => HashAlgorithmName.SHA384,
        _ when hmac.Equals(PkcsObjectIdentifiers.IdHmacWithSha512) => HashAlgorithmName.SHA512,
        _ => throw new FormatException("The key derivation uses a hash that cannot be read."),
    };
}
