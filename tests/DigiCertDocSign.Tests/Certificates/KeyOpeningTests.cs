using System.Management.Automation;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>How often and when the certificate cmdlets open the private keys of the piped orders.</summary>
public sealed class KeyOpeningTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private static readonly PSObject[] Team =
    [
        SandboxSession.Person(),
        SandboxSession.Person("Chiara", "Rossi", "chiara.rossi@fjordlab.example"),
        SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example"),
    ];

    [Theory]
    [InlineData("$orders | Test-DocSigningCertificate -KeyPassword $password -Verbose")]
    [InlineData(
        "$orders | Save-DocSigningCertificate -Path $folder/out -Format Pfx, Cer -KeyPassword $password -Password $password -Verbose")]
    [InlineData("$orders | Save-DocSigningCertificate -Path $folder/out -KeyPassword $password -Verbose")]
    public void The_password_is_turned_into_a_key_once_for_the_key_files_of_one_run(string script)
    {
        sandbox.Issue(Team);
        ScriptRun run = sandbox.Run(script);

        Assert.NotEmpty(run.Clean());
        Assert.Contains(
            "600000 rounds",
            Assert.Single(run.Verbose, line => line.StartsWith("Deriving", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.DoesNotContain(run.Output, finding => finding.Properties["Passed"]?.Value is false);
    }

    [Fact]
    public void A_bare_certificate_is_saved_without_the_key_s_password_and_compared_to_the_CSR()
    {
        sandbox.Issue(Team);
        ScriptRun run = sandbox.Run("$orders[0] | Save-DocSigningCertificate -Path $folder/out -Format Pem, PemChain, P7b, Cer -Verbose");

        Assert.Equal(4, run.Clean().Count);
        Assert.Contains(run.Verbose, line => line.Contains("held against the order's CSR", StringComparison.Ordinal));
        Assert.Contains(run.Verbose, line => line.Contains("The public key is the CSR's", StringComparison.Ordinal));
    }

    [Fact]
    public void A_certificate_is_tested_without_the_key_s_password_and_compared_to_the_CSR()
    {
        sandbox.Issue(Team);
        ScriptRun run = sandbox.Run("$orders | Test-DocSigningCertificate -Verbose");

        string[] details = [.. run
            .Clean()
            .Where(finding => finding.Properties["Check"].Value is "Key")
            .Select(finding => $"{finding.Properties["Passed"].Value}: {finding.Properties["Detail"].Value}")];

        Assert.Equal(3, details.Length);
        Assert.All(details, detail => Assert.StartsWith("True: The public key is the CSR's", detail, StringComparison.Ordinal));
        Assert.Equal(3, run.Verbose.Count(line => line.Contains("held against the order's CSR", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_unreadable_CSR_fails_the_check_but_hides_nothing_of_what_the_key_shows()
    {
        sandbox.Issue(Team);
        const string Detail = "Test-DocSigningCertificate -KeyPassword $password -Csr 'no CSR' -KeyReference $orders[0].KeyReference | "
            + "Where-Object Check -eq Key | ForEach-Object { \"$($_.Passed) $($_.Detail)\" }";

        Assert.Matches(
            "^False The public key is that of the key .*, but the CSR cannot be compared with. ",
            (string)sandbox.Run("$orders[0].OrderId | " + Detail).Clean()[0].BaseObject);
        Assert.Matches(
            "^False The public key is not that of the key ",
            (string)sandbox.Run("$orders[1].OrderId | " + Detail).Clean()[0].BaseObject);
    }

    [Theory]
    [InlineData("$orders[0] | Test-DocSigningCertificate -SignatureCheck", "KeyPasswordMissing")]
    [InlineData("$orders[0] | Test-DocSigningCertificate -KeyReference $orders[0].KeyReference", "KeyPasswordMissing")]
    [InlineData("$orders[0] | Test-DocSigningCertificate -KeyPassword ([securestring]::new())", "KeyPasswordWrong")]
    [InlineData("$orders[0] | Save-DocSigningCertificate -Path $folder/out -Format Cer, Pfx -Password $password", "KeyPasswordMissing")]
    [InlineData("$orders[0] | Save-DocSigningCertificate -Path $folder/out -KeyReference $orders[0].KeyReference", "KeyPasswordMissing")]
    [InlineData("$orders[0] | Save-DocSigningCertificate -Path $folder/out -KeyReference $folder/nowhere.pem", "KeyFileMissing")]
    [InlineData("$orders[0] | Save-DocSigningCertificate -Path $folder/out -KeyPassword ([securestring]::new())", "KeyPasswordWrong")]
    public void A_key_that_is_needed_or_named_by_hand_must_open(string script, string errorId)
    {
        sandbox.Issue(Team);

        Assert.Equal([errorId], sandbox.Run(script).ErrorIds);
        Assert.False(Directory.Exists(Path.Combine(sandbox.Folder, "out")));
    }

    [Fact]
    public async Task A_certificate_for_another_csr_than_the_orders_is_not_saved()
    {
        sandbox.Issue(Team);
        string[] csrs = [.. sandbox.Run("$csrs").Clean().Select(csr => (string)csr.Properties["Csr"].Value)];
        long id = await ShowCsrAsync(string.Concat(csrs[1].Split('\n').Select(line => line.Trim())));

        ScriptRun run = sandbox.Run("$orders | Save-DocSigningCertificate -Path $folder/out");

        ErrorRecord error = Assert.Single(run.Errors);

        Assert.StartsWith("CertificateKeyMismatch,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(
            $"Order {id} for Mira Solberg <mira.solberg@fjordlab.example>: The public key is not the CSR's",
            error.Exception.Message,
            StringComparison.Ordinal);
        Assert.Equal(2, run.Output.Count);
    }

    [Fact]
    public async Task A_certificate_that_nothing_is_there_to_compare_with_is_saved_with_a_warning()
    {
        sandbox.Issue(Team);
        long id = await ShowCsrAsync("");
        const string Save = "$orders[0].OrderId | Save-DocSigningCertificate -Path $folder/out";

        ScriptRun bare = sandbox.Run(Save);

        Assert.Single(bare.Clean());
        string warning = Assert.Single(bare.Warnings);
        Assert.StartsWith(
            $"Order {id} for Mira Solberg <mira.solberg@fjordlab.example>: "
                + "Neither a CSR nor a key was there to compare with, so the certificate may belong to any key.",
            warning,
            StringComparison.Ordinal);
        Assert.Contains("-KeyReference", warning, StringComparison.Ordinal);

        ScriptRun compared = sandbox.Run(Save + " -KeyPassword $password");
        Assert.Single(compared.Clean());
        Assert.Empty(compared.Warnings);
    }

    [Fact]
    public async Task A_certificate_whose_csr_cannot_be_read_is_saved_only_by_force_or_with_its_key()
    {
        sandbox.Issue(Team);
        long id = await ShowCsrAsync("-----BEGIN CERTIFICATE REQUEST-----MIIB-----END CERTIFICATE REQUEST-----");
        const string Save = "$orders[0].OrderId | Save-DocSigningCertificate -Path $folder/out";

        ScriptRun refused = sandbox.Run(Save);

        Assert.Equal(["CsrUnreadable"], refused.ErrorIds);
        Assert.StartsWith(
            $"Order {id} for Mira Solberg <mira.solberg@fjordlab.example>: There is a CSR, but it cannot be compared with",
            refused.Errors[0].Exception.Message,
            StringComparison.Ordinal);
        Assert.EndsWith("Nothing was saved.", refused.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(sandbox.Folder, "out")));

        ScriptRun forced = sandbox.Run(Save + " -Force");
        Assert.Single(forced.Clean());
        Assert.EndsWith("-Force saves it all the same.", Assert.Single(forced.Warnings), StringComparison.Ordinal);

        ScriptRun compared = sandbox.Run(Save + " -KeyPassword $password");
        Assert.Single(compared.Clean());
        Assert.Empty(compared.Warnings);
    }

    [Theory]
    [InlineData("", "KeyPasswordMissing")]
    [InlineData("-Password $short", "KeyPasswordTooShort")]
    public void A_pfx_without_a_good_password_ends_the_command_before_it_asks_or_writes(string password, string errorId)
    {
        sandbox.Issue(Team);
        sandbox.Server.ForgetCalls();

        ScriptRun run = sandbox.Run(
            $"$orders | Save-DocSigningCertificate -Path $folder/out -Format Pem, Pfx -KeyPassword $password {password}",
            ("short", Secret.Of("1234567")));

        Assert.Equal([errorId], run.ErrorIds);
        Assert.StartsWith("Password ", run.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(
            errorId == "KeyPasswordMissing",
            run.Errors[0].ErrorDetails.RecommendedAction.Contains("-Password protects the Pfx", StringComparison.Ordinal));
        Assert.Empty(sandbox.Server.Calls);
        Assert.False(Directory.Exists(Path.Combine(sandbox.Folder, "out")));
    }

    /// <summary>From now on the server shows another CSR of the first order.</summary>
    private async Task<long> ShowCsrAsync(string other)
    {
        long id = sandbox.Run("$orders[0]").Value<long>("OrderId");
        string csr = sandbox.Run("Get-DocSigningOrder $orders[0].OrderId").Value<string>("Csr");
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{sandbox.Server.BaseUri}/order/certificate/{id}");
        request.Headers.Add("X-DC-DEVKEY", "sandbox");
        using HttpResponseMessage response = await client.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        string swapped = body.Replace(Json(csr), Json(other), StringComparison.Ordinal);
        Assert.NotEqual(body, swapped);
        sandbox.Server.Answering = asked => asked.PathAndQuery.EndsWith($"/order/certificate/{id}", StringComparison.Ordinal)
            ? ByHand.Answer(200, "application/json", swapped) : null;
        return id;
    }

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text, Plain)[1..^1];

    private static readonly System.Text.Json.JsonSerializerOptions Plain =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
