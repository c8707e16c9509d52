using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>Keys that other tools have put on the token under the labels of people: they stand in nobody's way but that person's.</summary>
[Collection(nameof(SoftHsm))]
public sealed class ForeignTokenKeyTests(SoftHsm hsm, SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Make =
        "$team | New-DocSigningCsr -Pkcs11Module $module -TokenLabel $label -Pin $pin -KeyAlgorithm P256 -CsrDirectory $folder";

    [SoftHsmFact]
    public void An_unusable_key_fails_its_person_alone_and_nobody_if_a_good_one_is_beside_it()
    {
        sandbox.Fresh();
        string label = hsm.NewToken();
        PSObject[] team = [.. new[] { "copied", "other", "half", "many", "good", "new" }
            .Select(name => SandboxSession.Person("Nils", $"Hagen {name}", $"{name}@fjordlab.example"))];
        string good = sandbox.Run(
            "($team[4] | New-DocSigningCsr -Pkcs11Module $module -TokenLabel $label -Pin $pin -KeyAlgorithm P256).PublicKeySha256",
            ("module", SoftHsm.Module), ("label", label), ("pin", Secret.Of(SoftHsm.Pin)), ("team", team)).Clean()[0].ToString();
        foreach (string name in new[] { "good", "many" })
        {
            Generate(label, name, "EC:prime256v1", "--extractable");
            Generate(label, name, "EC:secp521r1");
            Generate(label, name, "EC:prime256v1", half: true);
        }

        Generate(label, "copied", "EC:prime256v1", "--extractable");
        Generate(label, "other", "EC:secp521r1");
        Generate(label, "half", "EC:prime256v1", half: true);
        int keys = hsm.CountKeys(label);

        ScriptRun run = sandbox.Run(Make);

        Assert.Equal(["good@fjordlab.example", "new@fjordlab.example"], run.Output.Select(csr => csr.Properties["Email"].Value));
        Assert.Equal(good, run.Value<string>("PublicKeySha256"));
        Assert.Contains("no other was made", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat("KeyLabelTaken", 4), run.ErrorIds);
        Assert.Equal(team[..4].Select(person => person), run.Errors.Select(error => error.TargetObject));
        string[] says =
        [
            "can be copied: it can be taken out (CKA_EXTRACTABLE)",
            "of a kind that cannot be ordered",
            "without its public part",
            "3 keys for many@fjordlab.example, none of which can be taken up",
        ];
        Assert.All(run.Errors.Zip(says), pair => Assert.Contains(pair.Second, pair.First.Exception.Message, StringComparison.Ordinal));
        Assert.All(run.Errors, error => Assert.Contains("Use -Force", error.Exception.Message, StringComparison.Ordinal));
        Assert.Equal(keys + 1, hsm.CountKeys(label));

        Assert.Equal(4, sandbox.Run(Make.Replace("$team", "$team[0..3]", StringComparison.Ordinal) + " -Force").Clean().Count);
        Assert.Equal(keys + 5, hsm.CountKeys(label));
        Assert.Equal(6, sandbox.Run(Make).Clean().Count);
        Assert.Equal(keys + 5, hsm.CountKeys(label));
    }

    /// <summary>Makes a key with OpenSC's tool; half of it is the private part alone.</summary>
    private void Generate(string label, string name, string kind, string? option = null, bool half = false)
    {
        string id = Guid.NewGuid().ToString("N");
        hsm.Tool(
            label,
            [
                "--keypairgen",
                "--key-type",
                kind,
                "--label",
                $"{name}@fjordlab.example",
                "--id",
                id,
                .. option is null ? Array.Empty<string>() : [option],
            ]);
        if (half)
        {
            hsm.Tool(label, "--delete-object", "--type", "pubkey", "--id", id);
        }
    }
}
