using System.Security.Cryptography.X509Certificates;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>A download with a stranger's certificate in it, or without one of the chain. OpenSSL reads what was written of it.</summary>
public sealed class ForeignCertificateTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Mira = "mira.solberg@fjordlab.example";
    private const string Save = "$orders[0] | Save-DocSigningCertificate -Path $folder/out -Format Pem, PemChain, P7b, Pfx "
        + "-KeyPassword $password -Password $password";
    private const string Install = "$orders[0] | Install-DocSigningCertificate -KeyPassword $password";
    private const string Chain = "($orders[0] | Test-DocSigningCertificate | Where-Object Check -EQ Chain)";

    [Fact]
    public void A_strangers_certificate_is_left_out_and_told()
    {
        X509Certificate2[] chain = IssueAndRead();
        using X509Certificate2 stranger = TestAuthority.CreateStranger("CN=Stranger CA");
        AnswerWith(chain[0], stranger, chain[2], chain[1]);

        ScriptRun saved = sandbox.Run(Save);
        Assert.Equal(4, saved.Clean().Count);
        Assert.EndsWith("Not of this chain, and left out where it is saved or installed: 'CN=Stranger CA'.", Assert.Single(saved.Warnings));
        AssertFiles(chain);

        ScriptRun installed = sandbox.Run(Install);
        Assert.Contains("'CN=Stranger CA'", Assert.Single(installed.Warnings), StringComparison.Ordinal);
        Assert.Equal(Subjects(chain), SubjectsIn(installed.Value<string>("Location")));

        ScriptRun tested = sandbox.Run(Chain);
        Assert.False(tested.Value<bool>("Passed"));
        Assert.Contains("'CN=Stranger CA'", tested.Value<string>("Detail"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_without_its_intermediate_is_saved_as_far_as_it_goes_and_told()
    {
        X509Certificate2[] chain = IssueAndRead();
        AnswerWith(chain[0], chain[2]);

        ScriptRun saved = sandbox.Run(Save);
        Assert.Equal(4, saved.Clean().Count);
        string warning = Assert.Single(saved.Warnings);
        Assert.Contains("The chain is incomplete: the certificate of ", warning, StringComparison.Ordinal);
        Assert.Contains("Not of this chain", warning, StringComparison.Ordinal);
        AssertFiles([chain[0]]);
        Assert.False(sandbox.Run(Chain).Value<bool>("Passed"));
        Assert.Contains("The chain is incomplete", Assert.Single(sandbox.Run(Install).Warnings), StringComparison.Ordinal);

        // The certificate alone needs no chain.
        ScriptRun alone = sandbox.Run("$orders[0] | Save-DocSigningCertificate -Path $folder/alone -Format Pem, Cer");
        Assert.Equal(2, alone.Clean().Count);
        Assert.Empty(alone.Warnings);
    }

    [Fact]
    public void A_file_beside_the_key_with_a_stranger_in_it_is_written_anew_on_demand()
    {
        X509Certificate2[] chain = IssueAndRead();
        using X509Certificate2 stranger = TestAuthority.CreateStranger("CN=Stranger CA");
        string place = Path.Combine(sandbox.Folder, "keys", $"{Mira}.chain.pem");
        File.WriteAllBytes(place, TestAuthority.Bundle([.. chain, stranger]));

        ScriptRun kept = sandbox.Run(Install);
        Assert.Contains("and something else than its chain. -Force writes it anew", Assert.Single(kept.Warnings), StringComparison.Ordinal);
        Assert.Equal(4, SubjectsIn(place).Length);

        Assert.Single(sandbox.Run(Install + " -Force").Clean());
        Assert.Equal(Subjects(chain), SubjectsIn(place));
    }

    /// <summary>The person's certificate and those above it, as an honest server sends them.</summary>
    private X509Certificate2[] IssueAndRead()
    {
        sandbox.Issue();
        ScriptRun saved = sandbox.Run("$orders[0] | Save-DocSigningCertificate -Path $folder/honest");
        Assert.Empty(saved.Warnings);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(saved.Value<string>("Path"));
        Assert.Equal(3, chain.Count);
        return [.. chain];
    }

    private void AnswerWith(params X509Certificate2[] certificates) =>
        sandbox.Server.Answering = call => call.PathAndQuery.Contains("/download/", StringComparison.Ordinal)
            ? ByHand.Answer(200, "application/x-pem-file", TestAuthority.Bundle(certificates))
            : null;

    private void AssertFiles(X509Certificate2[] chain)
    {
        string stem = Path.Combine(sandbox.Folder, "out", Mira);
        Assert.Equal(Subjects(chain[..1]), SubjectsIn(stem + ".pem"));
        Assert.Equal(Subjects(chain), SubjectsIn(stem + ".chain.pem"));
        Assert.Equal(Subjects(chain).Order(), Lines(OpenSsl.Run("pkcs7", "-in", stem + ".p7b", "-print_certs", "-noout")).Order());
        Assert.Equal(
            Subjects(chain),
            Lines(OpenSsl.Run("pkcs12", "-in", stem + ".pfx", "-nokeys", "-passin", $"pass:{SandboxSession.Password}")));
    }

    private string[] Subjects(X509Certificate2[] chain) => [.. chain.SelectMany((certificate, place) =>
    {
        string file = Path.Combine(sandbox.Folder, $"{place}.pem");
        File.WriteAllBytes(file, TestAuthority.Bundle(certificate));
        return SubjectsIn(file);
    })];

    /// <summary>Of a PEM file, in its order.</summary>
    private static string[] SubjectsIn(string file)
    {
        string bundle = file + ".p7";
        OpenSsl.Run("crl2pkcs7", "-nocrl", "-certfile", file, "-out", bundle);
        string text = OpenSsl.Run("pkcs7", "-in", bundle, "-print_certs", "-noout");
        File.Delete(bundle);
        return Lines(text);
    }

    private static string[] Lines(string text) => [.. text.Split('\n')
        .Where(line => line.StartsWith("subject=", StringComparison.Ordinal))
        .Select(line => line.Replace(" ", "", StringComparison.Ordinal))];
}
