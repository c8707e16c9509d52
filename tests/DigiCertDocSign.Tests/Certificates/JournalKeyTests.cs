using CertCentral.SandboxServer;
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
        Assert.Equal(
            2,
            run.Verbose.Count(line => line.Contains("the journal notes for the order is taken: file:", StringComparison.Ordinal)));
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
        Assert.Equal(
            ["CertificateKeyMismatch"],
            sandbox.Run($"$orders[0].OrderId | {SavePfx} -KeyReference $orders[1].KeyReference").ErrorIds);
        Assert.Equal(
            ["CertificateKeyMismatch"],
            sandbox.Run(
                $"[pscustomobject]@{{ OrderId = $orders[0].OrderId; KeyReference = $orders[1].KeyReference }} | {SavePfx}").ErrorIds);
    }

    [Fact]
    public void A_noted_key_that_is_no_longer_the_orders_is_said_to_come_from_the_journal()
    {
        OrderAnew();
        sandbox.Run(
            "$elsewhere = Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock "
            + "-RateLimit '100000/1' -TimeoutSec 86400 -JournalPath "
            + "$folder/elsewhere.db -Name Elsewhere -PassThru; "
            + "$made | Update-DocSigningCsr -Csr $new -Connection $elsewhere; $elsewhere | Disconnect-DocSigning").Clean();
        sandbox.Connect(timeoutSec: 86400);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        string id = sandbox.Run("$made").Value<string>("OrderId");
        const string Advice = "the journal notes for the order; where its CSR was replaced since then, name the new key";

        foreach (string cmdlet in new[] { SavePfx, "Install-DocSigningCertificate -KeyPassword $password" })
        {
            ScriptRun stale = sandbox.Run($"$made.OrderId | {cmdlet}");
            Assert.Equal(["CertificateKeyMismatch"], stale.ErrorIds);
            Assert.StartsWith(
                $"Order {id} for Mira Solberg <mira.solberg@fjordlab.example>: The public key is not that of the key file:",
                stale.Errors[0].Exception.Message,
                StringComparison.Ordinal);
            Assert.Contains(Advice, stale.Errors[0].Exception.Message, StringComparison.Ordinal);
        }

        ScriptRun tested = sandbox.Run("$made.OrderId | Test-DocSigningCertificate -KeyPassword $password");

        Assert.False(tested.Value<bool>("Passed"));
        Assert.Contains(Advice, tested.Value<string>("Detail"), StringComparison.Ordinal);

        Assert.Single(sandbox.Run("$made.OrderId | Save-DocSigningCertificate -Path $folder/out").Clean());
        Assert.Single(sandbox.Run($"$made.OrderId | {SavePfx} -KeyReference $new.KeyReference").Clean());
    }

    [Fact]
    public void The_journal_notes_the_key_of_a_csr_that_was_replaced()
    {
        OrderAnew();
        sandbox.Run("$made | Update-DocSigningCsr -Csr $new").Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        string[] keys = [.. sandbox.Run("$made, $new").Clean().Select(item => (string)item.Properties["KeyReference"].Value)];

        Assert.NotEqual(keys[0], keys[1]);

        Assert.Equal(keys[1], sandbox.Run("Get-DocSigningJournal | Where-Object OrderId -eq $made.OrderId").Value<string>("KeyReference"));
        Assert.Single(sandbox.Run($"$made.OrderId | {SavePfx}").Clean());
        ScriptRun tested = sandbox.Run("$made.OrderId | Test-DocSigningCertificate -SignatureCheck -KeyPassword $password");
        Assert.All(
            tested.Clean().Where(finding => finding.Properties["Check"].Value is "Key" or "Signature"),
            finding => Assert.True((bool)finding.Properties["Passed"].Value));
        Assert.Equal(Path("new", $"{Mira}.chain.pem"), Assert.Single(
            sandbox.Run("$made.OrderId | Install-DocSigningCertificate -KeyPassword $password").Clean()).Properties["Location"].Value);

        // With the right key, a CSR that is not the certificate's is no matter of the key.
        ScriptRun otherCsr = sandbox.Run("$made.OrderId | Test-DocSigningCertificate -KeyPassword $password -Csr $first");
        Assert.False(otherCsr.Value<bool>("Passed"));
        Assert.StartsWith("The public key is not the CSR's:", otherCsr.Value<string>("Detail"), StringComparison.Ordinal);
        Assert.DoesNotContain("journal", otherCsr.Value<string>("Detail"), StringComparison.Ordinal);

        // The object that the order gave is older than the new CSR, and still goes before the journal.
        string reason = $"The key came with the piped object, and the journal notes {keys[1]} for the order";
        foreach (string cmdlet in new[] { SavePfx, "Install-DocSigningCertificate -KeyPassword $password" })
        {
            ScriptRun stale = sandbox.Run($"$made | {cmdlet}");
            Assert.Equal(["CertificateKeyMismatch"], stale.ErrorIds);
            Assert.Contains($": {reason}", stale.Errors[0].Exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("DigiCert support", stale.Errors[0].Exception.Message, StringComparison.Ordinal);
        }

        ScriptRun staleTest = sandbox.Run("$made | Test-DocSigningCertificate -KeyPassword $password");
        Assert.StartsWith(reason, staleTest.Value<string>("Detail"), StringComparison.Ordinal);
        Assert.DoesNotContain("DigiCert support", staleTest.Value<string>("Detail"), StringComparison.Ordinal);

        // Named by hand, it is no matter of the journal; that the certificate is right is known all the same.
        ScriptRun named = sandbox.Run($"$made.OrderId | {SavePfx} -KeyReference $made.KeyReference");
        Assert.Contains("the certificate is right: it is of the order's CSR", named.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Save-DocSigningCertificate -Path $folder/out -Format Cer")]
    [InlineData("Install-DocSigningCertificate")]
    public void Force_warns_of_the_wrong_key_and_says_nothing_against_the_certificate(string cmdlet)
    {
        OrderAnew();
        sandbox.Run("$made | Update-DocSigningCsr -Csr $new").Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        string noted = sandbox.Run("$new").Value<string>("KeyReference");

        ScriptRun stale = sandbox.Run($"$made | {cmdlet} -KeyPassword $password -Force -Verbose");
        ScriptRun named = sandbox.Run($"$made.OrderId | {cmdlet} -KeyPassword $password -KeyReference $made.KeyReference -Force -Verbose");

        Assert.Equal((1, 1), (stale.Clean().Count, named.Clean().Count));
        Assert.Contains(
            $": The key came with the piped object, and the journal notes {noted} for the order", Assert.Single(stale.Warnings),
            StringComparison.Ordinal);
        Assert.Contains("the certificate is right: it is of the order's CSR", Assert.Single(named.Warnings), StringComparison.Ordinal);
        Assert.All(
            [.. stale.Warnings, .. stale.Verbose, .. named.Warnings, .. named.Verbose],
            text => Assert.DoesNotMatch("DigiCert support|nobody here can sign", text));
    }

    /// <summary>
    /// A proxy answers in the server's place, or nothing can be read afterwards: the certificate tells which key is its own.
    /// </summary>
    [Theory]
    [InlineData(false, "the order still shows the earlier key")]
    [InlineData(true, "the order could not be read")]
    public void A_new_csr_that_is_not_seen_is_told_and_its_certificate_finds_its_key(bool isTaken, string why)
    {
        OrderAnew();
        bool isSent = false;
        sandbox.Server.Answering = call =>
        {
            bool isCsr = call.PathAndQuery.EndsWith("/csr", StringComparison.Ordinal);
            isSent |= isCsr;
            return isCsr && !isTaken ? ByHand.Answer(200, "text/html", "<html>Sign in</html>"u8.ToArray())
                : isSent && isTaken && !isCsr ? ByHand.Answer(403, "application/json", """{"errors":[{"code":"access_denied"}]}""")
                : null;
        };

        ScriptRun run = sandbox.Run("$made | Update-DocSigningCsr -Csr $new");

        sandbox.Server.Answering = null;
        Assert.Equal(["CsrNotSeen"], run.ErrorIds);
        Assert.Contains($"Mira Solberg <{Mira}>: whether it has the new CSR", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains(why, run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.True(Assert.Single(sandbox.Run(
            "$entry = Get-DocSigningJournal -OrderId $made.OrderId; $entry.OtherKeyReference -eq $new.KeyReference -and "
            + "\"$($entry | Format-List | Out-String)\" -match 'OtherKeyReference +: file:'").Clean()).BaseObject is true);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Single(sandbox.Run($"$made.OrderId | {SavePfx}").Clean());
        ScriptRun tested = sandbox.Run("$made.OrderId | Test-DocSigningCertificate -SignatureCheck -KeyPassword $password");
        Assert.All(
            tested.Clean().Where(finding => finding.Properties["Check"].Value is "Key" or "Signature"),
            finding => Assert.True((bool)finding.Properties["Passed"].Value));
        Assert.Equal(Path(isTaken ? "new" : "keys", $"{Mira}.chain.pem"), Assert.Single(
            sandbox.Run("$made.OrderId | Install-DocSigningCertificate -KeyPassword $password").Clean()).Properties["Location"].Value);
    }

    [Fact]
    public void A_CSR_without_its_key_makes_the_journal_forget_the_key_of_another_CSR()
    {
        OrderAnew();
        string noted = sandbox.Run("$made").Value<string>("KeyReference");
        const string Journal = "Get-DocSigningJournal | Where-Object OrderId -eq $made.OrderId";

        sandbox.Run("$made | Update-DocSigningCsr -Csr $first.Csr").Clean();
        Assert.Equal(noted, sandbox.Run(Journal).Value<string>("KeyReference"));

        sandbox.Run("$made | Update-DocSigningCsr -Csr $new.Csr").Clean();
        Assert.Null(Assert.Single(sandbox.Run(Journal).Clean()).Properties["KeyReference"].Value);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(["CertificateKeyMissing"], sandbox.Run($"$made.OrderId | {SavePfx}").ErrorIds);
        ScriptRun saved = sandbox.Run("$made.OrderId | Save-DocSigningCertificate -Path $folder/out");
        Assert.Single(saved.Clean());
        Assert.Empty(saved.Warnings);
    }

    /// <summary>It may know that the key is another person's.</summary>
    [Fact]
    public void A_journal_that_cannot_be_read_lets_no_csr_pass()
    {
        OrderAnew();
        File.WriteAllText(Path("broken.db"), new string('x', 5000));
        sandbox.Server.ForgetCalls();

        ScriptRun run = sandbox.Run(
            "$broken = Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock "
            + "-RateLimit '100000/1' -TimeoutSec 86400 -JournalPath "
            + "$folder/broken.db -Name Broken -PassThru; "
            + "$made | Update-DocSigningCsr -Csr $new -Connection $broken; $broken | Disconnect-DocSigning");
        sandbox.Connect(timeoutSec: 86400);

        Assert.Equal(["JournalCorrupt"], run.ErrorIds);
        Assert.Empty(sandbox.Changes);
    }

    [Fact]
    public void An_account_that_is_not_told_hinders_no_new_csr()
    {
        OrderAnew();
        sandbox.Server.ForgetCalls();
        sandbox.Server.Answering = call => call.PathAndQuery.EndsWith("/user/me", StringComparison.Ordinal)
            ? ByHand.Answer(200, "application/json", """{"id":880145}""")
            : null;
        ScriptRun run = sandbox.Run(
            "$quick = Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock "
            + "-RateLimit '100000/1' -TimeoutSec 86400 -SkipValidation "
            + "-JournalPath $journal -Name Quick -PassThru; "
            + "$made | Update-DocSigningCsr -Csr $new -Connection $quick; $quick | Disconnect-DocSigning",
            ("journal", System.IO.Path.Combine(sandbox.JournalFolder, "journal.db")));
        sandbox.Server.Answering = null;
        sandbox.Connect(timeoutSec: 86400);

        run.Clean();

        Assert.Contains("the journal still notes the key of the earlier one", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Single(sandbox.Changes);
    }

    [Fact]
    public void A_noted_key_signs_and_gets_its_certificate_and_a_lost_one_hinders_nothing()
    {
        sandbox.Issue();
        ScriptRun tested = sandbox.Run("$orders.OrderId | Test-DocSigningCertificate -SignatureCheck -KeyPassword $password");

        Assert.Equal([true, true], tested
            .Clean()
            .Where(finding => finding.Properties["Check"].Value is "Signature")
            .Select(finding => finding.Properties["Passed"].Value));

        ScriptRun installed = sandbox.Run("$orders | Get-DocSigningOrderStatus | Install-DocSigningCertificate -KeyPassword $password");
        Assert.Equal(
            [Path("keys", $"{Mira}.chain.pem"), Path("keys", $"{Lars}.chain.pem")],
            installed.Clean().Select(place => place.Properties["Location"].Value));

        ScriptRun saved = sandbox.Run("$orders.OrderId | Save-DocSigningCertificate -Path $folder/out -Verbose");
        Assert.Equal(2, saved.Clean().Count);
        Assert.Equal(2, saved.Verbose.Count(line => line.Contains("held against the order's CSR", StringComparison.Ordinal)));
        Assert.Equal(2, saved.Verbose.Count(line => line.Contains("The public key is the CSR's", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_journal_is_read_before_the_account_is_known_and_never_made_by_reading()
    {
        sandbox.Issue();
        const string Connect = "$quick = Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock "
            + "-RateLimit '100000/1' -TimeoutSec 86400 "
            + "-SkipValidation -Name Quick -JournalPath $where -PassThru; ";
        const string Save = "Save-DocSigningCertificate $orders[0].OrderId -Connection $quick -Path $folder/out ";
        const string End = "; $quick | Disconnect-DocSigning; Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock "
            + "-TimeoutSec 86400 -RateLimit '100000/1' -JournalPath $journal -Name Test";
        (string, object?) journal = ("journal", System.IO.Path.Combine(sandbox.JournalFolder, "journal.db"));

        ScriptRun unknown =
            sandbox.Run($"{Connect}{Save}-Format Pfx -KeyPassword $password -Password $password{End}", ("where", journal.Item2), journal);
        Assert.Single(unknown.Clean());

        string nowhere = Path("state", "journal.db");
        ScriptRun without =
            sandbox.Run($"{Connect}{Save}-Format Cer; {Save}-Format Pfx -Force -Password $password{End}", ("where", nowhere), journal);
        Assert.Equal(["CertificateKeyMissing"], without.ErrorIds);
        Assert.Single(without.Output);
        Assert.False(Directory.Exists(Path("state")));

        // A certificate without key needs no journal, so a broken one is no hindrance.
        Directory.CreateDirectory(Path("state"));
        File.WriteAllText(nowhere, new string('x', 5000));
        ScriptRun broken = sandbox.Run($"{Connect}{Save}-Format Pem -Verbose{End}", ("where", nowhere), journal);
        Assert.Single(broken.Clean());
        Assert.Contains(broken.Verbose, line => line.Contains("the journal does not tell the private key", StringComparison.Ordinal));
        Assert.Equal(
            ["JournalCorrupt"],
            sandbox.Run($"{Connect}{Save}-Format Pfx -Force -Password $password", ("where", nowhere)).ErrorIds);
        sandbox.Run(End.TrimStart(';'), journal);
    }

    /// <summary>An order that waits, $made, for the CSR $first; and another key with its CSR, $new.</summary>
    private void OrderAnew()
    {
        sandbox.Fresh();
        sandbox.Run(
            """
            $order = @{ @BASICS@ }
            $first = $person | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256
            $made = $first | New-DocSigningOrder @order
            $made | Approve-DocSigningRequest
            $new = $person | New-DocSigningCsr -KeyDirectory $folder/new -KeyPassword $password -KeyAlgorithm P256
            """,
            ("person", SandboxSession.Person())).Clean();
    }

    private string Path(params string[] names) => System.IO.Path.Combine([sandbox.Folder, .. names]);
}
