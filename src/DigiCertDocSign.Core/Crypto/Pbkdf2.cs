using System.Security;
using System.Security.Cryptography;
using CertCentral;
#if NETFRAMEWORK
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
#endif

namespace DigiCertDocSign.Crypto;

/// <summary>
/// PBKDF2 (RFC 8018 section 5.2). On modern .NET the platform's own runs in native code. On .NET Framework it is managed code that
/// allocates memory in every round, so the library's takes its place there. Both give the same bytes.
/// </summary>
internal static class Pbkdf2
{
    /// <summary>The key that the password gives.</summary>
    /// <param name="password">In UTF-8.</param>
    /// <param name="salt">The salt.</param>
    /// <param name="iterations">The number of rounds.</param>
    /// <param name="hash">SHA-1, SHA-256, SHA-384 or SHA-512.</param>
    /// <param name="length">Of the key, in bytes.</param>
    public static byte[] Derive(byte[] password, byte[] salt, int iterations, HashAlgorithmName hash, int length)
    {
#if NETFRAMEWORK
        IDigest digest = hash.Name switch
        {
            "SHA1" => new Sha1Digest(),
            "SHA256" => new Sha256Digest(),
            "SHA384" => new Sha384Digest(),
            _ => new Sha512Digest(),
        };
        var generator = new Pkcs5S2ParametersGenerator(digest);
        generator.Init(password, salt, iterations);
        return ((KeyParameter)generator.GenerateDerivedMacParameters(length * 8)).GetKey();
#else
        return Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, hash, length);
#endif
    }
}

/// <summary>
/// Remembers the keys that were derived from one password, so that each is derived once. Several threads may use it at once.
/// </summary>
/// <param name="password">Not copied: it must outlive this object.</param>
/// <param name="onDerive">Hears of each derivation before it is done, with its rounds.</param>
internal sealed class DerivedKeys(SecureString password, Action<int>? onDerive) : IDisposable
{
    private readonly Dictionary<(string Salt, int Iterations, HashAlgorithmName Hash, int Length), byte[]> _keys = [];

    /// <summary>The key that <see cref="Pbkdf2.Derive"/> gives; the caller clears the array after use.</summary>
    public byte[] Derive(byte[] salt, int iterations, HashAlgorithmName hash, int length)
    {
        (string, int iterations, HashAlgorithmName hash, int length) parameters = (Convert.ToBase64String(salt), iterations, hash, length);
        lock (_keys)
        {
            // Other threads wait meanwhile: almost always they are after this very key.
            if (!_keys.TryGetValue(parameters, out byte[]? key))
            {
                onDerive?.Invoke(iterations);
                key = SecretText.UseUtf8(password, text => Pbkdf2.Derive(text, salt, iterations, hash, length));
                _keys[parameters] = key;
            }

            return [.. key];
        }
    }

    /// <summary>Clears the keys.</summary>
    public void Dispose()
    {
        lock (_keys)
        {
            foreach (byte[] key in _keys.Values)
            {
                Array.Clear(key, 0, key.Length);
            }

            _keys.Clear();
        }
    }
}
