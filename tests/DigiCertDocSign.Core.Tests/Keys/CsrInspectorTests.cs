using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using DigiCertDocSign.Csr;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace DigiCertDocSign.Tests.Keys;

public class CsrInspectorTests
{
    private const string Begin = "-----BEGIN CERTIFICATE REQUEST-----";
    private const string End = "-----END CERTIFICATE REQUEST-----";
    private static readonly string WireCsr = ReadWireCsr();
    private static readonly byte[] WireDer =
        Convert.FromBase64String(WireCsr.Replace(Begin, "", StringComparison.Ordinal).Replace(End, "", StringComparison.Ordinal));

    [Fact]
    public void The_one_line_form_is_exactly_that_of_the_wire_and_stays_itself()
    {
        string broken = $"{Begin}\n{Convert.ToBase64String(WireDer, Base64FormattingOptions.InsertLineBreaks)}\n{End}\n";

        Assert.Equal(WireCsr, CsrInspector.Inspect(broken).OneLine);
        Assert.Equal(WireCsr, CsrInspector.Inspect(WireCsr).OneLine);
        CsrInfo info = CsrInspector.Inspect(WireCsr);
        Assert.Equal(("rsa", "2048", "CN=Mira Solberg"), (info.KeyType, info.KeySize, info.SubjectText));
    }

    [Property(MaxTest = 300)]
    public Property Blanks_line_ends_and_text_around_it_change_nothing()
    {
        Gen<string> blank = Gen.Elements("", "", "", " ", "\n", "\r\n", "\t", " \r\n ");
        Gen<string> around =
            Gen.Elements("", "\uFEFF", "  \r\n", "Certificate Request:\n  Data:\n    Version: 1 (0x0)\n", "Bag Attributes: x\r\n");
        Gen<string> label = Gen.Elements("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");
        string base64 = Convert.ToBase64String(WireDer);
        Gen<string> dressed =
            from before in around
            from after in around
            from name in label
            from blanks in Gen.ListOf(blank, base64.Length + 1)
            select before + $"-----BEGIN {name}-----" + string.Concat(base64.Select((character, at) => blanks[at] + character)) + blanks[^1]
                + $"-----END {name}-----" + after;

        return Prop.ForAll(dressed.ToArbitrary(), text =>
        {
            Assert.Equal(WireCsr, CsrInspector.Inspect(text).OneLine);
            Assert.Equal(CsrInspector.Inspect(WireCsr).PublicKeySha256, CsrInspector.Inspect(text).PublicKeySha256);
        });
    }

    [Theory]
    [InlineData("RSA", "rsa_keygen_bits:3072", "3072")]
    [InlineData("EC", "ec_paramgen_curve:P-384", "p-384")]
    public void A_bare_public_key_is_read_and_kept_as_such(string algorithm, string option, string size)
    {
        using var folder = new TempFolder();
        OpenSsl.Run("genpkey", "-algorithm", algorithm, "-pkeyopt", option, "-out", folder.File("key"));
        string text = OpenSsl.Run("pkey", "-in", folder.File("key"), "-pubout");

        CsrInfo info = CsrInspector.Inspect(text.Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Equal((true, size, ""), (info.IsBarePublicKey, info.KeySize, info.SubjectText));
        Assert.Equal(text.Replace("\n", "", StringComparison.Ordinal), info.OneLine);
        Assert.Equal(Sha256.Of(OpenSsl.PublicKeyOf(folder.File("key"))), info.PublicKeySha256);
    }

    [Theory]
    [InlineData("rsa:1024", "RSA 1024")]
    [InlineData("rsa:2560", "RSA 2560")]
    [InlineData("ec -pkeyopt ec_paramgen_curve:P-521", "secp521r1")]
    [InlineData("ec -pkeyopt ec_paramgen_curve:secp256k1", "secp256k1")]
    [InlineData("ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit", "without a name")]
    [InlineData("ed25519", "Ed25519")]
    [InlineData("rsa-pss -pkeyopt rsa_keygen_bits:2048", "RSA-PSS")]
    public void A_key_that_cannot_be_ordered_is_named(string kind, string name)
    {
        using var folder = new TempFolder();
        string[] options = kind.Split(' ');
        OpenSsl.Run(
            ["req", "-new", "-newkey", .. options, "-nodes", "-keyout", folder.File("key"), "-subj", "/CN=x", "-out", folder.File("csr")]);

        DocSigningException fault = Assert.Throws<DocSigningException>(() => CsrInspector.Inspect(File.ReadAllText(folder.File("csr"))));

        Assert.Equal((FaultKind.KeyUnsupported, "Csr"), (fault.Kind, fault.Faults[0].Field));
        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_changed_bit_of_subject_key_or_signature_is_noticed()
    {
        var random = new Random(7);
        for (int attempt = 0; attempt < 400; attempt++)
        {
            byte[] changed = [.. WireDer];
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Throws<DocSigningException>(() => CsrInspector.Inspect(Begin + Convert.ToBase64String(changed) + End));
        }

        byte[] otherName = [.. WireDer];
        otherName[WireDer.AsSpan().IndexOf("Mira"u8)] = (byte)'K';
        DocSigningException fault =
            Assert.Throws<DocSigningException>(() => CsrInspector.Inspect(Begin + Convert.ToBase64String(otherName) + End));

        Assert.Equal(FaultKind.CsrSignatureWrong, fault.Kind);
    }

    [Fact]
    public void A_CSR_signed_by_RSA_PSS_is_verified_too()
    {
        using var key = RSA.Create(2048);
        byte[] der =
            new CertificateRequest("CN=Mira Solberg", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pss).CreateSigningRequest();
        Assert.Equal("2048", CsrInspector.Inspect(Begin + Convert.ToBase64String(der) + End).KeySize);

        der[der.AsSpan().IndexOf("Mira"u8)] = (byte)'K';
        DocSigningException fault =
            Assert.Throws<DocSigningException>(() => CsrInspector.Inspect(Begin + Convert.ToBase64String(der) + End));

        Assert.Equal(FaultKind.CsrSignatureWrong, fault.Kind);
    }

    [Fact]
    public void A_key_that_the_platform_does_not_take_is_verified_all_the_same()
    {
        // OpenSSL signs with an exponent of 65 bits, and refuses to verify.
        using var folder = new TempFolder();
        OpenSsl.Run(
            "req", "-new", "-newkey", "rsa:4096", "-pkeyopt", "rsa_keygen_pubexp:36893488147419103233", "-nodes", "-subj", "/CN=Mira",
            "-keyout", folder.File("key.pem"), "-out", folder.File("csr.pem"));
        Assert.Equal("4096", CsrInspector.Inspect(File.ReadAllText(folder.File("csr.pem"))).KeySize);
    }

    [Fact]
    public void A_signature_of_an_unknown_algorithm_is_not_called_wrong()
    {
        byte[] der = [.. WireDer];
        byte[] sha256WithRsa = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B];
        der[der.AsSpan().LastIndexOf(sha256WithRsa) + sha256WithRsa.Length - 1] = 0x63;

        DocSigningException fault =
            Assert.Throws<DocSigningException>(() => CsrInspector.Inspect(Begin + Convert.ToBase64String(der) + End));

        Assert.Contains("its algorithm 1.2.840.113549.1.1.99 is not known", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("altered", fault.Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 500)]
    public Property Any_text_gives_a_csr_or_a_fault()
    {
        Gen<string> pieces = Gen.Elements(
            Begin,
            End,
            WireCsr,
            "-----BEGIN PUBLIC KEY-----",
            "-----END PUBLIC KEY-----",
            "-----BEGIN ",
            "-----",
            "MIIC",
            "AAAA",
            "==",
            "\0",
            "\n",
            ":",
            "\\n",
            "密",
            "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----");
        Gen<string> text = Gen.OneOf(
            Gen.ListOf(pieces).Select(string.Concat),
            ArbMap.Default.GeneratorFor<string>(),
            ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => Begin + Convert.ToBase64String(bytes ?? []) + End),
            Gen.Choose(0, WireCsr.Length).Select(length => WireCsr[..length]));

        return Prop.ForAll(text.ToArbitrary(), one =>
        {
            try
            {
                Assert.StartsWith("-----BEGIN ", CsrInspector.Inspect(one).OneLine, StringComparison.Ordinal);
            }
            catch (DocSigningException fault)
            {
                Assert.Contains("Csr", fault.Message, StringComparison.Ordinal);
            }
        });
    }

    [Theory]
    [InlineData(0x30, 0x80)]
    [InlineData(0x24, 0x80)]
    [InlineData(0xA0, 0x80)]
    public void Deep_nesting_is_a_fault_and_not_the_end_of_the_process(byte tag, byte length)
    {
        byte[] nested = [.. Enumerable.Repeat(new[] { tag, length }, 20_000).SelectMany(pair => pair)];
        Assert.Throws<DocSigningException>(() => CsrInspector.Inspect(Begin + Convert.ToBase64String(nested) + End));
    }

    [Theory]
    [InlineData(null, "empty")]
    [InlineData(" \r\n", "empty")]
    [InlineData("MIICXDCC", "not PEM")]
    [InlineData("-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----", "CERTIFICATE, not a CSR")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----AAAA", "cut off")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----AAAA-----END PUBLIC KEY-----", "ends as PUBLIC KEY")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----\\nAAAA\\n-----END CERTIFICATE REQUEST-----", "escape characters")]
    [InlineData("-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----", "private key")]
    public void The_fault_says_what_is_wrong(string? text, string expected)
    {
        DocSigningException fault = Assert.Throws<DocSigningException>(() => CsrInspector.Inspect(text!));
        Assert.Equal(FaultKind.CsrUnreadable, fault.Kind);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_key_beside_the_CSR_is_refused_and_not_repeated()
    {
        string key = Convert.ToBase64String(Encoding.ASCII.GetBytes("very private material"));
        DocSigningException fault = Assert.Throws<DocSigningException>(() =>
            CsrInspector.Inspect($"{WireCsr}\n-----BEGIN RSA PRIVATE KEY-----\n{key}\n-----END RSA PRIVATE KEY-----"));

        Assert.Equal(FaultKind.CsrUnreadable, fault.Kind);
        Assert.DoesNotContain(key, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_CSRs_are_refused() =>
        Assert.Contains(
            "2 CSRs",
            Assert.Throws<DocSigningException>(() => CsrInspector.Inspect(WireCsr + WireCsr)).Message,
            StringComparison.Ordinal);

    private static string ReadWireCsr()
    {
        using var sample = JsonDocument.Parse(Samples.Text("order-create.request.min.json"));
        return sample.RootElement.GetProperty("certificate").GetProperty("csr").GetString()!;
    }
}
