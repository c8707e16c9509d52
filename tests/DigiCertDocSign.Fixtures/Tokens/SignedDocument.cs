using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Crypto;
using PersonsCertificate = Org.BouncyCastle.X509.X509Certificate;

namespace DigiCertDocSign.Fixtures.Tokens;

/// <summary>A signature over a document, as a program for signed documents makes it.</summary>
public static class SignedDocument
{
    /// <summary>Signs with a key that this library does not hold: SHA-256 with RSA or ECDSA.</summary>
    /// <param name="document">What is signed; it is not part of the result.</param>
    /// <param name="certificate">The person's certificate, DER.</param>
    /// <param name="issuer">The certificate of its issuer, DER.</param>
    /// <param name="isRsa">The kind of the person's key.</param>
    /// <param name="sign">Gives the signature of the person's key over these bytes.</param>
    /// <returns>A detached CMS signature, DER.</returns>
    public static byte[] Sign(byte[] document, byte[] certificate, byte[] issuer, bool isRsa, Func<byte[], byte[]> sign)
    {
        using var signer = new ForeignSigner(isRsa, sign);
        var generator = new CmsSignedDataGenerator();
        var person = new PersonsCertificate(certificate);
        generator.AddSignerInfoGenerator(new SignerInfoGeneratorBuilder().Build(signer, person));
        generator.AddCertificate(person);
        generator.AddCertificate(new PersonsCertificate(issuer));
        return generator.Generate(new CmsProcessableByteArray(document), encapsulate: false).GetEncoded();
    }

    private sealed class ForeignSigner(bool isRsa, Func<byte[], byte[]> sign)
        : ISignatureFactory, IStreamCalculator<IBlockResult>, IDisposable
    {
        private readonly MemoryStream _data = new();

        public object AlgorithmDetails => isRsa
            ? new AlgorithmIdentifier(PkcsObjectIdentifiers.Sha256WithRsaEncryption, DerNull.Instance)
            : new AlgorithmIdentifier(X9ObjectIdentifiers.ECDsaWithSha256);

        public Stream Stream => _data;

        public IStreamCalculator<IBlockResult> CreateCalculator() => this;

        public IBlockResult GetResult() => new SimpleBlockResult(sign(_data.ToArray()));

        public void Dispose() => _data.Dispose();
    }
}
