using System.Collections.Concurrent;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;

namespace DigiCertDocSign.Tests.Keys;

/// <summary>One folder with one key of each kind, made when first asked for: RSA 4096 is not made twice.</summary>
public sealed class OneKeyOfEachKind : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FileKeyStore _store;
    private readonly ConcurrentDictionary<KeyAlgorithm, Lazy<ISigningKey>> _keys = new();

    public OneKeyOfEachKind() => _store = new FileKeyStore(FilePlacement.InDirectory(_folder.Path), Secret.Of());

    public string PathOf(KeyAlgorithm algorithm) => _folder.File($"{algorithm}@example.test.key.pem".ToLowerInvariant());

    public ISigningKey this[KeyAlgorithm algorithm] => _keys.GetOrAdd(algorithm, kind => new Lazy<ISigningKey>(() =>
        Task.Run(() => _store.CreateKeyAsync($"{kind}@example.test", kind, CancellationToken.None)).GetAwaiter().GetResult())).Value;

    public void Dispose()
    {
        foreach (Lazy<ISigningKey> key in _keys.Values)
        {
            key.Value.Dispose();
        }

        _store.Dispose();
        _folder.Dispose();
    }
}
