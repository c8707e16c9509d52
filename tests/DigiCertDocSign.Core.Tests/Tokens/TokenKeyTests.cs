using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.Keys.Pkcs11;
using DigiCertDocSign.Tests.Keys;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>Keys on a real PKCS#11 token: made there, never to leave it, and signing what OpenSSL accepts.</summary>
[Collection(nameof(SoftHsm))]
public sealed class TokenKeyTests(SoftHsm hsm)
{
    private const string Email = "mira.solberg@fjordlab.example";

    [SoftHsmTheory]
    [InlineData(KeyAlgorithm.Rsa2048, SignatureHash.Sha256)]
    [InlineData(KeyAlgorithm.Rsa3072, SignatureHash.Sha384)]
    [InlineData(KeyAlgorithm.Rsa4096, SignatureHash.Sha512)]
    [InlineData(KeyAlgorithm.P256, SignatureHash.Sha256)]
    [InlineData(KeyAlgorithm.P256, SignatureHash.Sha512)]
    [InlineData(KeyAlgorithm.P384, SignatureHash.Sha384)]
    public async Task A_key_is_made_on_the_token_stays_there_and_signs_a_CSR_that_openssl_accepts(
        KeyAlgorithm algorithm, SignatureHash hash)
    {
        string label = hsm.NewToken();
        using var folder = new TempFolder();
        SigningCsr csr;
        using (var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin()))
        {
            csr = await new SigningCsrBuilder(store, FilePlacement.InDirectory(folder.Path)).CreateAsync(
                SomePerson.Mira, algorithm, hash, default);
        }

        Assert.Empty(csr.Notes);
        Assert.Null(csr.KeyPath);
        Assert.Contains("verify OK", OpenSsl.Run("req", "-in", csr.CsrPath!, "-verify", "-noout"), StringComparison.Ordinal);

        // The second opinion: what OpenSC sees of the key, and that it is the one in the CSR.
        string seen = hsm.Tool(label, "--list-objects", "--type", "privkey");
        Assert.Contains($"label:      {Email}", seen, StringComparison.Ordinal);
        Assert.DoesNotMatch("Usage: .*(decrypt|unwrap|derive)", seen);
        Assert.Matches("Access: +sensitive, always sensitive, never extractable, local", seen);
        string id = Regex.Match(seen, "ID: +([0-9a-f]{40})").Groups[1].Value;
        Assert.Equal(id, Pkcs11Uri.Parse(csr.KeyReference!).Id, ignoreCase: true);
        var decoded = CertificateRequest.LoadSigningRequestPem(csr.Csr, HashAlgorithmName.SHA256);
        byte[] publicKey = decoded.PublicKey.ExportSubjectPublicKeyInfo();
        if (algorithm is KeyAlgorithm.P256 or KeyAlgorithm.P384)
        {
            // pkcs11-tool cannot write a P-384 key to a file, not even its own: its listing shows the point.
            string point = Regex.Match(
                hsm.Tool(label, "--list-objects", "--type", "pubkey", "--id", id),
                "EC_POINT: +04..(04[0-9a-f]+)").Groups[1].Value;
            Assert.EndsWith(point, Convert.ToHexString(publicKey), StringComparison.OrdinalIgnoreCase);
            Assert.True(point.Length > 128);
            return;
        }

        hsm.Tool(label, "--read-object", "--type", "pubkey", "--id", id, "--output-file", folder.File("public.der"));

        Assert.Equal(publicKey, SubjectPublicKeyInfoOf(folder.File("public.der")));
    }

    [SoftHsmFact]
    public async Task The_reference_leads_back_to_the_key_which_signs_the_same_way()
    {
        string label = hsm.NewToken("Blanks & ümläuts; 100%");
        string reference;
        byte[] publicKey;
        using (var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin()))
        {
            using ISigningKey key = await store.CreateKeyAsync(Email, KeyAlgorithm.P256, default);
            (reference, publicKey) = (key.Reference!, key.GetSubjectPublicKeyInfo());
        }

        Assert.DoesNotContain(SoftHsm.Pin, reference, StringComparison.Ordinal);
        using (var opener = new KeyOpener(null, Token.Pin()))
        using (ISigningKey opened = await opener.OpenAsync(reference, default))
        {
            Assert.Equal((reference, KeyAlgorithm.P256), (opened.Reference, opened.Algorithm));
            Assert.Equal(publicKey, opened.GetSubjectPublicKeyInfo());
            Assert.False(CsrInspector.Inspect(CsrBuilder.Build(SomePerson.Mira, opened, SignatureHash.Sha256)).IsBarePublicKey);
        }

        // Without a PIN the public part is enough to compare with; signing then asks for it.
        using var withoutPin = new KeyOpener(null, null);
        using ISigningKey seen = await withoutPin.OpenAsync(reference, default);

        Assert.Equal(publicKey, seen.GetSubjectPublicKeyInfo());
        Assert.Equal(FaultKind.TokenPinMissing, Assert.Throws<DocSigningException>(() => seen.Sign([1], SignatureHash.Sha256)).Kind);
        Assert.IsNotAssignableFrom<IExportableKey>(seen);
    }

    [SoftHsmFact]
    public async Task A_run_killed_between_key_and_CSR_is_taken_up_and_makes_no_orphan()
    {
        string label = hsm.NewToken();
        using var folder = new TempFolder();
        byte[] orphan;
        SigningCsr made;
        using (var killed = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin()))
        {
            using ISigningKey key = await killed.CreateKeyAsync(Email, KeyAlgorithm.Rsa2048, default);
            orphan = key.GetSubjectPublicKeyInfo();
        }

        using (var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin()))
        {
            var builder = new SigningCsrBuilder(store, FilePlacement.InDirectory(folder.Path));
            SigningCsr csr = await builder.CreateAsync(SomePerson.Mira, KeyAlgorithm.Rsa2048, SignatureHash.Sha256, default);
            Assert.Equal(Sha256.Of(orphan), CsrInspector.Inspect(csr.Csr).PublicKeySha256);
            Assert.Contains("taken up", Assert.Single(csr.Notes), StringComparison.Ordinal);

            // Within the run the person is done.
            DocSigningException twice = await Assert.ThrowsAsync<DocSigningException>(
                () => builder.CreateAsync(SomePerson.Mira, KeyAlgorithm.Rsa2048, SignatureHash.Sha256, default));
            Assert.Equal(FaultKind.CsrFileExists, twice.Kind);
            made = csr;
        }

        // A later run gets the same CSR again.
        using (var later = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin()))
        {
            SigningCsr again = await new SigningCsrBuilder(later, FilePlacement.InDirectory(folder.Path)).CreateAsync(
                SomePerson.Mira, KeyAlgorithm.Rsa2048, SignatureHash.Sha256, default);
            Assert.Equal((made.Csr, made.KeyReference), (again.Csr, again.KeyReference));
        }

        Assert.Equal(1, hsm.CountKeys(label));
    }

    [SoftHsmFact]
    public async Task Force_makes_a_key_beside_the_old_one_and_destroys_nothing()
    {
        string label = hsm.NewToken();
        using var folder = new TempFolder();
        SigningCsr first, second;
        using (var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin()))
        {
            first = await new SigningCsrBuilder(store, FilePlacement.InDirectory(folder.Path)).CreateAsync(
                SomePerson.Mira, KeyAlgorithm.P256, SignatureHash.Sha256, default);
        }

        using (var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin()))
        {
            second = await new SigningCsrBuilder(store, FilePlacement.InDirectory(folder.Path), replace: true).CreateAsync(
                SomePerson.Mira, KeyAlgorithm.P256, SignatureHash.Sha256, default);
        }

        Assert.NotEqual(first.PublicKeySha256, second.PublicKeySha256);
        Assert.Equal(2, hsm.CountKeys(label));
        Assert.Equal(2, second.Notes.Count);
        using var opener = new KeyOpener(null, Token.Pin());
        foreach (SigningCsr csr in new[] { first, second })
        {
            using ISigningKey kept = await opener.OpenAsync(csr.KeyReference!, default);
            Assert.Equal(
                csr.PublicKeySha256,
                CsrInspector.Inspect(CsrBuilder.Build(SomePerson.Mira, kept, SignatureHash.Sha256)).PublicKeySha256);
        }

        string aside = Assert.Single(Directory.GetFiles(folder.Path, "*.csr.*Z.pem"));

        Assert.Equal(first.Csr, await File.ReadAllTextAsync(aside));

        // By label alone it is not clear which of the two is meant.
        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(
            () => opener.OpenAsync($"pkcs11:token={label};object={Email}?module-path={SoftHsm.Module}", default));
        Assert.Equal(FaultKind.KeyAmbiguous, fault.Kind);
    }

    [SoftHsmFact]
    public async Task A_label_whose_key_is_of_another_kind_or_certified_is_not_taken_up()
    {
        string label = hsm.NewToken();
        using var folder = new TempFolder();
        string id;
        using (var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin()))
        {
            using ISigningKey key = await store.CreateKeyAsync(Email, KeyAlgorithm.P256, default);
            id = Pkcs11Uri.Parse(key.Reference!).Id!;
        }

        await AssertTaken(label, KeyAlgorithm.P384, "another kind");
        OpenSsl.Run(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            folder.File("any.key"),
            "-outform",
            "DER",
            "-out",
            folder.File("any.der"),
            "-subj",
            "/CN=any");
        hsm.Tool(label, "--write-object", folder.File("any.der"), "--type", "cert", "--id", id);
        await AssertTaken(label, KeyAlgorithm.P256, "with its certificate");

        Assert.Equal(1, hsm.CountKeys(label));
    }

    [SoftHsmFact]
    public async Task A_key_that_another_tool_made_for_copying_is_refused()
    {
        string label = hsm.NewToken();
        hsm.Tool(label, "--keypairgen", "--key-type", "EC:prime256v1", "--label", Email, "--id", "01", "--extractable");
        using var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin());

        DocSigningException fault =
            await Assert.ThrowsAsync<DocSigningException>(() => store.TakeUpAsync(Email, KeyAlgorithm.P256, KeyHints.None, default));

        Assert.Equal(FaultKind.KeyLabelTaken, fault.Kind);
        Assert.Contains("CKA_EXTRACTABLE", fault.Message, StringComparison.Ordinal);
    }

    [FaultyTokenTheory]
    [InlineData("nistP256", 0x3F)]
    [InlineData("nistP384", 0x5F)]
    public async Task A_bare_point_of_a_token_is_read_though_its_first_byte_looks_like_a_length(string curve, byte first)
    {
        using var bare = new FaultyToken("bare-points 1");
        using var folder = new TempFolder();
        string label = hsm.NewToken();
        byte[] publicKey = PublicKeyThatBegins(curve, first);
        File.WriteAllBytes(folder.File("public.der"), publicKey);
        hsm.Tool(label, "--write-object", folder.File("public.der"), "--type", "pubkey", "--label", Email, "--id", "01");

        foreach (string module in new[] { bare.Module, SoftHsm.Module })
        {
            using var opener = new KeyOpener(null, null);
            using ISigningKey key =
                await opener.OpenAsync((Token.ByLabel(label) with { ModulePath = module, Object = Email }).ToString(), default);
            Assert.Equal(publicKey, key.GetSubjectPublicKeyInfo());
        }
    }

    [SoftHsmFact]
    public async Task A_thousand_keys_at_once_need_one_login_and_leave_no_session_behind()
    {
        string label = hsm.NewToken();
        var references = new System.Collections.Concurrent.ConcurrentBag<string>();
        using (var store = new Pkcs11KeyStore(Token.ByLabel(label) with { ModulePath = SoftHsm.Spy }, Token.Pin()))
        {
            await Parallel.ForAsync(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, stop) =>
            {
                using ISigningKey key = await store.CreateKeyAsync($"person{index}@example.test", KeyAlgorithm.P256, stop);
                CsrBuilder.Build(SomePerson.Mira, key, SignatureHash.Sha256);
                references.Add(key.Reference!);
            });
        }

        Dictionary<string, int> calls = hsm.TakeCalls();

        Assert.Equal((1, 1, 1), (calls["C_Initialize"], calls["C_Login"], calls["C_Finalize"]));
        Assert.InRange(calls["C_OpenSession"], 1, 8);
        Assert.Equal(calls["C_OpenSession"], calls["C_CloseSession"]);
        Assert.Equal(1000, calls["C_GenerateKeyPair"]);
        Assert.Equal(1000, references.Distinct().Count());
        Assert.Equal(1000, hsm.CountKeys(label));
    }

    private static async Task AssertTaken(string label, KeyAlgorithm algorithm, string why)
    {
        using var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin());
        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(
            () => new SigningCsrBuilder(store).CreateAsync(SomePerson.Mira, algorithm, SignatureHash.Sha256, default));
        Assert.Equal(FaultKind.KeyLabelTaken, fault.Kind);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    private static byte[] PublicKeyThatBegins(string curve, byte first)
    {
        while (true)
        {
            using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
            if (key.ExportParameters(false).Q.X![0] == first)
            {
                return key.ExportSubjectPublicKeyInfo();
            }
        }
    }

    private static byte[] SubjectPublicKeyInfoOf(string path)
    {
        string pem = OpenSsl.Run("pkey", "-pubin", "-inform", "DER", "-in", path, "-pubout");
        return Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => line.Length > 0 && line[0] != '-')));
    }
}
