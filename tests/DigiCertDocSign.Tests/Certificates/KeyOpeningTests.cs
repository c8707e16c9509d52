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
    [InlineData("$orders | Save-DocSigningCertificate -Path $folder/out -Format Pfx, Cer -KeyPassword $password -Password $password -Verbose")]
    [InlineData("$orders | Save-DocSigningCertificate -Path $folder/out -KeyPassword $password -Verbose")]
    public void The_password_is_turned_into_a_key_once_for_the_key_files_of_one_run(string script)
    {
        sandbox.Issue(Team);
        ScriptRun run = sandbox.Run(script);

        Assert.NotEmpty(run.Clean());
        Assert.Contains("600000 rounds", Assert.Single(run.Verbose, line => line.StartsWith("Deriving", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain(run.Output, finding => finding.Properties["Passed"]?.Value is false);
    }

    [Fact]
    public void A_bare_certificate_is_saved_without_the_password_of_its_key_and_held_against_the_csr()
    {
        sandbox.Issue(Team);
        ScriptRun run = sandbox.Run("$orders[0] | Save-DocSigningCertificate -Path $folder/out -Format Pem, PemChain, P7b, Cer -Verbose");

        Assert.Equal(4, run.Clean().Count);
        Assert.Contains(run.Verbose, line => line.Contains("held against the order's CSR", StringComparison.Ordinal));
        Assert.Contains(run.Verbose, line => line.Contains("The public key is the CSR's", StringComparison.Ordinal));
    }

    [Fact]
    public void A_certificate_is_tested_without_the_password_of_its_key_and_held_against_the_csr()
    {
        sandbox.Issue(Team);
        ScriptRun run = sandbox.Run("$orders | Test-DocSigningCertificate -Verbose");

        string[] details = [.. run.Clean().Where(finding => finding.Properties["Check"].Value is "Key").Select(finding => $"{finding.Properties["Passed"].Value}: {finding.Properties["Detail"].Value}")];
        Assert.Equal(3, details.Length);
        Assert.All(details, detail => Assert.StartsWith("True: The public key is the CSR's", detail, StringComparison.Ordinal));
        Assert.Equal(3, run.Verbose.Count(line => line.Contains("held against the order's CSR", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("$orders[0] | Test-DocSigningCertificate -SignatureCheck", "KeyPasswordMissing")]
    [InlineData("$orders[0] | Test-DocSigningCertificate -KeyReference $orders[0].KeyReference", "KeyPasswordMissing")]
    [InlineData("$orders[0] | Test-DocSigningCertificate -KeyPassword ([securestring]::new())", "KeyPasswordMissing")]
    [InlineData("$orders[0] | Save-DocSigningCertificate -Path $folder/out -Format Cer, Pfx -Password $password", "KeyPasswordMissing")]
    [InlineData("$orders[0] | Save-DocSigningCertificate -Path $folder/out -KeyReference $orders[0].KeyReference", "KeyPasswordMissing")]
    [InlineData("$orders[0] | Save-DocSigningCertificate -Path $folder/out -KeyReference $folder/nowhere.pem", "KeyFileMissing")]
    [InlineData("$orders[0] | Save-DocSigningCertificate -Path $folder/out -KeyPassword ([securestring]::new())", "KeyPasswordMissing")]
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
        long id = sandbox.Run("$orders[0]").Value<long>("OrderId");
        string[] csrs = [.. sandbox.Run("Get-DocSigningOrder $orders[0].OrderId, $orders[1].OrderId").Clean().Select(order => (string)order.Properties["Csr"].Value)];
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{sandbox.Server.BaseUri}/order/certificate/{id}");
        request.Headers.Add("X-DC-DEVKEY", "sandbox");
        using HttpResponseMessage response = await client.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        string swapped = body.Replace(Json(csrs[0]), Json(csrs[1]), StringComparison.Ordinal);
        Assert.NotEqual(body, swapped);
        sandbox.Server.Answering = asked => asked.PathAndQuery.EndsWith($"/order/certificate/{id}", StringComparison.Ordinal)
            ? ByHand.Answer(200, "application/json", swapped) : null;

        ScriptRun run = sandbox.Run("$orders | Save-DocSigningCertificate -Path $folder/out");

        ErrorRecord error = Assert.Single(run.Errors);
        Assert.StartsWith("CertificateKeyMismatch,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"Order {id}: The public key is not the CSR's", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, run.Output.Count);
    }

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text, Plain)[1..^1];

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
