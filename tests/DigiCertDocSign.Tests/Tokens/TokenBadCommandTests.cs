using System.Text.RegularExpressions;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>What an administrator can get wrong about a token, as the commands tell it: one error, whatever the list is long.</summary>
[Collection(nameof(SoftHsm))]
public sealed class TokenBadCommandTests(SoftHsm hsm, SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Make = "$team | New-DocSigningCsr -KeyAlgorithm P256 -Pin $pin -CsrDirectory $folder/new -Pkcs11Module";
    private const string Twins = "Twins";

    // They stay for the class, as its tokens do.
    private static int _twins;

    [SoftHsmTheory]
    [InlineData(Make + " $module -TokenLabel Twins", "TokenAmbiguous", "2 tokens with the label 'Twins'")]
    [InlineData(Make + " $module -TokenLabel Nobody", "TokenNotFound", "no token with the label 'Nobody'. It shows: '")]
    [InlineData(Make + " $module -TokenSerial 0000", "TokenNotFound", "no token with the serial number '0000'. It shows: '")]
    [InlineData(Make + " $folder/text.so -TokenLabel $label", "TokenModuleUnusable", "is no PKCS#11 library that this")]
    [InlineData(
        "$bad = [securestring]::new(); \"1234`n\".ToCharArray() | ForEach-Object { $bad.AppendChar($_) }; $team | "
            + "New-DocSigningCsr -KeyAlgorithm P256 -Pin $bad -CsrDirectory $folder/new -Pkcs11Module $module -TokenLabel $label",
        "TokenPinWrong",
        "It was not sent")]
    [InlineData(Make + " $folder/none.so -TokenLabel $label", "TokenModuleUnusable", "There is no file")]
    [InlineData(
        "Test-DocSigningCertificate -OrderId $order -Pin $pin -KeyReference \"$there;object=two?module-path=$module\"",
        "KeyAmbiguous",
        "holds 2 keys named 'two'. Add the id")]
    [InlineData(
        "Install-DocSigningCertificate -OrderId $order -Pin $pin -KeyReference \"$there;object=two?module-path=$module\"",
        "KeyAmbiguous",
        "holds 2 keys named 'two'. Add the id")]
    [InlineData(
        "Save-DocSigningCertificate -OrderId $order -Path $folder/new -Pin $pin -KeyReference \"$there;object=none?module-path=$module\"",
        "KeyNotFound",
        "holds no private key named 'none'")]
    [InlineData(
        "Install-DocSigningCertificate -OrderId $order -Pin $pin -KeyReference \"$there;object=none?module-path=$module\"",
        "KeyNotFound",
        "holds no private key named 'none'")]
    [InlineData(
        "Test-DocSigningCertificate -OrderId $order -Pin $pin -KeyReference \"$there;object=two;vendor-aaa=b?module-path=$module\"",
        "KeyReferenceInvalid",
        "'vendor-aaa' is not known here")]
    public void One_error_says_what_is_wrong_and_nothing_is_made(string script, string errorId, string says)
    {
        string label = Prepare();

        ScriptRun run = sandbox.Run(script);

        Assert.Equal([errorId], run.ErrorIds);
        Assert.Contains(says, run.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.False(Directory.Exists(Path.Combine(sandbox.Folder, "new")));
        Assert.Equal(2, hsm.CountKeys(label));
    }

    [SoftHsmFact]
    public void Two_tokens_of_one_label_are_told_apart_by_the_serial_that_the_error_names()
    {
        string label = Prepare();
        string message = sandbox.Run(Make + " $module -TokenLabel Twins").Errors[0].Exception.Message;
        string[] serials = [.. Regex.Matches(message, "'Twins' \\(serial ([0-9a-f]+)\\)").Select(match => match.Groups[1].Value)];

        Assert.Equal(2, serials.Distinct().Count());

        ScriptRun run = sandbox.Run(Make + " $module -TokenSerial $serial", ("serial", serials[1]));

        Assert.All(run.Clean(), csr => Assert.Contains(
            $"pkcs11:token=Twins;serial={serials[1]};",
            (string)csr.Properties["KeyReference"].Value,
            StringComparison.Ordinal));
        Assert.Equal(3, run.Output.Count);
        Assert.Equal(2, hsm.CountKeys(label));
        Assert.Contains("Pin True", sandbox
            .Run("Test-DocSigningKeyStore -Pkcs11Module $module -TokenSerial $serial -Pin $pin")
            .Clean()
            .Select(check => $"{check.Properties["Check"].Value} {check.Properties["Passed"].Value}"));
    }

    [SoftHsmFact]
    public void A_token_that_has_only_RSA_says_so_once()
    {
        string label = Prepare();
        hsm.Configure("CKM_RSA_PKCS_KEY_PAIR_GEN,CKM_RSA_PKCS");
        try
        {
            ScriptRun run = sandbox.Run("$team | New-DocSigningCsr -Pkcs11Module $module -TokenLabel $label -Pin $pin -KeyAlgorithm P384 "
                + "-CsrDirectory $folder/new");
            Assert.Equal(["KeyAlgorithmUnavailable"], run.ErrorIds);
            Assert.Contains("P-384. Choose another -KeyAlgorithm", run.Errors[0].Exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            hsm.Configure();
        }

        Assert.Equal(2, hsm.CountKeys(label));
    }

    /// <summary>A token with two keys of the name "two", two more of one label, and an order that is issued.</summary>
    private string Prepare()
    {
        sandbox.Issue();
        string label = hsm.NewToken();
        File.WriteAllText(Path.Combine(sandbox.Folder, "text.so"), "not a library");
        foreach (string id in new[] { "01", "02" })
        {
            hsm.Tool(label, "--keypairgen", "--key-type", "EC:prime256v1", "--label", "two", "--id", id);
        }

        if (Interlocked.Exchange(ref _twins, 1) == 0)
        {
            hsm.NewToken(Twins);
            hsm.NewToken(Twins);
        }

        sandbox.Run(
            "$order = $orders[0].OrderId; $there = \"pkcs11:token=$label\"",
            ("module", SoftHsm.Module), ("label", label), ("pin", Secret.Of(SoftHsm.Pin)),
            (
                "team",
                Enumerable.Range(1, 3)
                    .Select(number => SandboxSession.Person("Nils", $"Hagen {number}", $"nils{number}@fjordlab.example"))
                    .ToArray()))
            .Clean();
        return label;
    }
}
