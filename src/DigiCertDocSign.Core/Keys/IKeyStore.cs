namespace DigiCertDocSign;

/// <summary>A place where keys are made and kept. May be used by several threads at once.</summary>
public interface IKeyStore : IDisposable
{
    /// <summary>The reference that <see cref="CreateKeyAsync"/> would give for this name. Touches nothing.</summary>
    /// <param name="name">What the key is for: the person's e-mail address.</param>
    string GetReference(string name);

    /// <summary>Makes a key. When this returns, the key is durable: neither a crash nor a power cut takes it back.</summary>
    /// <param name="name">What the key is for: the person's e-mail address.</param>
    /// <param name="algorithm">Kind and size of the key.</param>
    /// <param name="cancellationToken">Ends the wait; a key that is not yet stored is then dropped.</param>
    /// <exception cref="DocSigningException">The name is taken, or the store refuses.</exception>
    Task<ISigningKey> CreateKeyAsync(string name, KeyAlgorithm algorithm, CancellationToken cancellationToken);

    /// <summary>Opens a key that exists.</summary>
    /// <exception cref="DocSigningException">No such key, a wrong password, or a kind of key that cannot be used.</exception>
    Task<ISigningKey> OpenKeyAsync(string reference, CancellationToken cancellationToken);
}
