using System.Text;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;

namespace DigiCertDocSign.Tests.Keys;

/// <summary>Every key and every hash, as OpenSSL sees them.</summary>
public class CsrMatrixTests(OneKeyOfEachKind keys) : IClassFixture<OneKeyOfEachKind>
{
    public static IEnumerable<object[]> Matrix =>
        from algorithm in Enum.GetValues<KeyAlgorithm>()
        from hash in Enum.GetValues<SignatureHash>()
        select new object[] { algorithm, hash };

    [Theory]
    [MemberData(nameof(Matrix))]
    public void Openssl_accepts_the_CSR_and_finds_the_same_key(KeyAlgorithm algorithm, SignatureHash hash)
    {
        using var folder = new TempFolder();
        string pem = CsrBuilder.Build(SomePerson.Mira, keys[algorithm], hash);
        string path = folder.Write("csr.pem", pem);

        Assert.Contains("verify OK", OpenSsl.Run("req", "-in", path, "-verify", "-noout"), StringComparison.Ordinal);
        string text = OpenSsl.Run("req", "-in", path, "-noout", "-text", "-nameopt", "utf8");
        string expected = algorithm is KeyAlgorithm.P256 or KeyAlgorithm.P384
            ? $"ecdsa-with-{hash.ToString().ToUpperInvariant()}"
            : $"{hash.ToString().ToLowerInvariant()}WithRSAEncryption";
        Assert.Contains("Signature Algorithm: " + expected, text, StringComparison.Ordinal);
        Assert.Contains("Mira K. Solberg", text, StringComparison.Ordinal);
        Assert.Equal(Sha256.Of(OpenSsl.PublicKeyOf(keys.PathOf(algorithm), Secret.Text)), CsrInspector.Inspect(pem).PublicKeySha256);
    }

    [Theory]
    [InlineData(KeyAlgorithm.Rsa2048, "rsa", "2048")]
    [InlineData(KeyAlgorithm.Rsa3072, "rsa", "3072")]
    [InlineData(KeyAlgorithm.Rsa4096, "rsa", "4096")]
    [InlineData(KeyAlgorithm.P256, "ecc", "p-256")]
    [InlineData(KeyAlgorithm.P384, "ecc", "p-384")]
    public void The_inspector_reads_the_key_in_the_words_of_the_wire(KeyAlgorithm algorithm, string keyType, string keySize)
    {
        CsrInfo info = CsrInspector.Inspect(CsrBuilder.Build(SomePerson.Mira, keys[algorithm], SignatureHash.Sha256));
        Assert.Equal((keyType, keySize, false), (info.KeyType, info.KeySize, info.IsBarePublicKey));
        Assert.Equal(Sha256.Of(keys[algorithm].GetSubjectPublicKeyInfo()), info.PublicKeySha256);
    }

    [Theory]
    [InlineData(KeyAlgorithm.Rsa2048)]
    [InlineData(KeyAlgorithm.Rsa4096)]
    [InlineData(KeyAlgorithm.P256)]
    [InlineData(KeyAlgorithm.P384)]
    public void The_key_file_is_strongly_encrypted_owner_only_and_opens_again(KeyAlgorithm algorithm)
    {
        ISigningKey key = keys[algorithm];
        string path = keys.PathOf(algorithm);
        OwnerRights.AssertFile(path);
        Assert.NotEqual(0, OpenSsl.Try("pkey", "-in", path, "-noout", "-passin", "pass:something else").ExitCode);

        string structure = OpenSsl.Run("asn1parse", "-in", path);
        Assert.Contains("hmacWithSHA256", structure, StringComparison.Ordinal);
        Assert.Contains("aes-256-cbc", structure, StringComparison.Ordinal);
        Assert.Contains(FileKeyStore.Iterations.ToString("X6", null), structure, StringComparison.Ordinal);

        using IExportableKey opened = KeyOnDisk.Open(key.Reference!, Secret.Of());
        Assert.Equal(key.Reference, opened.Reference);
        byte[] data = Encoding.UTF8.GetBytes("nonce");
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("data"), data);
        File.WriteAllBytes(folder.File("signature"), opened.Sign(data, SignatureHash.Sha384));
        OpenSsl.Run(
            "dgst",
            "-sha384",
            "-prverify",
            path,
            "-passin",
            "pass:" + Secret.Text,
            "-signature",
            folder.File("signature"),
            folder.File("data"));
    }
}
