using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>The usages that were ordered are looked for by name: no answer of the server tells them.</summary>
public sealed class OrderedUsageTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    [Theory]
    [InlineData("", "True: For document signing (RFC 9336).")]
    [InlineData("-AdditionalUsage document_signing", "True: For document signing (RFC 9336).")]
    [InlineData(
        "-AdditionalUsage Document_Signing, adobe_authentic_documents_trust",
        "False: The usage Adobe authentic documents was ordered and is missing.")]
    [InlineData(
        "-AdditionalUsage 1.2.3.4, ms_document_signing",
        "False: The usage 1.2.3.4, Microsoft document signing was ordered and is missing.")]
    public void A_usage_that_was_ordered_and_is_missing_does_not_pass(string given, string expected)
    {
        sandbox.Issue();
        using var authority = new TestAuthority();
        byte[] key = CertificateRequest.LoadSigningRequestPem(sandbox.Run("$csrs").Value<string>("Csr"), HashAlgorithmName.SHA256).PublicKey
            .ExportSubjectPublicKeyInfo();
        using X509Certificate2 leaf = authority.CreatePerson(key, new PersonCertificate { Usages = ["1.3.6.1.5.5.7.3.36"] });
        File.WriteAllBytes(Path.Combine(sandbox.Folder, "given.pem"), TestAuthority.Bundle(leaf, authority.Issuing, authority.Root));

        Assert.Equal(expected, Usages($"Test-DocSigningCertificate $orders[0].OrderId -Path $folder/given.pem {given}"));
        Assert.StartsWith(
            "True",
            Usages($"$orders[0] | Test-DocSigningCertificate {given.Replace("1.2.3.4, ", "", StringComparison.Ordinal)}"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_usage_that_is_not_known_ends_the_command_before_anything_is_asked()
    {
        sandbox.Issue();
        sandbox.Server.ForgetCalls();

        ScriptRun run = sandbox.Run("$orders | Test-DocSigningCertificate -AdditionalUsage document_signing, mars_signing");

        Assert.Equal(["OrderFieldInvalid"], run.ErrorIds);
        Assert.Contains("'mars_signing'", run.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Empty(sandbox.Server.Calls);
    }

    private string Usages(string script)
    {
        PSObject finding = Assert.Single(sandbox.Run(script).Clean(), finding => finding.Properties["Check"].Value is "Usages");
        return $"{finding.Properties["Passed"].Value}: {finding.Properties["Detail"].Value}";
    }
}
