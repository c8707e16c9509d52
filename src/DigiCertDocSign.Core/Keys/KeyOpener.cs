using System.Security;

namespace DigiCertDocSign.Keys;

/// <summary>
/// The one place where a key reference, of whatever kind, becomes a key. It serves the keys of one run. Each token is opened, and logged in
/// to, once for all its keys, since one with a pad of its own asks a person each time. The password of key files is derived once
/// for all files that were made together. Not for several threads at once.
/// </summary>
public sealed class KeyOpener : IDisposable
{
    private readonly KeySecrets _secrets;
    private readonly Dictionary<KeyStoreKind, IKeyOpener> _openers = [];

    /// <param name="keyPassword">Of key files; null for those that are not encrypted. Copied; the caller may dispose of its own.</param>
    /// <param name="pin">Of the token or card; null when none is needed or the person enters it on the token's own pad. Copied.</param>
    /// <param name="onDerive">Hears of each derivation from the password before it is done, with its rounds.</param>
    public KeyOpener(SecureString? keyPassword, SecureString? pin, Action<int>? onDerive = null) =>
        _secrets = new KeySecrets(keyPassword, pin, onDerive);

    /// <summary>Opens the key. One on a token is seen by its public part without a PIN, which is enough to compare it.</summary>
    /// <param name="reference">A <c>file:</c>, <c>pkcs11:</c> or <c>cng:</c> URI, or the full path of a key file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A key that the caller disposes of before it disposes of this opener.</returns>
    /// <exception cref="DocSigningException">KeyReferenceInvalid, KeyNotFound and what the kind of store refuses.</exception>
    public async Task<ISigningKey> OpenAsync(string reference, CancellationToken cancellationToken)
    {
        KeyStoreKind kind = KeyStores.Of(reference);
        if (!_openers.TryGetValue(kind, out IKeyOpener? opener))
        {
            opener = kind.Open(_secrets);
            _openers.Add(kind, opener);
        }

        return await opener.OpenAsync(reference, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (IKeyOpener opener in _openers.Values)
        {
            opener.Dispose();
        }

        _openers.Clear();
        _secrets.Dispose();
    }
}
