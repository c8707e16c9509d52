using System.Security.Cryptography.X509Certificates;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>The certificate goes beside the key file, is never one of another key by mistake, and pushes nothing away.</summary>
public sealed class InstallBesideFileTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Mira = "mira.solberg@fjordlab.example", Lars = "lars.dahl@fjordlab.example";
    private const string Install = "$orders[0] | Install-DocSigningCertificate -KeyPassword $password";

    [Fact]
    public async Task Certificate_and_chain_lie_beside_the_key_and_a_second_time_changes_nothing()
    {
        sandbox.Issue();
        ScriptRun first = sandbox.Run("$orders | Install-DocSigningCertificate -KeyPassword $password");
        Assert.Equal(2, first.Clean().Count);
        Assert.Empty(first.Warnings);
        Assert.Equal(Path("keys", $"{Mira}.chain.pem"), first.Value<string>("Location"));
        Assert.False(first.Value<bool>("AlreadyThere"));
        Assert.Equal(sandbox.Run("$orders[0]").Value<long>("OrderId"), first.Value<long>("OrderId"));

        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(first.Value<string>("Location"));
        Assert.Equal(first.Value<string>("Thumbprint"), chain[0].Thumbprint);
        Assert.Equal(3, chain.Count);
        Assert.Equal([chain[1].Subject, chain[2].Subject, chain[2].Subject], chain.Select(certificate => certificate.Issuer));
        string key =
            await OpenSsl.RunAsync("pkey", "-in", Path("keys", $"{Mira}.key.pem"), "-passin", $"pass:{SandboxSession.Password}", "-pubout");
        Assert.Equal(key, await OpenSsl.RunAsync("x509", "-in", first.Value<string>("Location"), "-noout", "-pubkey"));

        // What Save writes into the same folder is the same file.
        ScriptRun saved = sandbox.Run("$orders[0] | Save-DocSigningCertificate -Path $folder/keys");
        Assert.Single(saved.Clean());
        Assert.True(saved.Value<bool>("AlreadyThere"));
        Assert.Equal(first.Value<string>("Location"), saved.Value<string>("Path"));
        DateTime written = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(first.Value<string>("Location"), written);
        foreach (string force in new[] { "", " -Force" })
        {
            ScriptRun again = sandbox.Run(Install + " -Verbose" + force);
            Assert.Single(again.Clean());
            Assert.True(again.Value<bool>("AlreadyThere"));
            Assert.Contains(again.Verbose, line => line.Contains("was there already", StringComparison.Ordinal));
            Assert.Equal(written, File.GetLastWriteTimeUtc(first.Value<string>("Location")));
        }

        Assert.Equal(4, Directory.GetFiles(Path("keys"), "*.pem").Count(file => !file.EndsWith(".csr.pem", StringComparison.Ordinal)));
    }

    [Fact]
    public void Another_certificate_is_kept_unless_forced_and_a_private_key_is_always_kept()
    {
        sandbox.Issue();
        using var authority = new TestAuthority();
        string place = Path("keys", $"{Mira}.chain.pem");
        using X509Certificate2 other = HandMadeCertificate.Write(place, authority, Csr(0));
        byte[] before = File.ReadAllBytes(place);

        ScriptRun refused = sandbox.Run(Install);
        Assert.Equal(["CertificateFileExists"], refused.ErrorIds);
        Assert.Contains("A1B2C3 of Mira K. Solberg", refused.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(place));

        ScriptRun forced = sandbox.Run(Install + " -Force");
        Assert.Single(forced.Clean());
        Assert.Contains("A1B2C3 of Mira K. Solberg", Assert.Single(forced.Warnings), StringComparison.Ordinal);
        using X509Certificate2 now = X509CertificateLoader.LoadCertificateFromFile(place);
        Assert.Equal(forced.Value<string>("Thumbprint"), now.Thumbprint);

        File.Copy(Path("keys", $"{Lars}.key.pem"), place, overwrite: true);

        Assert.Equal(["CertificateFileExists"], sandbox.Run(Install + " -Force").ErrorIds);
        Assert.Equal(File.ReadAllBytes(Path("keys", $"{Lars}.key.pem")), File.ReadAllBytes(place));
    }

    [Fact]
    public void A_certificate_of_another_key_is_refused_and_with_Force_installed_with_a_warning()
    {
        sandbox.Issue();
        const string Wrong = "Install-DocSigningCertificate $orders[0].OrderId -KeyReference $csrs[1].KeyReference -KeyPassword $password";
        string place = Path("keys", $"{Lars}.chain.pem");

        ScriptRun refused = sandbox.Run(Wrong);

        Assert.Equal(["CertificateKeyMismatch"], refused.ErrorIds);
        string id = sandbox.Run("$orders[0]").Value<string>("OrderId");
        Assert.StartsWith(
            $"Order {id} for Mira Solberg <mira.solberg@fjordlab.example>: The public key is not that of the key file:",
            refused.Errors[0].Exception.Message,
            StringComparison.Ordinal);
        Assert.Contains("Nothing was installed", refused.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(place));

        ScriptRun forced = sandbox.Run(Wrong + " -Force");
        Assert.Single(forced.Clean());
        Assert.Contains("The public key is not that of the key ", Assert.Single(forced.Warnings), StringComparison.Ordinal);
        using X509Certificate2 there = X509CertificateLoader.LoadCertificateFromFile(place);
        Assert.Contains("CN=Mira Solberg", there.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void A_saved_file_needs_no_connection_and_an_old_or_unfinished_one_is_pointed_out()
    {
        sandbox.Issue();
        using var authority = new TestAuthority();
        using var offline = new ModuleSession();
        string place = Path("keys", $"{Mira}.chain.pem"), saved = Path("saved.pem");
        (string, object?)[] given =
        [
            ("key", sandbox.Run("$csrs[0]").Value<string>("KeyReference")),
            ("password", Secret.Of(SandboxSession.Password)),
            ("saved", saved),
        ];
        const string FromFile = "Install-DocSigningCertificate -Path $saved -KeyReference $key -KeyPassword $password -Confirm:$false";

        using X509Certificate2 expired = HandMadeCertificate.Write(saved, authority, Csr(0), withChain: false, age: TimeSpan.FromDays(40));
        ScriptRun old = offline.Run(FromFile, given);
        Assert.Single(old.Clean());
        Assert.Null(old.Output[0].Properties["OrderId"].Value);
        Assert.Equal(2, old.Warnings.Count);
        Assert.Contains(old.Warnings, warning => warning.Contains("It expired at", StringComparison.Ordinal));
        Assert.Contains(old.Warnings, warning => warning.Contains("The chain is incomplete", StringComparison.Ordinal));

        using X509Certificate2 good = HandMadeCertificate.Write(saved, authority, Csr(0));
        ScriptRun sound = offline.Run(FromFile + " -Force", given);
        Assert.Single(sound.Clean());
        Assert.Contains("The earlier content", Assert.Single(sound.Warnings), StringComparison.Ordinal);
        Assert.Equal(TestAuthority.Bundle(good, authority.Issuing, authority.Root), File.ReadAllBytes(place));

        // The same certificate without its chain is not made less by hand, and made whole on demand.
        File.WriteAllBytes(place, TestAuthority.Bundle(good));
        ScriptRun bare = offline.Run(FromFile, given);
        Assert.True(bare.Value<bool>("AlreadyThere"));
        Assert.Contains("not all of its chain", Assert.Single(bare.Warnings), StringComparison.Ordinal);
        offline.Run(FromFile + " -Force", given).Clean();

        Assert.Equal(TestAuthority.Bundle(good, authority.Issuing, authority.Root), File.ReadAllBytes(place));
    }

    [Theory]
    [InlineData("Install-DocSigningCertificate $bare.OrderId", "CertificateKeyMissing")]
    [InlineData("Install-DocSigningCertificate $orders[0].OrderId", "KeyPasswordMissing")]
    [InlineData("$orders[0] | Install-DocSigningCertificate", "KeyPasswordMissing")]
    [InlineData("$orders[0] | Install-DocSigningCertificate -KeyPassword $wrong", "KeyPasswordWrong")]
    [InlineData("Install-DocSigningCertificate $orders[0].OrderId -KeyReference $folder/nowhere.pem", "KeyFileMissing")]
    [InlineData(
        "Install-DocSigningCertificate -Path $folder/nowhere.pem -KeyReference $csrs[0].KeyReference -KeyPassword $password",
        "CertificateUnreadable")]
    [InlineData("$late | Install-DocSigningCertificate -KeyPassword $password", "CertificateNotIssued")]
    [InlineData("Install-DocSigningCertificate $orders[0].OrderId -KeyReference 'cng:provider=Some;key=mira'", "KeyProviderUnusable")]
    public void What_cannot_be_installed_is_said(string script, string errorId)
    {
        sandbox.Issue();
        sandbox
            .Run(
                "$late = $csrs[1] | New-DocSigningOrder @order; $bare = $person | New-DocSigningOrder @order -Csr $csr; "
                    + "$bare | Approve-DocSigningRequest",
                ("person", SandboxSession.Person()))
            .Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal([errorId], sandbox.Run(script, ("wrong", Secret.Of("not the sentence for the keys"))).ErrorIds);
        Assert.DoesNotContain(sandbox.Files, file => file.EndsWith(".chain.pem", StringComparison.Ordinal));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_said_and_left_as_it_is()
    {
        sandbox.Issue();
        Directory.CreateDirectory(Path("keys", $"{Mira}.chain.pem", "inside"));

        Assert.Equal(["CertificateFileNotWritten"], sandbox.Run(Install + " -Force").ErrorIds);
        Assert.True(Directory.Exists(Path("keys", $"{Mira}.chain.pem", "inside")));
        Assert.DoesNotContain(sandbox.Files, file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatIf_says_where_to_and_writes_nothing()
    {
        sandbox.Issue();
        string[] before = [.. sandbox.Files];
        sandbox.Session.Host.TakeText();

        Assert.Empty(sandbox.Run("$orders | Install-DocSigningCertificate -KeyPassword $password -WhatIf").Clean());

        Assert.Equal(before, sandbox.Files);
        string told = sandbox.Session.Host.TakeText();
        Assert.Contains($"{Mira}.key.pem", told, StringComparison.Ordinal);
        Assert.Contains("of Lars Dahl", told, StringComparison.Ordinal);
    }

    private string Path(params string[] names) => System.IO.Path.Combine([sandbox.Folder, .. names]);

    private string Csr(int row) => sandbox.Run("$csrs").Value<string>("Csr", row);
}
