using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Pkcs11;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>What the whole product is for: a document signed with the key on the token and its certificate.</summary>
[Collection(nameof(SoftHsm))]
public sealed class TokenDocumentTests(SoftHsm hsm)
{
    [SoftHsmTheory]
    [InlineData(KeyAlgorithm.Rsa2048)]
    [InlineData(KeyAlgorithm.P256)]
    public async Task A_document_signed_on_the_token_is_accepted_by_openssl_and_a_changed_one_is_not(KeyAlgorithm algorithm)
    {
        string label = hsm.NewToken();
        using var folder = new TempFolder();
        using var authority = new TestAuthority();
        using var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin());
        using ISigningKey key = await store.CreateKeyAsync(TestAuthority.Email, algorithm, default);
        using X509Certificate2 leaf = authority.CreatePerson(key.GetSubjectPublicKeyInfo());
        var certificate = IssuedCertificate.Parse(TestAuthority.Bundle(leaf, authority.Issuing, authority.Root));
        Assert.True(SignatureProof.Check(certificate, key).Passed);

        byte[] document = Encoding.UTF8.GetBytes("The contract, as agreed.");
        bool isRsa = algorithm is not (KeyAlgorithm.P256 or KeyAlgorithm.P384);
        byte[] signature = SignedDocument.Sign(
            document, leaf.RawData, authority.Issuing.RawData, isRsa, data => key.Sign(data, SignatureHash.Sha256));

        File.WriteAllBytes(folder.File("signature"), signature);
        File.WriteAllBytes(folder.File("contract"), document);
        File.WriteAllBytes(folder.File("changed"), [.. document, (byte)'!']);
        File.WriteAllText(folder.File("root"), authority.Root.ExportCertificatePem());
        Assert.Contains("successful", OpenSsl.Run(Verify("contract")), StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(0, OpenSsl.Try(Verify("changed")).ExitCode);

        // Document signing is a purpose that openssl does not know; the chain is still verified, at the CA's own time.
        string[] Verify(string content) =>
        [
            "cms", "-verify", "-binary", "-inform", "DER", "-in", folder.File("signature"), "-content", folder.File(content),
            "-CAfile", folder.File("root"), "-purpose", "any", "-out", folder.File("out"),
            "-attime", TestAuthority.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        ];
    }
}
