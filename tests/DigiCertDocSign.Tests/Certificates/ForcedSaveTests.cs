using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>-Force saves what was to be kept from the disk, and never at the price of a private key.</summary>
public sealed class ForcedSaveTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    [Fact]
    public void Force_saves_a_certificate_of_another_key_with_a_warning_but_no_pfx_of_the_two()
    {
        sandbox.Issue();
        const string Save =
            "Save-DocSigningCertificate $orders[0].OrderId -KeyReference $csrs[1].KeyReference -KeyPassword $password -Path $folder/out";
        string folder = Path.Combine(sandbox.Folder, "out");

        Assert.Equal(["CertificateKeyMismatch"], sandbox.Run(Save).ErrorIds);
        Assert.False(Directory.Exists(folder));

        ScriptRun forced = sandbox.Run(Save + " -Format Pem -Force");
        Assert.Empty(forced.Errors);
        Assert.Single(forced.Output);
        Assert.Contains(forced.Warnings, warning => warning.Contains("The public key is not that of the key ", StringComparison.Ordinal));
        Assert.Single(Directory.GetFiles(folder));

        ScriptRun joined = sandbox.Run(Save + " -Format Cer, Pfx -Password $password -Force");
        Assert.Equal(["CertificateKeyMismatch"], joined.ErrorIds);
        Assert.Contains("leave Pfx out", joined.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Force_sets_a_private_key_aside_and_says_where_and_replaces_certificates()
    {
        sandbox.Fresh();
        string key = Path.Combine(sandbox.Folder, "mira.solberg@fjordlab.example.pem");
        sandbox.Run(
            """
            $order = @{ @BASICS@ }
            $key = @{ KeyPath = "$folder/mira.solberg@fjordlab.example.pem"; KeyPassword = $password; KeyAlgorithm = 'P256' }
            $made = $person | New-DocSigningCsr @key | New-DocSigningOrder @order
            $made | Approve-DocSigningRequest
            """,
            ("person", SandboxSession.Person())).Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        string publicKey = await PublicKeyAsync(key);
        const string Save = "$made | Save-DocSigningCertificate -Path $folder -Format Pem";

        ScriptRun kept = sandbox.Run(Save);

        Assert.Equal(["CertificateFileExists"], kept.ErrorIds);
        Assert.Contains("holds a private key", kept.Errors[0].Exception.Message, StringComparison.Ordinal);

        ScriptRun forced = sandbox.Run(Save + " -Force");
        Assert.Single(forced.Clean());
        string aside = Assert.Single(sandbox.Files, file => file.EndsWith("Z.pem", StringComparison.Ordinal));
        Assert.Contains(
            forced.Warnings,
            warning => warning.Contains($"held a private key. It was set aside as {aside}:", StringComparison.Ordinal));
        Assert.Equal(publicKey, await PublicKeyAsync(aside));
        Assert.Equal(publicKey, await OpenSsl.RunAsync("x509", "-in", key, "-noout", "-pubkey"));

        // What lies there now is a certificate, which can be had again.
        ScriptRun again = sandbox.Run("$made.OrderId | Save-DocSigningCertificate -Path $folder -Format Pem -Force");
        Assert.Single(again.Clean());
        Assert.Empty(again.Warnings);
        Assert.Equal(publicKey, await PublicKeyAsync(aside));
    }

    [Fact]
    public void Force_sees_a_private_key_in_a_file_of_Windows_PowerShell_too()
    {
        sandbox.Issue();
        const string Save = "$orders[0] | Save-DocSigningCertificate -Path $folder/out -Format Pem";
        string path = Path.Combine(sandbox.Folder, "out", "mira.solberg@fjordlab.example.pem");
        sandbox.Run(Save).Clean();
        using var key = System.Security.Cryptography.ECDsa.Create();
        string both = File.ReadAllText(path) + key.ExportPkcs8PrivateKeyPem();
        File.WriteAllText(path, both, System.Text.Encoding.Unicode); // as > writes it there

        ScriptRun forced = sandbox.Run(Save + " -Force");

        Assert.Single(forced.Clean());
        string aside = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!), file => file != path);
        Assert.Contains(forced.Warnings, warning => warning.Contains($"It was set aside as {aside}", StringComparison.Ordinal));
        Assert.Equal(both, File.ReadAllText(aside));
    }

    [Theory]
    [InlineData("Pfx", "-Password $password")]
    [InlineData("Pem, Pfx", "-Password $other")]
    public void Force_sets_aside_a_pfx_that_may_hold_another_key_and_rewrites_its_own(string format, string password)
    {
        sandbox.Issue();
        string folder = Path.Combine(sandbox.Folder, "out"), pfx = Path.Combine(folder, "mira.solberg@fjordlab.example.pfx");
        sandbox.Run("$orders[1] | Save-DocSigningCertificate -Path $folder/out -Format Pfx -KeyPassword $password -Password $password")
            .Clean();
        File.Move(Path.Combine(folder, "lars.dahl@fjordlab.example.pfx"), pfx);
        byte[] lastYear = File.ReadAllBytes(pfx);
        string save =
            $"$orders[0] | Save-DocSigningCertificate -Path $folder/out -Format {format} -KeyPassword $password {password} -Force";

        ScriptRun forced = sandbox.Run(save, ("other", Secret.Of("another sentence altogether")));
        forced.Clean();
        string aside = Assert.Single(Directory.GetFiles(folder, "*Z.pfx"));
        Assert.Contains(aside, Assert.Single(forced.Warnings), StringComparison.Ordinal);
        Assert.Equal(lastYear, File.ReadAllBytes(aside));
        byte[] thisYear = File.ReadAllBytes(pfx);

        ScriptRun again = sandbox.Run(save);
        again.Clean();

        Assert.Empty(again.Warnings);
        Assert.NotEqual(thisYear, File.ReadAllBytes(pfx));
        Assert.Single(Directory.GetFiles(folder, "*Z.pfx"));
    }

    private static Task<string> PublicKeyAsync(string key) =>
        OpenSsl.RunAsync("pkey", "-in", key, "-passin", $"pass:{SandboxSession.Password}", "-pubout");
}
