using System.Management.Automation;
using System.Text.Json;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.MainJob;

/// <summary>From directory users to proven files, as an administrator does it, with one bad input in the middle.</summary>
public sealed class MainJobTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private static readonly PSObject[] Team =
    [
        SandboxSession.Person("Jürgen", "Größmann-Øye", "juergen.groessmann@fjordlab.example"),
        SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example", phone: null),
        SandboxSession.Person("明美", "山田", "akemi.yamada@fjordlab.example"),
    ];

    private const string PlaceAndIssue =
        """
        $csrs = $team | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256
        $order = @{ @BASICS@ }
        $orders = $csrs | New-DocSigningOrder @order
        $orders | Approve-DocSigningRequest
        $orders | Wait-DocSigningOrder -TimeoutSec 7200 -PollIntervalSec 30
        """;

    [Fact]
    public void A_bad_input_in_the_middle_gives_one_error_with_it_and_the_others_are_ordered()
    {
        sandbox.Fresh();

        ScriptRun csrs =
            sandbox.Run("$team | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256", ("team", Team));

        Assert.Null(csrs.Terminating);
        ErrorRecord error = Assert.Single(csrs.Errors);
        Assert.Same(Team[1], error.TargetObject);
        Assert.StartsWith("PhoneMissing,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(2, csrs.Output.Count);

        ScriptRun orders = sandbox.Run(
            "$order = @{ @BASICS@ }; $people | New-DocSigningOrder @order",
            ("people", new[] { csrs.Output[0], Team[1], csrs.Output[1] }));
        Assert.Same(Team[1], Assert.Single(orders.Errors).TargetObject);
        Assert.Equal(["Größmann-Øye", "山田"], orders.Output.Select(order => order.Properties["Surname"].Value));
        Assert.Equal(2, sandbox.Changes.Count());
        Assert.DoesNotContain(sandbox.Files, file => file.Contains("lars", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Names_reach_the_wire_letter_by_letter()
    {
        sandbox.Fresh();
        // The last name is decomposed (NFD), as macOS hands it out: the wire gets the composed form of the same name.
        PSObject[] people = [Team[0], Team[2], SandboxSession.Person("Zoë", "Nu\u0303nez")];

        sandbox
            .Run("$order = @{ @BASICS@ }; $people | New-DocSigningOrder -ProvisioningMethod ClientApp @order", ("people", people))
            .Clean();

        JsonElement[] subjects =
            sandbox.Changes.Select(call => JsonDocument.Parse(call.Body).RootElement.GetProperty("subject")).ToArray();

        Assert.Equal(["Jürgen", "明美", "Zoë"], subjects.Select(subject => subject.GetProperty("given_name").GetString()));
        Assert.Equal(["Größmann-Øye", "山田", "Nũnez".Normalize()], subjects.Select(subject => subject.GetProperty("surname").GetString()));
        Assert.All(subjects, subject => Assert.Equal("+47 55 50 01 42", subject.GetProperty("phone").GetString()));
    }

    [Fact]
    public async Task The_whole_job_ends_in_files_that_openssl_accepts()
    {
        sandbox.Fresh();
        ScriptRun issued = await sandbox.RunAsync(TimeSpan.FromSeconds(10), PlaceAndIssue, ("team", Team));
        Assert.Single(issued.Errors);
        Assert.Equal(["Issued", "Issued"], issued.Output.Select(order => order.Properties["Status"].Value));

        ScriptRun saved = sandbox.Run(
            "$orders | Save-DocSigningCertificate -Path $folder/out -Format Pem, PemChain, P7b, Cer, Pfx -KeyPassword $password -Password "
                + "$password");
        Assert.Equal(10, saved.Clean().Count);
        ScriptRun checks = sandbox.Run("$orders | Test-DocSigningCertificate -KeyPassword $password");
        Assert.All(checks.Clean(), check => Assert.True(
            (bool)check.Properties["Passed"].Value,
            $"{check.Properties["Check"].Value}: {check.Properties["Detail"].Value}"));
        Assert.Equal(
            ["Chain", "Email", "Key", "Subject", "Usages", "Validity"],
            checks.Output.Select(check => (string)check.Properties["Check"].Value).Where(name => name != "Serial").Distinct().Order());

        foreach (string path in sandbox.Files.Where(file => file.EndsWith(".csr.pem", StringComparison.Ordinal)))
        {
            Assert.Contains(
                "verify OK",
                await OpenSsl.RunAsync("req", "-verify", "-noout", "-in", path),
                StringComparison.OrdinalIgnoreCase);
        }

        foreach (string chain in sandbox.Files.Where(file => file.EndsWith(".chain.pem", StringComparison.Ordinal)))
        {
            await ProveAsync(chain, chain[..^".chain.pem".Length]);
        }
    }

    private async Task ProveAsync(string chain, string stem)
    {
        string[] blocks = [.. File.ReadAllText(chain)
            .Split("-----END CERTIFICATE-----", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        string root = Path.Combine(sandbox.Folder, "root.pem");
        await File.WriteAllTextAsync(root, blocks[^1] + "\n-----END CERTIFICATE-----\n");

        // The clock of the sandbox is ahead of OpenSSL's.
        Assert.Contains(
            ": OK",
            await OpenSsl.RunAsync("verify", "-no_check_time", "-CAfile", root, "-untrusted", chain, stem + ".pem"),
            StringComparison.Ordinal);
        string text = await OpenSsl.RunAsync("x509", "-inform", "der", "-noout", "-text", "-in", stem + ".cer");
        Assert.Contains("1.3.6.1.5.5.7.3.36", text, StringComparison.Ordinal);
        Assert.Contains(
            "BEGIN CERTIFICATE",
            await OpenSsl.RunAsync("pkcs7", "-print_certs", "-in", stem + ".p7b"),
            StringComparison.Ordinal);
        Assert.Contains(
            "BEGIN PRIVATE KEY",
            await OpenSsl.RunAsync("pkcs12", "-nodes", "-passin", "pass:" + SandboxSession.Password, "-in", stem + ".pfx"),
            StringComparison.Ordinal);
    }
}
