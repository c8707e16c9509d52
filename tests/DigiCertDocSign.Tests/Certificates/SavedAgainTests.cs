using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>A script that saves all its orders every night ends well, and never takes another file for the certificate's.</summary>
public sealed class SavedAgainTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Mira = "mira.solberg@fjordlab.example", OtherPassword = "another sentence altogether";
    private const string SaveAll = "$orders | Save-DocSigningCertificate -Path $folder/out -Format Pem, PemChain, P7b, Cer, Pfx "
        + "-KeyPassword $password -Password $password";
    private const string SavePfx =
        "$orders[0] | Save-DocSigningCertificate -Path $folder/out -Format Pfx -KeyPassword $password -Password $password";

    private static readonly DateTime Written = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void The_second_night_gives_the_same_objects_and_writes_nothing()
    {
        sandbox.Issue();
        IReadOnlyList<PSObject> first = sandbox.Run(SaveAll).Clean();
        Assert.Equal(10, first.Count);
        Assert.All(first, saved => Assert.False((bool)saved.Properties["AlreadyThere"].Value));
        string[] files = Directory.GetFiles(Out());
        Dictionary<string, byte[]> before = files.ToDictionary(file => file, File.ReadAllBytes);
        Array.ForEach(files, file => File.SetLastWriteTimeUtc(file, Written));

        ScriptRun second = sandbox.Run("$ErrorActionPreference = 'Stop'; " + SaveAll + " -Verbose");

        Assert.Equal(first.Select(Told), second.Clean().Select(Told));
        Assert.All(second.Output, saved => Assert.True((bool)saved.Properties["AlreadyThere"].Value));
        Assert.Equal(10, second.Verbose.Count(line => line.Contains("was there with the same content", StringComparison.Ordinal)));
        Assert.Equal(before.Keys.Order(), Directory.GetFiles(Out()).Order());
        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
        Assert.All(before.Keys, file => Assert.Equal(Written, File.GetLastWriteTimeUtc(file)));

        ScriptRun forced = sandbox.Run("$orders[0] | Save-DocSigningCertificate -Path $folder/out -Force");
        Assert.False((bool)Assert.Single(forced.Clean()).Properties["AlreadyThere"].Value);
        Assert.NotEqual(Written, File.GetLastWriteTimeUtc(Out($"{Mira}.chain.pem")));
    }

    [Theory]
    [InlineData("Pem")]
    [InlineData("PemChain")]
    [InlineData("P7b")]
    [InlineData("Cer")]
    public void Another_content_is_kept_and_named_and_the_other_orders_go_on(string format)
    {
        sandbox.Issue();
        string save = $"$orders | Save-DocSigningCertificate -Path $folder/out -Format {format}";
        IReadOnlyList<PSObject> first = sandbox.Run(save).Clean();
        string mine = (string)first[0].Properties["Path"].Value, theirs = (string)first[1].Properties["Path"].Value;
        File.Copy(theirs, mine, overwrite: true);

        ScriptRun again = sandbox.Run(save);

        Assert.Equal(["CertificateFileExists"], again.ErrorIds);
        Assert.Contains(
            $"{first[1].Properties["SerialNumber"].Value} of Lars Dahl",
            again.Errors[0].Exception.Message,
            StringComparison.Ordinal);
        Assert.Equal(theirs, Assert.Single(again.Output).Properties["Path"].Value);
        Assert.Equal(File.ReadAllBytes(theirs), File.ReadAllBytes(mine));
    }

    [Fact]
    public void A_pfx_under_another_password_or_of_another_person_is_kept()
    {
        sandbox.Issue();
        sandbox.Run("$orders | Save-DocSigningCertificate -Path $folder/out -Format Pfx -KeyPassword $password -Password $password")
            .Clean();
        byte[] mine = File.ReadAllBytes(Out($"{Mira}.pfx"));

        ScriptRun changed = sandbox.Run(
            SavePfx.Replace("-Password $password", "-Password $other", StringComparison.Ordinal),
            ("other", Secret.Of(OtherPassword)));
        Refused(changed, "is not opened by the Password given");
        Assert.Equal(mine, File.ReadAllBytes(Out($"{Mira}.pfx")));

        File.Copy(Out("lars.dahl@fjordlab.example.pfx"), Out($"{Mira}.pfx"), overwrite: true);
        Refused(sandbox.Run(SavePfx), "holds another certificate");

        File.WriteAllText(Out($"{Mira}.pfx"), "notes of the meeting");
        Refused(sandbox.Run(SavePfx), "is no PFX that can be read");

        Assert.Equal("notes of the meeting", File.ReadAllText(Out($"{Mira}.pfx")));
    }

    [Fact]
    public void A_named_encryption_is_had_or_the_file_that_is_there_is_kept()
    {
        sandbox.Issue();
        const string Old = SavePfx + " -CryptoAlgorithmOption TripleDES_SHA1";
        sandbox.Run(SavePfx).Clean();
        Refused(sandbox.Run(Old), "is not encrypted with TripleDES_SHA1");

        sandbox.Run(Old + " -Force");
        string pfx = Out($"{Mira}.pfx");
        string info = OpenSsl.Run("pkcs12", "-in", pfx, "-passin", $"pass:{SandboxSession.Password}", "-info", "-noout");
        Assert.Contains("MAC: sha1", info, StringComparison.Ordinal);
        Assert.Contains("pbeWithSHA1And3-KeyTripleDES-CBC", info, StringComparison.Ordinal);

        Assert.True(sandbox.Run(Old).Value<bool>("AlreadyThere"));
        Assert.True(sandbox.Run(SavePfx).Value<bool>("AlreadyThere"));
        Refused(sandbox.Run(SavePfx + " -CryptoAlgorithmOption AES256_SHA256"), "is not encrypted with AES256_SHA256");
    }

    [Fact]
    public void A_password_that_Java_cannot_type_is_told_once()
    {
        sandbox.Issue();
        string save = SaveAll.Replace("-Password $password", "-Password $other", StringComparison.Ordinal);

        string warning = Assert.Single(sandbox.Run(save, ("other", Secret.Of("schöne Worte"))).Warnings);

        Assert.Contains("Java does not open such a PFX", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("ö", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(
            sandbox.Run(save + " -Force", ("other", Secret.Of("plain words"))).Warnings,
            one => one.Contains("Java", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(".chain.pem", 0, null)]
    [InlineData(".pem", 0, "another chain")]
    [InlineData(".chain.pem", 1, "another private key")]
    public async Task A_pfx_that_another_tool_wrote_counts_when_it_holds_key_certificate_and_chain(
        string certificates, int keyOf, string? difference)
    {
        sandbox.Issue();
        sandbox.Run("$orders[0] | Save-DocSigningCertificate -Path $folder/out -Format Pem, PemChain").Clean();
        string key =
            Path.Combine(sandbox.Folder, "keys", (keyOf == 0 ? Mira : "lars.dahl@fjordlab.example") + ".key.pem"), pfx = Out($"{Mira}.pfx");
        if (keyOf == 0)
        {
            await OpenSsl.RunAsync(
                "pkcs12",
                "-export",
                "-in",
                Out(Mira + certificates),
                "-inkey",
                key,
                "-passin",
                $"pass:{SandboxSession.Password}",
                "-passout",
                $"pass:{SandboxSession.Password}",
                "-out",
                pfx);
        }
        else
        {
            File.WriteAllBytes(pfx, UnlikePair(Out(Mira + certificates), key));
        }

        byte[] before = File.ReadAllBytes(pfx);
        ScriptRun run = sandbox.Run(SavePfx);

        if (difference is null)
        {
            Assert.Single(run.Clean());
            Assert.True(run.Value<bool>("AlreadyThere"));
        }
        else
        {
            Refused(run, difference);
        }

        Assert.Equal(before, File.ReadAllBytes(pfx));
    }

    /// <summary>Certificates with a key that is not theirs, which OpenSSL does not join.</summary>
    private static byte[] UnlikePair(string certificates, string keyFile)
    {
        using var key = ECDsa.Create();
        key.ImportFromEncryptedPem(File.ReadAllText(keyFile), SandboxSession.Password);
        var cipher = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2048);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificates);
        var certificateSafe = new Pkcs12SafeContents();
        foreach (X509Certificate2 certificate in chain)
        {
            certificateSafe.AddCertificate(certificate);
        }

        var keySafe = new Pkcs12SafeContents();
        keySafe.AddShroudedKey(key, SandboxSession.Password, cipher);
        var pfx = new Pkcs12Builder();
        pfx.AddSafeContentsEncrypted(certificateSafe, SandboxSession.Password, cipher);
        pfx.AddSafeContentsUnencrypted(keySafe);
        pfx.SealWithMac(SandboxSession.Password, HashAlgorithmName.SHA256, 2048);
        return pfx.Encode();
    }

    private static void Refused(ScriptRun run, string why)
    {
        Assert.Equal(["CertificateFileExists"], run.ErrorIds);
        Assert.Empty(run.Output);
        Assert.Contains(why, run.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    private static string Told(PSObject saved) =>
        string.Join(
            "|",
            saved.Properties.Where(property => property.Name != "AlreadyThere").Select(property => $"{property.Name}={property.Value}"));

    private string Out(string name = "") => Path.Combine(sandbox.Folder, "out", name);
}
