using DigiCertDocSign.Keys;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>Lets a library that builds signed documents sign with a key of this product, SHA-256.</summary>
internal sealed class TokenSigner(ISigningKey key) : ISignatureFactory, IStreamCalculator<IBlockResult>, IDisposable
{
    private readonly MemoryStream _data = new();

    public object AlgorithmDetails => key.Algorithm is KeyAlgorithm.P256 or KeyAlgorithm.P384
        ? new AlgorithmIdentifier(X9ObjectIdentifiers.ECDsaWithSha256)
        : new AlgorithmIdentifier(PkcsObjectIdentifiers.Sha256WithRsaEncryption, DerNull.Instance);

    public Stream Stream => _data;

    public IStreamCalculator<IBlockResult> CreateCalculator() => this;

    public void Dispose() => _data.Dispose();

    public IBlockResult GetResult() => new SimpleResult(key.Sign(_data.ToArray(), SignatureHash.Sha256));

    private sealed class SimpleResult(byte[] signature) : IBlockResult
    {
        public byte[] Collect() => signature;

        public int Collect(byte[] buf, int off) => Collect(buf.AsSpan(off));

        public int Collect(Span<byte> output)
        {
            signature.CopyTo(output);
            return signature.Length;
        }

        public int GetMaxResultLength() => signature.Length;
    }
}
