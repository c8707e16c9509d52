#if !NETFRAMEWORK
using System.Runtime.Versioning;
#endif
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using DigiCertDocSign.Crypto;

namespace DigiCertDocSign.Keys.Cng;

/// <summary>A key that a key storage provider of Windows keeps: a smart card, a TPM, an HSM of a vendor.</summary>
#if !NETFRAMEWORK
[SupportedOSPlatform("windows")]
#endif
internal sealed class CngSigningKey : INotedKey, ICertificateHolder
{
    private readonly CngKey _key;
    private readonly KeyAlgorithmFacts _facts;
    private readonly byte[] _subjectPublicKeyInfo;
    private readonly bool _silent;

    /// <remarks>The key is owned from now on.</remarks>
    /// <exception cref="DocSigningException">KeyUnsupported.</exception>
    public CngSigningKey(CngKey key, CngKeyReference reference, bool silent, IReadOnlyList<string> notes)
    {
        (_key, _silent, Notes, Reference) = (key, silent, notes, reference.ToString());
        if (key.AlgorithmGroup == CngAlgorithmGroup.Rsa && KeyAlgorithmFacts.OfRsa(key.KeySize) is { } rsaFacts)
        {
            using var rsa = new RSACng(key);
            (_facts, _subjectPublicKeyInfo) = (rsaFacts, PublicKeys.Encode(rsa.ExportParameters(false)));
        }
        else if (key.AlgorithmGroup == CngAlgorithmGroup.ECDsa && key.KeySize is 256 or 384)
        {
            using var ecdsa = new ECDsaCng(key);
            _facts = KeyAlgorithmFacts.Of(key.KeySize == 256 ? KeyAlgorithm.P256 : KeyAlgorithm.P384);
            _subjectPublicKeyInfo = PublicKeys.Encode(ecdsa.ExportParameters(false), _facts);
        }
        else
        {
            throw PublicKeys.Unsupported($"{key.Algorithm.Algorithm} {key.KeySize}", "KeyReference");
        }
    }

    public KeyAlgorithm Algorithm => _facts.Algorithm;

    public string? Reference { get; }

    public IReadOnlyList<string> Notes { get; }

    /// <summary>True when the provider may give the private part away.</summary>
    public bool IsExportable => _key.ExportPolicy != CngExportPolicies.None;

    public byte[] GetSubjectPublicKeyInfo() => [.. _subjectPublicKeyInfo];

    public byte[] Sign(byte[] data, SignatureHash hash)
    {
        try
        {
            using SafeNCryptKeyHandle handle = _key.Handle;
            byte[] signature = NCrypt.SignHash(handle, HashValue.Of(data, hash), _facts.IsRsa ? KeyAlgorithmFacts.HashName(hash).Name : null, _silent);
            return _facts.IsRsa ? signature : EcdsaSignature.ToDer(signature);
        }
        catch (CryptographicException problem)
        {
            throw CngFaults.Of(problem, Reference!);
        }
    }

    public Task<CertificatePlace> InstallAsync(IssuedCertificate certificate, bool replace, CancellationToken cancellationToken) =>
        Task.Run(() => CngCertificateStore.Put(certificate, CngKeyReference.Parse(Reference!)), cancellationToken);

    public void Dispose() => _key.Dispose();
}
