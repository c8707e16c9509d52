using System.Security;
using DigiCertDocSign.Keys.Cng;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.Keys.Pkcs11;

namespace DigiCertDocSign.Keys;

/// <summary>
/// The table of the key stores whose keys a reference can name. A new store is a folder beside this file and a line here.
/// </summary>
internal static class KeyStores
{
    private static readonly KeyStoreKind Files = new(
        FileKeyReference.Scheme, FileKeyReference.Read, secrets => new FileKeyOpener(secrets.KeyPassword, secrets.OnDerive));

    private static readonly KeyStoreKind[] All =
    [
        Files,
        new(Pkcs11Uri.Scheme, text => Pkcs11Uri.Parse(text).ToString(), secrets => new Pkcs11KeyOpener(secrets.Pin)),
        new(CngKeyReference.Scheme, text => CngKeyReference.Parse(text).ToString(), secrets => CngProviders.OpenKeys(secrets.Pin)),
    ];

    /// <summary>
    /// The store whose scheme the text begins with; null when there is none, and the text is taken for the path of a key file.
    /// </summary>
    public static KeyStoreKind? Named(string text) =>
        All.FirstOrDefault(kind => text.StartsWith(kind.Scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>As <see cref="Named"/>, and the store of key files for a path.</summary>
    public static KeyStoreKind Of(string text) => Named(text) ?? Files;
}

/// <summary>One kind of key store.</summary>
/// <param name="Scheme">What each of its references begins with, with the colon; upper or lower case is the same.</param>
/// <param name="Read">
/// Gives a reference in the form in which it may be shown and kept. Throws KeyReferenceInvalid for one that cannot be read or that holds
/// a PIN.
/// </param>
/// <param name="Open">Gives the opener of such keys for one run. It may not dispose of the secrets, which outlive it.</param>
internal sealed record KeyStoreKind(string Scheme, Func<string, string> Read, Func<KeySecrets, IKeyOpener> Open);

/// <summary>Opens the keys of one kind of store during one run. Keys that it has opened are disposed of before it is.</summary>
internal interface IKeyOpener : IDisposable
{
    /// <summary>Opens the key.</summary>
    /// <param name="reference">A reference of this kind of store.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DocSigningException">KeyReferenceInvalid, KeyNotFound and what the store refuses.</exception>
    Task<ISigningKey> OpenAsync(string reference, CancellationToken cancellationToken);
}

/// <summary>What opens the keys of one run.</summary>
/// <param name="keyPassword">Of key files; null when they are not encrypted. Copied.</param>
/// <param name="pin">Of a token or card; null when none is needed or the person enters it on the token's own pad. Copied.</param>
/// <param name="onDerive">Hears of each derivation from the password before it is done, with its rounds; null when nobody asks.</param>
internal sealed class KeySecrets(SecureString? keyPassword, SecureString? pin, Action<int>? onDerive) : IDisposable
{
    public SecureString? KeyPassword { get; } = keyPassword?.Copy();

    public SecureString? Pin { get; } = pin?.Copy();

    public Action<int>? OnDerive => onDerive;

    public void Dispose()
    {
        KeyPassword?.Dispose();
        Pin?.Dispose();
    }
}
