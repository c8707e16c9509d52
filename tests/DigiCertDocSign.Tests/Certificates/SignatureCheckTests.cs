using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>The private key is used once to show that certificate and key work together.</summary>
public sealed class SignatureCheckTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    [Theory]
    [InlineData("Rsa2048")]
    [InlineData("P384")]
    public void A_signature_of_the_orders_key_passes_and_one_of_another_key_does_not(string algorithm)
    {
        sandbox.Fresh();
        sandbox.Run(
            """
            $order = @{ @BASICS@ }
            $csrs = $team | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm $algorithm
            $orders = $csrs | New-DocSigningOrder @order
            $orders | Approve-DocSigningRequest
            """,
            ("team", new[] { SandboxSession.Person(), SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example") }),
            ("algorithm", algorithm)).Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(
            ["True", "True"],
            Signature("$orders | Test-DocSigningCertificate -KeyPassword $password -SignatureCheck"));
        Assert.Equal(
            ["False"],
            Signature("Test-DocSigningCertificate $orders[0].OrderId -KeyReference $csrs[1].KeyReference -KeyPassword $password "
                + "-SignatureCheck"));
        Assert.Empty(Signature("$orders | Test-DocSigningCertificate -KeyPassword $password"));
        Assert.Equal(["KeyPasswordMissing"], sandbox.Run("Test-DocSigningCertificate $orders[0].OrderId -SignatureCheck").ErrorIds);
        sandbox.Run(
            "$bare = $person | New-DocSigningOrder @order -Csr $csr; $bare | Approve-DocSigningRequest",
            ("person", SandboxSession.Person())).Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        ScriptRun bare = sandbox.Run("Test-DocSigningCertificate $bare.OrderId -SignatureCheck");
        Assert.Equal(["CertificateKeyMissing"], bare.ErrorIds);
    }

    private string[] Signature(string script) =>
        [.. sandbox
            .Run($"{script} | Where-Object Check -eq Signature")
            .Clean()
            .Select(finding => finding.Properties["Passed"].Value.ToString()!)];
}
