namespace DigiCertDocSign.Keys;

/// <summary>
/// A place where keys are made and kept; <see cref="KeyOpener"/> opens them again by their reference. Several threads may use it at once.
/// </summary>
public interface IKeyStore : IDisposable
{
    /// <summary>How many keys the store works on at once; more of them would only wait for each other.</summary>
    int MaxConcurrency { get; }

    /// <summary>The kind of the one key that the caller has made and given; null for a store that makes keys itself.</summary>
    KeyAlgorithm? GivenAlgorithm { get; }

    /// <summary>The reference that <see cref="CreateKeyAsync"/> would give for this name. Touches nothing.</summary>
    /// <param name="name">What the key is for: the person's e-mail address.</param>
    string GetReference(string name);

    /// <summary>
    /// The key that an earlier run made under this name and that is still of use: it opens and is of the wanted kind. The caller asks for
    /// it before it makes one, so that no key is made twice: after a run that was killed between key and CSR, or to give both again.
    /// </summary>
    /// <param name="name">What the key is for: the person's e-mail address.</param>
    /// <param name="algorithm">Kind and size that the key must have.</param>
    /// <param name="hints">Tells which key is meant, for stores that may hold several of one name; other stores ignore it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when the name is free.</returns>
    /// <exception cref="DocSigningException">The name is taken by something that cannot be taken up, or the store refuses.</exception>
    Task<ISigningKey?> TakeUpAsync(string name, KeyAlgorithm algorithm, KeyHints hints, CancellationToken cancellationToken);

    /// <summary>Makes a key. When this returns, the key is durable: neither a crash nor a power cut takes it back.</summary>
    /// <param name="name">What the key is for: the person's e-mail address.</param>
    /// <param name="algorithm">Kind and size of the key.</param>
    /// <param name="cancellationToken">Ends the wait; a key that is not yet stored is then dropped.</param>
    /// <exception cref="DocSigningException">The name is taken, or the store refuses.</exception>
    Task<ISigningKey> CreateKeyAsync(string name, KeyAlgorithm algorithm, CancellationToken cancellationToken);

    /// <summary>
    /// Looks whether the store could make such a key: whether it is there and open, and what it says of itself. Makes nothing. A fault of
    /// the store is a check that did not pass, not an exception.
    /// </summary>
    Task<IReadOnlyList<KeyStoreCheck>> CheckAsync(KeyAlgorithm algorithm, CancellationToken cancellationToken);
}

/// <summary>What the CSR files of earlier runs tell about a person's keys, for a store that may hold several under one name.</summary>
public sealed class KeyHints
{
    private readonly Lazy<IReadOnlyCollection<string>> _setAside;

    /// <param name="publicKeySha256">See <see cref="PublicKeySha256"/>.</param>
    /// <param name="setAside">Gives <see cref="SetAside"/>; called once, and only if a store asks for it.</param>
    public KeyHints(string? publicKeySha256, Func<IReadOnlyCollection<string>> setAside) =>
        (PublicKeySha256, _setAside) = (publicKeySha256, new Lazy<IReadOnlyCollection<string>>(setAside));

    /// <summary>For callers that have no CSR files.</summary>
    public static KeyHints None { get; } = new(null, () => []);

    /// <summary>
    /// The key of the CSR that is there, as SHA-256 of its public part in upper-case hexadecimal; null when there is no CSR.
    /// </summary>
    public string? PublicKeySha256 { get; }

    /// <summary>
    /// The keys, in the same form, of CSRs that were set aside to make room for a newer one. A key that was made since then is not among
    /// them.
    /// </summary>
    public IReadOnlyCollection<string> SetAside => _setAside.Value;

    /// <summary>
    /// The keys, in the same form, that orders have: the caller wants one that none has, and those that are in use, by an order or by their
    /// certificate beside them, do not hinder a new one. Null: a key that is in use is not told from another one, and hinders.
    /// </summary>
    public IReadOnlyCollection<string>? Ordered { get; init; }
}
