using System.Security.Cryptography;

namespace DigiCertDocSign.Tests.Keys;

/// <summary>
/// A key in a vault that shows its public part and refuses to sign, with an exception of its own kind, as clients of cloud services do.
/// </summary>
internal sealed class VaultKey(RSA key) : RSA
{
    public override RSAParameters ExportParameters(bool includePrivateParameters) => key.ExportParameters(includePrivateParameters);

    public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();

    public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding) =>
        throw new HttpRequestException("The caller may not sign with this key.\nStatus: 403 (Forbidden)\nHeaders:\nx-request-id: REDACTED");

    protected override byte[] HashData(byte[] data, int offset, int count, HashAlgorithmName hashAlgorithm) =>
        SHA256.HashData(data.AsSpan(offset, count));
}
