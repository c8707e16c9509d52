using System.Security.Cryptography;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys.Files;

namespace DigiCertDocSign.Keys;

/// <summary>A key that was read from a file, or made for one, held by an RSA or ECDsa object of the platform.</summary>
internal sealed class PlatformSigningKey : IExportableKey, INotedKey, ICertificateHolder
{
    private readonly AsymmetricAlgorithm _key;
    private readonly KeyAlgorithmFacts _facts;
    private readonly Lazy<byte[]> _publicKey;

    /// <remarks>The key object is owned from now on.</remarks>
    public PlatformSigningKey(AsymmetricAlgorithm key, KeyAlgorithmFacts facts, string reference) =>
        (_key, _facts, Reference, _publicKey) = (key, facts, reference, new Lazy<byte[]>(() => Encode(key, facts)));

    public KeyAlgorithm Algorithm => _facts.Algorithm;

    public string Reference { get; }

    public IReadOnlyList<string> Notes { get; set; } = [];

    public byte[] GetSubjectPublicKeyInfo() => [.. _publicKey.Value];

    public byte[] Sign(byte[] data, SignatureHash hash) => _key switch
    {
        RSA rsa => rsa.SignData(data, KeyAlgorithmFacts.HashName(hash), RSASignaturePadding.Pkcs1),
        ECDsa ecdsa => EcdsaSignature.ToDer(ecdsa.SignData(data, KeyAlgorithmFacts.HashName(hash))),
        _ => throw new InvalidOperationException(),
    };

    public byte[] ExportPkcs8()
    {
        if (_key is RSA rsa)
        {
            RSAParameters parameters = rsa.ExportParameters(true);
            try
            {
                return PrivateKeys.ToPkcs8(parameters);
            }
            finally
            {
                Clear(parameters.D, parameters.P, parameters.Q, parameters.DP, parameters.DQ, parameters.InverseQ);
            }
        }

        ECParameters curve = ((ECDsa)_key).ExportParameters(true);
        try
        {
            return PrivateKeys.ToPkcs8(curve, _facts);
        }
        finally
        {
            Clear(curve.D);
        }
    }

    public Task<CertificatePlace> InstallAsync(IssuedCertificate certificate, bool replace, CancellationToken cancellationToken) =>
        Task.Run(() => CertificateFile.Put(FileKeyReference.ToPath(Reference), certificate, replace), cancellationToken);

    public void Dispose() => _key.Dispose();

    private static byte[] Encode(AsymmetricAlgorithm key, KeyAlgorithmFacts facts) => key switch
    {
        RSA rsa => PublicKeys.Encode(rsa.ExportParameters(false)),
        ECDsa ecdsa => PublicKeys.Encode(ecdsa.ExportParameters(false), facts),
        _ => throw new InvalidOperationException(),
    };

    private static void Clear(params byte[]?[] secrets)
    {
        foreach (byte[]? secret in secrets)
        {
            Array.Clear(secret ?? [], 0, secret?.Length ?? 0);
        }
    }
}
