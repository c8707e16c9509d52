using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Pkcs11;
using DigiCertDocSign.Tests.Keys;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>What can be wrong with a module, a token or a PIN: one clear fault each, and no attempt too many.</summary>
[Collection(nameof(SoftHsm))]
public sealed class TokenBadInputTests(SoftHsm hsm)
{
    private const string Email = "mira.solberg@fjordlab.example";

    [SoftHsmFact]
    public async Task A_wrong_PIN_is_tried_once_however_many_keys_are_asked_for()
    {
        string label = hsm.NewToken();
        using (var store = new Pkcs11KeyStore(Token.ByLabel(label) with { ModulePath = SoftHsm.Spy }, Token.Pin("135791")))
        {
            DocSigningException[] faults = await Task.WhenAll(Enumerable.Range(0, 16).Select(async index =>
                await Assert.ThrowsAsync<DocSigningException>(
                    () => store.CreateKeyAsync($"p{index}@example.test", KeyAlgorithm.P256, default))));
            Assert.All(faults, fault => Assert.Equal((FaultKind.TokenPinWrong, "Pin"), (fault.Kind, fault.Faults[0].Field)));
            Assert.All(faults, fault => Assert.DoesNotContain("135791", fault.ToString(), StringComparison.Ordinal));
        }

        Assert.Equal(1, hsm.TakeCalls()["C_Login"]);
        Assert.Equal(0, hsm.CountKeys(label));
    }

    [SoftHsmTheory]
    [InlineData(SoftHsm.Pin + "\n")]
    [InlineData(SoftHsm.Pin + "\r\n")]
    [InlineData("24\u00006813")]
    public async Task A_PIN_with_a_line_break_is_refused_and_costs_no_attempt(string pin)
    {
        string label = hsm.NewToken();
        using (var store = new Pkcs11KeyStore(Token.ByLabel(label) with { ModulePath = SoftHsm.Spy }, Token.Pin(pin)))
        {
            DocSigningException fault =
                await Assert.ThrowsAsync<DocSigningException>(() => store.CreateKeyAsync(Email, KeyAlgorithm.P256, default));

            Assert.Equal((FaultKind.TokenPinWrong, "Pin"), (fault.Kind, fault.Faults[0].Field));
            Assert.Contains("no attempt is lost", fault.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("C_Login", hsm.TakeCalls().Keys);
    }

    [SoftHsmTheory]
    [InlineData("Pru\u0308fung", "Pr\u00FCfung")]
    [InlineData("Legal\u00A0HSM", "Legal HSM")]
    public async Task Labels_that_only_look_the_same_are_told_apart(string written, string asked)
    {
        hsm.NewToken(written);

        DocSigningException fault = await FaultOf(Token.ByLabel(asked));

        Assert.Equal(FaultKind.TokenNotFound, fault.Kind);
        Assert.Matches($"'{written}' \\(serial [0-9a-f]+, which reads the same and is written with other characters\\)", fault.Message);
        Assert.Contains("-TokenSerial", fault.Message, StringComparison.Ordinal);
    }

    [SoftHsmTheory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_token_without_a_pad_of_its_own_needs_a_PIN(string? pin)
    {
        string label = hsm.NewToken();
        using var store = new Pkcs11KeyStore(Token.ByLabel(label), pin is null ? null : Token.Pin(pin));

        DocSigningException fault =
            await Assert.ThrowsAsync<DocSigningException>(() => store.CreateKeyAsync(Email, KeyAlgorithm.P256, default));

        Assert.Equal(FaultKind.TokenPinMissing, fault.Kind);
    }

    [SoftHsmFact]
    public async Task A_fault_names_the_tokens_that_are_there_and_a_serial_tells_two_of_a_label_apart()
    {
        string label = hsm.NewToken(), twin = hsm.NewToken("Twins");
        hsm.NewToken(twin);

        DocSigningException missing = await FaultOf(Token.ByLabel("Nobody"));

        Assert.Equal((FaultKind.TokenNotFound, "TokenLabel"), (missing.Kind, missing.Faults[0].Field));
        Assert.Contains(label, missing.Message, StringComparison.Ordinal);

        DocSigningException ambiguous = await FaultOf(Token.ByLabel(twin));
        Assert.Equal(FaultKind.TokenAmbiguous, ambiguous.Kind);
        string[] serials = System.Text.RegularExpressions.Regex.Matches(ambiguous.Message, @"serial ([0-9a-f]+)")
            .Select(match => match.Groups[1].Value)
            .ToArray();
        Assert.Equal(2, serials.Distinct().Count());
        using var store = new Pkcs11KeyStore(new Pkcs11Uri { Serial = serials[1], ModulePath = SoftHsm.Module }, Token.Pin());
        using ISigningKey key = await store.CreateKeyAsync(Email, KeyAlgorithm.P256, default);
        Assert.Equal((twin, serials[1]), (Pkcs11Uri.Parse(key.Reference!).Token, Pkcs11Uri.Parse(key.Reference!).Serial));
        Assert.Equal(FaultKind.TokenNotFound, (await FaultOf(new Pkcs11Uri { Serial = "0000", ModulePath = SoftHsm.Module })).Kind);
    }

    [Theory]
    [InlineData("missing.so", "no file")]
    [InlineData("text.so", "no PKCS#11 library")]
    [InlineData("libc", "no PKCS#11 library")]
    public async Task A_module_that_is_none_is_a_fault_that_names_it(string name, string why)
    {
        using var folder = new TempFolder();
        folder.Write("text.so", "not a library");
        string? libc =
            new[] { "/lib/x86_64-linux-gnu/libc.so.6", "/lib/aarch64-linux-gnu/libc.so.6", "/lib64/libc.so.6" }.FirstOrDefault(File.Exists);
        string path = name == "libc" ? libc ?? folder.File("text.so") : folder.File(name);

        DocSigningException fault = await FaultOf(new Pkcs11Uri { Token = "Any", ModulePath = path });

        Assert.Equal((FaultKind.TokenModuleUnusable, "Pkcs11Module"), (fault.Kind, fault.Faults[0].Field));
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [SoftHsmFact]
    public async Task A_token_that_knows_no_elliptic_curves_says_so_and_makes_RSA_keys_all_the_same()
    {
        string label = hsm.NewToken();
        hsm.Configure("CKM_RSA_PKCS_KEY_PAIR_GEN,CKM_RSA_PKCS");
        try
        {
            using var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin());
            DocSigningException fault =
                await Assert.ThrowsAsync<DocSigningException>(() => store.CreateKeyAsync(Email, KeyAlgorithm.P384, default));
            Assert.Equal((FaultKind.KeyAlgorithmUnavailable, "KeyAlgorithm"), (fault.Kind, fault.Faults[0].Field));
            Assert.Contains("P-384", fault.Message, StringComparison.Ordinal);

            // The name is free again.
            using ISigningKey key = await store.CreateKeyAsync(Email, KeyAlgorithm.Rsa2048, default);
        }
        finally
        {
            hsm.Configure();
        }
    }

    [FaultyTokenFact]
    public async Task A_token_whose_sessions_others_hold_says_so()
    {
        using var token = new FaultyToken("sessions 1");
        Pkcs11Uri uri = Token.ByLabel(hsm.NewToken()) with { ModulePath = token.Module };
        string reference;
        using (var store = new Pkcs11KeyStore(uri, Token.Pin()))
        {
            using ISigningKey made = await store.CreateKeyAsync("other@example.test", KeyAlgorithm.P256, default);
            reference = made.Reference!;
        }

        using (var other = new KeyOpener(null, Token.Pin()))
        {
            using ISigningKey key = await other.OpenAsync(reference, default);
            DocSigningException fault = await FaultOf(uri);
            Assert.Equal(FaultKind.TokenFault, fault.Kind);
            Assert.Contains("no session free", fault.Message, StringComparison.Ordinal);
        }

        token.AssertClosed();
    }

    [SoftHsmFact]
    public async Task A_reference_to_a_key_that_is_not_there_is_a_fault()
    {
        string label = hsm.NewToken();
        using var opener = new KeyOpener(null, Token.Pin());

        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(() =>
            opener.OpenAsync($"pkcs11:token={label};object=nobody;type=private?module-path={SoftHsm.Module}", default));

        Assert.Equal(FaultKind.KeyNotFound, fault.Kind);
        Assert.Contains("'nobody'", fault.Message, StringComparison.Ordinal);
    }

    [SoftHsmFact]
    public async Task The_same_person_twice_in_one_run_gets_one_key()
    {
        string label = hsm.NewToken();
        using (var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin()))
        {
            using ISigningKey key = await store.CreateKeyAsync(Email, KeyAlgorithm.P256, default);
            DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(() => new SigningCsrBuilder(store).CreateAsync(
                SomePerson.Mira with { Email = Email.ToUpperInvariant() }, KeyAlgorithm.P256, SignatureHash.Sha256, default));
            Assert.Equal(FaultKind.KeyLabelTaken, fault.Kind);
        }

        Assert.Equal(1, hsm.CountKeys(label));
    }

    private static async Task<DocSigningException> FaultOf(Pkcs11Uri token)
    {
        using var store = new Pkcs11KeyStore(token, Token.Pin());
        return await Assert.ThrowsAsync<DocSigningException>(() => store.CreateKeyAsync(Email, KeyAlgorithm.P256, default));
    }
}
