using System.Security.Cryptography.X509Certificates;
using System.Text;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Tests.Keys;

/// <summary>Keys that other tools made.</summary>
public class KeyFileTests
{
    public static IEnumerable<object[]> Kinds =>
        from kind in new[] { "rsa", "ec" }
        from form in new[]
        {
            "pkcs8", "pkcs8-der", "traditional", "traditional-der", "aes-256", "aes-128-sha512", "aes-192-sha1", "des3", "pbe-old",
            "encrypted-der", "pfx", "pfx-old", "crlf-bom", "utf-16", "utf-16-be",
        }
        select new object[] { kind, form };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_key_in_any_usual_form_is_read(string kind, string form)
    {
        using var folder = new TempFolder();
        string original = Generate(folder, kind);
        string path = folder.File("converted");
        Convert(folder, original, path, form);

        using IExportableKey key = KeyOnDisk.Open(path, Secret.Of());
        Assert.Equal(OpenSsl.PublicKeyOf(original), key.GetSubjectPublicKeyInfo());
        File.WriteAllBytes(folder.File("exported"), key.ExportPkcs8());
        OpenSsl.Run("pkey", "-inform", "DER", "-in", folder.File("exported"), "-check", "-noout");
    }

    [Theory]
    [InlineData("aes-256")]
    [InlineData("encrypted-der")]
    [InlineData("pfx")]
    [InlineData("pfx-old")]
    public void A_wrong_or_missing_password_is_told_apart_and_not_repeated(string form)
    {
        using var folder = new TempFolder();
        string path = folder.File("key");
        Convert(folder, Generate(folder, "ec"), path, form);

        // A wrong password passes the padding once in 256 times; then the rest must give it away.
        for (int attempt = 0; attempt < (form == "aes-256" ? 600 : 3); attempt++)
        {
            DocSigningException wrong =
                Assert.Throws<DocSigningException>(() => KeyOnDisk.Open(path, Secret.Of($"wrong password {attempt}")));
            Assert.Equal((FaultKind.KeyPasswordWrong, "KeyPassword"), (wrong.Kind, wrong.Faults[0].Field));
            Assert.DoesNotContain("wrong password " + attempt, wrong.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(FaultKind.KeyPasswordMissing, Assert.Throws<DocSigningException>(() => KeyOnDisk.Open(path, null)).Kind);
    }

    [Theory]
    [InlineData("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024", "RSA 1024")]
    [InlineData("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521", "elliptic curve")]
    [InlineData("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", "secp256k1")]
    [InlineData("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit", "without a name")]
    [InlineData("genpkey -algorithm ED25519", "Ed25519")]
    [InlineData("genpkey -algorithm X25519", "X25519")]
    [InlineData("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048", "RSA-PSS")]
    public void A_kind_that_cannot_be_ordered_is_named(string command, string name)
    {
        using var folder = new TempFolder();
        OpenSsl.Run([.. command.Split(' '), "-out", folder.File("key")]);

        DocSigningException fault = Assert.Throws<DocSigningException>(() => KeyOnDisk.Open(folder.File("key"), null));

        Assert.Equal(FaultKind.KeyUnsupported, fault.Kind);
        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
        Assert.Contains("RSA 2048, 3072, 4096, P-256 and P-384", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    [InlineData("-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    [InlineData(
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n")]
    public void What_is_no_key_is_a_fault_that_names_the_file(string content)
    {
        using var folder = new TempFolder();
        string path = folder.Write("key.pem", content);

        DocSigningException fault = Assert.Throws<DocSigningException>(() => KeyOnDisk.Open(path, Secret.Of()));

        Assert.Equal((FaultKind.KeyFileUnreadable, "KeyPath"), (fault.Kind, fault.Faults[0].Field));
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keys_in_one_file_are_refused_by_their_number()
    {
        using var folder = new TempFolder();
        string one = File.ReadAllText(Generate(folder, "ec"));
        string path = folder.Write("two.pem", one + File.ReadAllText(Generate(folder, "ec")));

        DocSigningException fault = Assert.Throws<DocSigningException>(() => KeyOnDisk.Open(path, null));

        Assert.Equal(FaultKind.KeyFileUnreadable, fault.Kind);
        Assert.Contains("PEM with 2 private keys; one is expected", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openssl", "")]
    [InlineData("openssl", "-legacy")]
    [InlineData("dotnet", "")]
    [InlineData("dotnet", null)]
    public void An_empty_password_opens_a_pfx_that_has_one_and_none_does_not(string tool, string? how)
    {
        using var folder = new TempFolder();
        string original = Generate(folder, "ec");
        string path = folder.File("empty.pfx");
        OpenSsl.Run("req", "-x509", "-key", original, "-subj", "/CN=x", "-days", "2", "-out", folder.File("x.pem"));
        if (tool == "openssl")
        {
            string[] old = how!.Length > 0 ? [how] : [];
            OpenSsl.Run(["pkcs12", "-export", "-inkey", original, "-in", folder.File("x.pem"), "-out", path, "-passout", "pass:", .. old]);
        }
        else
        {
            using var pair = X509Certificate2.CreateFromPemFile(folder.File("x.pem"), original);
            File.WriteAllBytes(path, pair.Export(X509ContentType.Pfx, how));
        }

        using IExportableKey key = KeyOnDisk.Open(path, Secret.Of(""));
        Assert.Equal(OpenSsl.PublicKeyOf(original), key.GetSubjectPublicKeyInfo());

        DocSigningException missing = Assert.Throws<DocSigningException>(() => KeyOnDisk.Open(path, null));
        Assert.Equal(FaultKind.KeyPasswordMissing, missing.Kind);
        Assert.Contains("an empty one", missing.Message, StringComparison.Ordinal);
        Assert.Equal(
            FaultKind.KeyPasswordWrong, Assert.Throws<DocSigningException>(() => KeyOnDisk.Open(path, Secret.Of("another"))).Kind);
    }

    [Theory]
    [InlineData("-nomac")]
    [InlineData("-macalg sha256")]
    public void A_pfx_whose_key_is_not_encrypted_opens_without_a_password(string mac)
    {
        using var folder = new TempFolder();
        string original = Generate(folder, "rsa");
        OpenSsl.Run("req", "-x509", "-key", original, "-subj", "/CN=x", "-days", "2", "-out", folder.File("x.pem"));
        OpenSsl.Run([
            "pkcs12", "-export", "-inkey", original, "-in", folder.File("x.pem"), "-out", folder.File("open.pfx"), "-passout", "pass:x",
            "-keypbe", "NONE", "-certpbe", "NONE", .. mac.Split(' ')]);

        using IExportableKey key = KeyOnDisk.Open(folder.File("open.pfx"), null);

        Assert.Equal(OpenSsl.PublicKeyOf(original), key.GetSubjectPublicKeyInfo());
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_missing_files()
    {
        using var folder = new TempFolder();
        Assert.Equal(
            FaultKind.KeyFileMissing,
            Assert.Throws<DocSigningException>(() => KeyOnDisk.Open(folder.File("none.pem"), null)).Kind);
        Assert.Equal(FaultKind.KeyFileMissing, Assert.Throws<DocSigningException>(() => KeyOnDisk.Open(folder.Path, null)).Kind);
    }

    [Fact]
    public void A_key_under_scrypt_is_refused_with_the_command_that_converts_it()
    {
        using var folder = new TempFolder();
        OpenSsl.Run(
            "pkcs8", "-topk8", "-scrypt", "-in", Generate(folder, "ec"), "-out", folder.File("key"), "-passout", "pass:" + Secret.Text);

        DocSigningException fault = Assert.Throws<DocSigningException>(() => KeyOnDisk.Open(folder.File("key"), Secret.Of()));

        Assert.Equal(FaultKind.KeyFileUnreadable, fault.Kind);
        Assert.Contains("openssl pkcs8 -topk8", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pkcs8-der")]
    [InlineData("traditional-der")]
    [InlineData("encrypted-der")]
    [InlineData("pfx")]
    public void A_damaged_key_never_throws_anything_but_a_fault(string form)
    {
        using var folder = new TempFolder();
        string path = folder.File("key");
        Convert(folder, Generate(folder, "rsa"), path, form);
        byte[] good = File.ReadAllBytes(path);
        var random = new Random(20240229);
        for (int attempt = 0; attempt < 150; attempt++)
        {
            byte[] bad = [.. good.Take(attempt % 5 == 0 ? random.Next(good.Length) : good.Length)];
            for (int flips = random.Next(1, 4); flips > 0 && bad.Length > 0; flips--)
            {
                bad[random.Next(Math.Min(bad.Length, attempt % 2 == 0 ? 80 : bad.Length))] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(path, bad);
            try
            {
                KeyOnDisk.Open(path, Secret.Of()).Dispose();
            }
            catch (DocSigningException)
            {
                // the only kind allowed
            }
        }
    }

    private static string Generate(TempFolder folder, string kind)
    {
        string[] options = kind == "rsa"
            ? ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
            : ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"];
        OpenSsl.Run(["genpkey", .. options, "-out", folder.File("original.pem")]);
        return folder.File("original.pem");
    }

    private static void Convert(TempFolder folder, string from, string to, string form)
    {
        string pass = "pass:" + Secret.Text;
        string[] encrypted = ["pkcs8", "-topk8", "-in", from, "-out", to, "-passout", pass, "-iter", "2048"];
        switch (form)
        {
            case "pkcs8":
                File.Copy(from, to);
                break;
            case "crlf-bom":
                string lines = File.ReadAllText(from).Replace("\n", "\r\n", StringComparison.Ordinal);
                File.WriteAllText(to, "key of somebody\r\n" + lines, new UTF8Encoding(true));
                break;
            case "utf-16" or "utf-16-be":
                File.WriteAllText(to, File.ReadAllText(from), form == "utf-16" ? Encoding.Unicode : Encoding.BigEndianUnicode);
                break;
            case "pkcs8-der":
                OpenSsl.Run("pkcs8", "-topk8", "-nocrypt", "-in", from, "-outform", "DER", "-out", to);
                break;
            case "traditional":
                OpenSsl.Run("pkey", "-in", from, "-traditional", "-out", to);
                break;
            case "traditional-der":
                OpenSsl.Run("pkey", "-in", from, "-traditional", "-outform", "DER", "-out", to);
                break;
            case "aes-256":
                OpenSsl.Run([.. encrypted, "-v2", "aes-256-cbc"]);
                break;
            case "aes-128-sha512":
                OpenSsl.Run([.. encrypted, "-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512"]);
                break;
            case "aes-192-sha1":
                OpenSsl.Run([.. encrypted, "-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA1"]);
                break;
            case "des3" or "pbe-old" or "encrypted-der":
                string[] how = form == "des3" ? ["-v2", "des3"] : form == "pbe-old" ? ["-v1", "PBE-SHA1-3DES"] : ["-outform", "DER"];
                OpenSsl.Run([.. encrypted, .. how]);
                break;
            default:
                OpenSsl.Run("req", "-x509", "-key", from, "-subj", "/CN=x", "-days", "2", "-out", folder.File("x.pem"));
                string[] old = form == "pfx-old" ? ["-legacy"] : [];
                OpenSsl.Run(["pkcs12", "-export", "-inkey", from, "-in", folder.File("x.pem"), "-out", to, "-passout", pass, .. old]);
                break;
        }
    }
}
