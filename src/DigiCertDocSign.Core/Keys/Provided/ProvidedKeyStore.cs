using System.Security.Cryptography;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Work;
using Org.BouncyCastle.Asn1.X509;

namespace DigiCertDocSign.Keys.Provided;

/// <summary>
/// One key that the caller already holds as an object of .NET, as clients of cloud vaults give them. It serves one person, and the caller
/// disposes of it.
/// </summary>
public sealed class ProvidedKeyStore : IKeyStore
{
    private readonly ProvidedSigningKey _key;
    private int _used;

    /// <param name="key">An RSA or ECDsa object that can sign; its private part need not be readable.</param>
    /// <param name="wanted">The kind of key that the user asked for; null when any kind will do.</param>
    /// <exception cref="DocSigningException">
    /// KeyUnsupported: no certificate can be ordered for such a key, or it is not of the wanted kind.
    /// </exception>
    public ProvidedKeyStore(AsymmetricAlgorithm key, KeyAlgorithm? wanted = null)
    {
        _key = new ProvidedSigningKey(key);
        if (wanted is { } kind && kind != Algorithm)
        {
            throw ProvidedFaults.OtherKind(NameOf(Algorithm), NameOf(kind));
        }
    }

    /// <inheritdoc/>
    public int MaxConcurrency => 1;

    /// <inheritdoc/>
    public KeyAlgorithm? GivenAlgorithm => Algorithm;

    private KeyAlgorithm Algorithm => _key.Algorithm;

    /// <inheritdoc/>
    public string GetReference(string name) => "the key given";

    /// <inheritdoc/>
    public Task<ISigningKey?> TakeUpAsync(string name, KeyAlgorithm algorithm, KeyHints hints, CancellationToken cancellationToken) =>
        Task.FromResult<ISigningKey?>(null);

    /// <summary>The key that was given.</summary>
    /// <exception cref="DocSigningException">KeyAlreadyUsed for a second person.</exception>
    public Task<ISigningKey> CreateKeyAsync(string name, KeyAlgorithm algorithm, CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _used, 1) == 0 ? Task.FromResult<ISigningKey>(_key) : throw ProvidedFaults.AlreadyUsed();

    /// <inheritdoc/>
    /// <remarks>
    /// The key signs once. Nothing else shows whether the object reaches its private part and whether the service behind it allows that.
    /// </remarks>
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

/// <summary>A key object of the caller's. The module asks it for its public part and for signatures, and for nothing else.</summary>
internal sealed class ProvidedSigningKey : ISigningKey
{
    private readonly AsymmetricAlgorithm _key;
    private readonly byte[] _subjectPublicKeyInfo;

    /// <exception cref="DocSigningException">KeyUnsupported.</exception>
    public ProvidedSigningKey(AsymmetricAlgorithm key)
    {
        _key = key;
        try
        {
            _subjectPublicKeyInfo = Encode(key);
            SubjectPublicKeyInfo info = Der.Read(() => SubjectPublicKeyInfo.GetInstance(_subjectPublicKeyInfo));
            Algorithm = PublicKeys.Recognize(info, ProvidedFaults.Field).Algorithm;
        }
        catch (Exception problem) when (IsRefusal(problem))
        {
            throw ProvidedFaults.NoPublicPart(problem);
        }
    }

    public KeyAlgorithm Algorithm { get; }

    public string? Reference => null;

    public string? KeyPath => null;

    public IReadOnlyList<string> Notes => [];

    /// <summary>False: a client of a vault may be behind the object.</summary>
    public bool IsInProcess => false;

    public IExportableKey? Exportable => null;

    public ICertificateHolder? CertificateHolder => null;

    public byte[] GetSubjectPublicKeyInfo() => [.. _subjectPublicKeyInfo];

    public byte[] Sign(byte[] data, SignatureHash hash)
    {
        try
        {
            return PlatformKeys.Sign(_key, data, hash);
        }
        catch (Exception problem) when (IsRefusal(problem))
        {
            throw ProvidedFaults.DoesNotSign(problem);
        }
    }

    /// <summary>Does nothing: the object stays the caller's.</summary>
    public void Dispose()
    {
    }

    // A client of a vault may be behind the object. It throws what its author chose: refused calls, expired log-ins, time-outs.
    private static bool IsRefusal(Exception problem) => problem is not (DocSigningException or OutOfMemoryException);

    private static byte[] Encode(AsymmetricAlgorithm key)
    {
        if (key is RSA rsa)
        {
            return PublicKeys.Encode(rsa.ExportParameters(false));
        }

        if (key is not ECDsa ecdsa)
        {
            throw CryptoFaults.KeyUnsupported(key.GetType().Name, ProvidedFaults.Field);
        }

        ECParameters parameters = ecdsa.ExportParameters(false);
        return parameters.Curve.IsNamed && ecdsa.KeySize is 256 or 384
            ? PublicKeys.Encode(parameters, KeyAlgorithmFacts.Of(ecdsa.KeySize == 256 ? KeyAlgorithm.P256 : KeyAlgorithm.P384))
            : throw CryptoFaults.KeyUnsupported($"elliptic curve of {ecdsa.KeySize} bits", ProvidedFaults.Field);
    }
}
