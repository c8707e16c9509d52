using System.Security.Cryptography;

namespace DigiCertDocSign;

/// <summary>
/// One key that the caller already holds as an object of .NET, as clients of cloud vaults give them. It serves one person
/// and is not disposed of here.
/// </summary>
public sealed class ProvidedKeyStore : IKeyStore
{
    private readonly ProvidedSigningKey _key;
    private int _used;

    /// <param name="key">An RSA or ECDsa object that can sign; its private part need not be readable.</param>
    /// <exception cref="DocSigningException">KeyUnsupported.</exception>
    public ProvidedKeyStore(AsymmetricAlgorithm key) => _key = new ProvidedSigningKey(key);

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
    public Task<ISigningKey> OpenKeyAsync(string reference, CancellationToken cancellationToken) => Task.FromResult<ISigningKey>(_key);

    /// <inheritdoc/>
    public Task<IReadOnlyList<KeyStoreCheck>> CheckAsync(KeyAlgorithm algorithm, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<KeyStoreCheck>>(
        [
            new KeyStoreCheck("Key", true, $"The key given is of the kind {KeyAlgorithmFacts.Of(Algorithm).DisplayName}."),
            new KeyStoreCheck("Certification", null, "Where the key given lives, and whether that is certified, only its owner knows."),
        ]);

    public void Dispose()
    {
    }
}
