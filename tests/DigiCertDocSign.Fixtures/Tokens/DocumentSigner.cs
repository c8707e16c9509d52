using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>Lets a library that builds signed documents sign as any other program would: with pkcs11-tool and the key of an id, SHA-256.</summary>
internal sealed class ToolSigner(SoftHsm hsm, string label, string id, bool isRsa) : ISignatureFactory, IStreamCalculator<IBlockResult>, IDisposable
{
    private readonly MemoryStream _data = new();

    public object AlgorithmDetails => isRsa
        ? new AlgorithmIdentifier(PkcsObjectIdentifiers.Sha256WithRsaEncryption, DerNull.Instance)
        : new AlgorithmIdentifier(X9ObjectIdentifiers.ECDsaWithSha256);

    public Stream Stream => _data;

    public IStreamCalculator<IBlockResult> CreateCalculator() => this;

    public void Dispose() => _data.Dispose();

    public IBlockResult GetResult() => new SimpleBlockResult(isRsa
        ? hsm.Sign(label, id, "SHA256-RSA-PKCS", _data.ToArray())
        : hsm.Sign(label, id, "ECDSA", SHA256.HashData(_data.ToArray())));
}
