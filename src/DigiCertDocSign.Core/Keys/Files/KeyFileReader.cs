using System.Security;
using System.Security.Cryptography;
using DigiCertDocSign.Crypto;

namespace DigiCertDocSign.Keys.Files;

/// <summary>
/// Opens the key files of one run under one password. Files that were made in one run share salt and rounds (see
/// <see cref="FileKeyStore"/>), so the costly derivation, half a second at <see cref="FileKeyStore.Iterations"/>, is done for the
/// first alone. What was derived is cleared on disposal. Serves several threads at once.
/// </summary>
public sealed class KeyFileReader : IDisposable
{
    private readonly SecureString? _password;
    private readonly Action<int>? _onDerive;
    private readonly Dictionary<(string Salt, int Iterations, HashAlgorithmName Hash, int Length), byte[]> _derived = [];

    /// <param name="password">Null for keys that are not encrypted. Copied; the caller may dispose of its own.</param>
    /// <param name="onDerive">Hears of each derivation before it is done, with its rounds.</param>
    public KeyFileReader(SecureString? password, Action<int>? onDerive = null) => (_password, _onDerive) = (password?.Copy(), onDerive);

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
