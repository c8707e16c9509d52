using System.Security.Cryptography;
using DigiCertDocSign.Crypto;
using Org.BouncyCastle.Asn1.X509;

namespace DigiCertDocSign.Keys;

/// <summary>
/// One key that the caller already holds as an object of .NET, as clients of cloud vaults give them. It serves one person
/// and is not disposed of here.
/// </summary>
public sealed class ProvidedKeyStore : IKeyStore
{
    private readonly ProvidedSigningKey _key;
    private int _used;

    /// <param name="key">An RSA or ECDsa object that can sign; its private part need not be readable.</param>
    /// <param name="wanted">The kind of key that was asked for; null: whatever is given.</param>
    /// <exception cref="DocSigningException">KeyUnsupported: such a key cannot be ordered for, or it is not of the kind wanted.</exception>
    public ProvidedKeyStore(AsymmetricAlgorithm key, KeyAlgorithm? wanted = null)
    {
        _key = new ProvidedSigningKey(key);
        if (wanted is { } kind && kind != _key.Algorithm)
        {
            throw new DocSigningException(
                FaultKind.KeyUnsupported,
                "Key",
                $"Key is of the kind {NameOf(_key.Algorithm)}, and KeyAlgorithm asks for {NameOf(kind)}. Leave out -KeyAlgorithm, or give a key of that kind.");
        }
    }

    /// <inheritdoc/>
    public int MaxConcurrency => 1;

    /// <summary>The kind of the key that was given; no other can be had here.</summary>
    public KeyAlgorithm Algorithm => _key.Algorithm;

    /// <inheritdoc/>
    public string GetReference(string name) => "the key given";

    /// <inheritdoc/>
    public Task<ISigningKey?> TakeUpAsync(string name, KeyAlgorithm algorithm, KeyHints hints, CancellationToken cancellationToken) => Task.FromResult<ISigningKey?>(null);

    /// <summary>The key that was given.</summary>
    /// <exception cref="DocSigningException">KeyAlreadyUsed for a second person.</exception>
    public Task<ISigningKey> CreateKeyAsync(string name, KeyAlgorithm algorithm, CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _used, 1) == 0 ? Task.FromResult<ISigningKey>(_key) : throw new DocSigningException(
            FaultKind.KeyAlreadyUsed,
            "Key",
            "Key serves one person, and another one came before. Call the command once for each person, each with a key of their own.");

    /// <inheritdoc/>
    /// <remarks>The key signs once: whether an object reaches its private part, and is let by the service behind it, shows no other way.</remarks>
    public async Task<IReadOnlyList<KeyStoreCheck>> CheckAsync(KeyAlgorithm algorithm, CancellationToken cancellationToken) =>
    [
        await Uninterruptible.RunAsync(CheckKey, cancellationToken).ConfigureAwait(false),
        new KeyStoreCheck("Certification", null, "Where the key given lives, and whether that is certified, only its owner knows."),
    ];

    public void Dispose()
    {
    }

    private static string NameOf(KeyAlgorithm algorithm) => KeyAlgorithmFacts.Of(algorithm).DisplayName;

    private KeyStoreCheck CheckKey()
    {
        string kind = $"The key given is of the kind {NameOf(Algorithm)}";
        try
        {
            return TrialSignature.Verifies(_key, SubjectPublicKeyInfo.GetInstance(_key.GetSubjectPublicKeyInfo()))
                ? new KeyStoreCheck("Key", true, $"{kind}. It signed random data, and its public part verifies that.")
                : new KeyStoreCheck("Key", false, $"{kind}, and signs with another key than it shows. Give the object of one key.");
        }
        catch (DocSigningException problem)
        {
            return new KeyStoreCheck("Key", false, problem.Message);
        }
    }
}
