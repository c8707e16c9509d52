using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>An order's id is enough: the journal knows the key that the order was made for.</summary>
public sealed class JournalKeyTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Mira = "mira.solberg@fjordlab.example", Lars = "lars.dahl@fjordlab.example";
    private const string SavePfx = "Save-DocSigningCertificate -Path $folder/out -Format Pfx -KeyPassword $password -Password $password";

    [Theory]
    [InlineData("$orders | Wait-DocSigningOrder")]
    [InlineData("$orders | Get-DocSigningOrderStatus")]
    [InlineData("$orders.OrderId")]
    [InlineData("$orders.OrderId | Get-DocSigningOrder")]
    public async Task A_pfx_is_made_of_whatever_tells_the_order(string source)
    {
        sandbox.Issue();
        ScriptRun run = sandbox.Run($"{source} | {SavePfx} -Verbose");

        Assert.Equal(2, run.Clean().Count);
        Assert.Equal(2, run.Verbose.Count(line => line.Contains("the journal notes for the order is taken: file:", StringComparison.Ordinal)));
        foreach (string person in new[] { Mira, Lars })
        {
            string plain = Path("plain.pem"), pass = $"pass:{SandboxSession.Password}";
            await OpenSsl.RunAsync("pkcs12", "-in", Path("out", $"{person}.pfx"), "-passin", pass, "-nodes", "-nocerts", "-out", plain);
            Assert.Equal(
                await OpenSsl.RunAsync("pkey", "-in", Path("keys", $"{person}.key.pem"), "-passin", pass, "-pubout"),
                await OpenSsl.RunAsync("pkey", "-in", plain, "-pubout"));
        }
    }

    [Fact]
    public void The_key_of_one_order_is_not_taken_for_the_next_one()
    {
        sandbox.Issue();
        sandbox.Run(
            "$bare = $person | New-DocSigningOrder -Csr $csr @order; $bare | Approve-DocSigningRequest",
            ("person", SandboxSession.Person("Chiara", "Rossi", "chiara.rossi@fjordlab.example"))).Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));

        ScriptRun run = sandbox.Run($"$orders[0].OrderId, $bare.OrderId, $orders[1].OrderId | {SavePfx}");

        Assert.Equal(["CertificateKeyMissing"], run.ErrorIds);
        Assert.Equal([Mira, Lars], run.Output.Select(saved => (string)saved.Properties["Email"].Value));

        // What is named goes before what is noted.
        Assert.Equal(["CertificateKeyMismatch"], sandbox.Run($"$orders[0].OrderId | {SavePfx} -KeyReference $orders[1].KeyReference").ErrorIds);
        Assert.Equal(
            ["CertificateKeyMismatch"],
            sandbox.Run($"[pscustomobject]@{{ OrderId = $orders[0].OrderId; KeyReference = $orders[1].KeyReference }} | {SavePfx}").ErrorIds);
    }

    [Fact]
    public void A_noted_key_that_is_no_longer_the_orders_is_said_to_come_from_the_journal()
    {
        sandbox.Fresh();
        sandbox.Run(
            """
            $order = @{ @BASICS@ }
            $made = $person | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256 | New-DocSigningOrder @order
            $made | Approve-DocSigningRequest
            $new = $person | New-DocSigningCsr -KeyDirectory $folder/new -KeyPassword $password -KeyAlgorithm P256
            $made | Update-DocSigningCsr -Csr $new.Csr
            """,
            ("person", SandboxSession.Person())).Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));

        ScriptRun stale = sandbox.Run($"$made.OrderId | {SavePfx}");
        Assert.Equal(["CertificateKeyMismatch"], stale.ErrorIds);
        Assert.Contains("the journal notes for the order; where its CSR was replaced since then, name the new key", stale.Errors[0].Exception.Message, StringComparison.Ordinal);

        Assert.Single(sandbox.Run("$made.OrderId | Save-DocSigningCertificate -Path $folder/out").Clean());
        Assert.Single(sandbox.Run($"$made.OrderId | {SavePfx} -KeyReference $new.KeyReference").Clean());
    }

    [Fact]
    public void A_noted_key_signs_and_gets_its_certificate_and_one_that_does_not_open_hinders_nothing()
    {
        sandbox.Issue();
        ScriptRun tested = sandbox.Run("$orders.OrderId | Test-DocSigningCertificate -SignatureCheck -KeyPassword $password");
        Assert.Equal([true, true], tested.Clean().Where(finding => finding.Properties["Check"].Value is "Signature").Select(finding => finding.Properties["Passed"].Value));

        ScriptRun installed = sandbox.Run("$orders | Get-DocSigningOrderStatus | Install-DocSigningCertificate -KeyPassword $password");
        Assert.Equal([Path("keys", $"{Mira}.chain.pem"), Path("keys", $"{Lars}.chain.pem")], installed.Clean().Select(place => place.Properties["Location"].Value));

        ScriptRun saved = sandbox.Run("$orders.OrderId | Save-DocSigningCertificate -Path $folder/out -Verbose");
        Assert.Equal(2, saved.Clean().Count);
        Assert.Equal(2, saved.Verbose.Count(line => line.Contains("held against the order's CSR", StringComparison.Ordinal)));
        Assert.Equal(2, saved.Verbose.Count(line => line.Contains("The public key is the CSR's", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_journal_is_read_before_the_account_is_known_and_never_made_by_reading()
    {
        sandbox.Issue();
        const string Connect = "$quick = Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock -TimeoutSec 86400 -SkipValidation -Name Quick -JournalPath $where -PassThru; ";
        const string Save = "Save-DocSigningCertificate $orders[0].OrderId -Connection $quick -Path $folder/out ";
        const string End = "; $quick | Disconnect-DocSigning; Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock -TimeoutSec 86400 -RateLimit '100000/1' -JournalPath $journal -Name Test";
        (string, object?) journal = ("journal", System.IO.Path.Combine(sandbox.JournalFolder, "journal.db"));

        ScriptRun unknown = sandbox.Run($"{Connect}{Save}-Format Pfx -KeyPassword $password -Password $password{End}", ("where", journal.Item2), journal);
        Assert.Single(unknown.Clean());

        string nowhere = Path("state", "journal.db");
        ScriptRun without = sandbox.Run($"{Connect}{Save}-Format Cer; {Save}-Format Pfx -Force -Password $password{End}", ("where", nowhere), journal);
        Assert.Equal(["CertificateKeyMissing"], without.ErrorIds);
        Assert.Single(without.Output);
        Assert.False(Directory.Exists(Path("state")));

        // A certificate without key needs no journal, so a broken one is no hindrance.
        Directory.CreateDirectory(Path("state"));
        File.WriteAllText(nowhere, new string('x', 5000));
        ScriptRun broken = sandbox.Run($"{Connect}{Save}-Format Pem -Verbose{End}", ("where", nowhere), journal);
        Assert.Single(broken.Clean());
        Assert.Contains(broken.Verbose, line => line.Contains("the journal does not tell the private key", StringComparison.Ordinal));
        Assert.Equal(["JournalCorrupt"], sandbox.Run($"{Connect}{Save}-Format Pfx -Force -Password $password", ("where", nowhere)).ErrorIds);
        sandbox.Run(End.TrimStart(';'), journal);
    }

    private string Path(params string[] names) => System.IO.Path.Combine([sandbox.Folder, .. names]);
}
