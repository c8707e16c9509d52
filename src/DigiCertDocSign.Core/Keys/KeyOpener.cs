using System.Runtime.InteropServices;
using System.Security;
using DigiCertDocSign.Keys.Cng;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.Keys.Pkcs11;

namespace DigiCertDocSign.Keys;

/// <summary>
/// The one place where a key reference, of whatever kind, becomes a key. It serves the keys of one run: a token is opened and logged
/// in to once for all its keys, since one with a pad of its own asks a person each time, and the password of key files is derived
/// once (see <see cref="FileKeyOpener"/>). Not for several threads at once.
/// </summary>
public sealed class KeyOpener : IDisposable
{
    private readonly FileKeyOpener _files;
    private readonly SecureString? _pin;
    private readonly Dictionary<Pkcs11Uri, Pkcs11KeyStore> _tokens = [];

    /// <param name="keyPassword">Of key files; null for those that are not encrypted. Copied; the caller may dispose of its own.</param>
    /// <param name="pin">Of the token or card; null where it is not needed or is entered on the token's own pad. Copied.</param>
    /// <param name="onDerive">Hears of each derivation from the password before it is done, with its rounds.</param>
    public KeyOpener(SecureString? keyPassword, SecureString? pin, Action<int>? onDerive = null) =>
        (_files, _pin) = (new FileKeyOpener(keyPassword, onDerive), pin?.Copy());

    /// <summary>Opens the key. One on a token is seen by its public part without a PIN, which is enough to compare it.</summary>
    /// <param name="reference">A <c>file:</c>, <c>pkcs11:</c> or <c>cng:</c> URI, or the full path of a key file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A key that is disposed of before this is.</returns>
    /// <exception cref="DocSigningException">KeyReferenceInvalid, KeyNotFound and what the kind of store has to refuse.</exception>
    public async Task<ISigningKey> OpenAsync(string reference, CancellationToken cancellationToken)
    {
        if (Pkcs11Uri.IsOne(reference))
        {
            return await TokenOf(Pkcs11Uri.Parse(reference)).OpenKeyAsync(reference, cancellationToken).ConfigureAwait(false);
        }

        if (!CngKeyReference.IsOne(reference))
        {
            return _files.Open(reference);
        }

        return RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? CngKeyStore.Open(CngKeyReference.Parse(reference), _pin)
            : throw CngProviders.NotWindows("KeyReference");
    }

    public void Dispose()
    {
        foreach (Pkcs11KeyStore token in _tokens.Values)
        {
            token.Dispose();
        }

        _tokens.Clear();
        _files.Dispose();
        _pin?.Dispose();
    }

    private Pkcs11KeyStore TokenOf(Pkcs11Uri key)
    {
        Pkcs11Uri token = key with { Object = null, Id = null };
        if (!_tokens.TryGetValue(token, out Pkcs11KeyStore? store))
        {
            store = new Pkcs11KeyStore(token, _pin);
            _tokens.Add(token, store);
        }

        return store;
    }
}
