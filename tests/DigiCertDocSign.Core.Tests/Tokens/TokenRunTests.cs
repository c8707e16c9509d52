using System.Diagnostics;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Pkcs11;
using DigiCertDocSign.Tests.Keys;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>
/// Two runs that make keys on one token at once would make two keys for a person: the second is refused as long as the first is at work.
/// </summary>
[Collection(nameof(SoftHsm))]
public sealed class TokenRunTests(SoftHsm hsm)
{
    private const string Email = "mira.solberg@fjordlab.example";

    [SoftHsmFact]
    public async Task A_second_store_opens_keys_but_makes_none_until_the_first_one_is_closed()
    {
        string label = hsm.NewToken(), neighbour = hsm.NewToken();
        using var second = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin());
        string reference;
        using (var first = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin()))
        using (ISigningKey key = await first.CreateKeyAsync(Email, KeyAlgorithm.P256, default))
        {
            reference = key.Reference!;
            foreach (Func<Task> make in new Func<Task>[]
            {
                () => second.CreateKeyAsync(Email, KeyAlgorithm.P256, default),
                () => second.TakeUpAsync(Email, KeyAlgorithm.P256, KeyHints.None, default),
            })
            {
                DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(make);
                Assert.Equal((FaultKind.TokenBusy, "TokenLabel"), (fault.Kind, fault.Faults[0].Field));
            }

            using var opener = new KeyOpener(null, Token.Pin());
            using ISigningKey opened = await opener.OpenAsync(reference, default);
            Assert.NotEmpty(opened.Sign([1], SignatureHash.Sha256));

            // Another token is another matter.
            using var other = new Pkcs11KeyStore(Token.ByLabel(neighbour), Token.Pin());
            using ISigningKey there = await other.CreateKeyAsync(Email, KeyAlgorithm.P256, default);
        }

        using ISigningKey? taken = await second.TakeUpAsync(Email, KeyAlgorithm.P256, KeyHints.None, default);

        Assert.Equal(Pkcs11Uri.Parse(reference).Id, Pkcs11Uri.Parse(taken!.Reference!).Id);
        Assert.Equal(1, hsm.CountKeys(label));
    }

    [SoftHsmFact]
    public async Task A_process_that_is_killed_gives_the_token_back()
    {
        string label = hsm.NewToken();
        using var folder = new TempFolder();
        string program = Path.Combine(AppContext.BaseDirectory, "DigiCertDocSign.KeyMakingChild.dll");
        var start = new ProcessStartInfo("dotnet", [program, folder.Path, "100000", SoftHsm.Pin, SoftHsm.Module, label])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["SOFTHSM2_CONF"] = hsm.Configuration;
        using Process child = Process.Start(start)!;
        try
        {
            Assert.Equal("begins", await child.StandardOutput.ReadLineAsync());
            Assert.Contains("@fjordlab.example", await child.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
            using var refused = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin());
            DocSigningException fault =
                await Assert.ThrowsAsync<DocSigningException>(() => refused.CreateKeyAsync(Email, KeyAlgorithm.P256, default));
            Assert.Equal(FaultKind.TokenBusy, fault.Kind);
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync();
        }

        using var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin());
        using ISigningKey key = await store.CreateKeyAsync(Email, KeyAlgorithm.P256, default);

        Assert.NotEmpty(key.Sign([1], SignatureHash.Sha256));
    }

    [SoftHsmFact]
    public async Task Keys_are_made_without_a_state_folder_and_the_first_one_says_what_is_missing()
    {
        const string Variable = "XDG_STATE_HOME";
        string label = hsm.NewToken();
        using var folder = new TempFolder();
        string? before = Environment.GetEnvironmentVariable(Variable);
        folder.Write("file", "no folder can be made below it");
        Environment.SetEnvironmentVariable(Variable, folder.File("file"));

        try
        {
            using var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin());
            var builder = new SigningCsrBuilder(store);
            SigningCsr first = await builder.CreateAsync(SomePerson.Mira, KeyAlgorithm.P256, SignatureHash.Sha256, default);
            Assert.Contains("no lock keeps a second run from making keys on it", Assert.Single(first.Notes), StringComparison.Ordinal);
            Assert.Empty((await builder.CreateAsync(
                SomePerson.Mira with { Email = "other@fjordlab.example" }, KeyAlgorithm.P256, SignatureHash.Sha256, default)).Notes);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }
}
