using System.Security.Cryptography;

namespace DigiCertDocSign.Benchmarks.Keys;

/// <summary>One key for many measurements: a caller that disposes of this leaves the key as it is.</summary>
internal sealed class ReadyRsa(RSA key) : RSA
{
    public override int KeySize => key.KeySize;

    public override RSAParameters ExportParameters(bool includePrivateParameters) => key.ExportParameters(includePrivateParameters);

    public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();

    public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding) =>
        key.SignHash(hash, hashAlgorithm, padding);

    protected override byte[] HashData(byte[] data, int offset, int count, HashAlgorithmName hashAlgorithm) =>
        CryptographicOperations.HashData(hashAlgorithm, data.AsSpan(offset, count));
}
