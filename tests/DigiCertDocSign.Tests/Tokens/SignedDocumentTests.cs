using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>
/// The whole way: a key that is made on the token, an order, its certificate beside the key, and a document that another program
/// signs with what it finds on the token. OpenSSL has the last word.
/// </summary>
[Collection(nameof(SoftHsm))]
public sealed class SignedDocumentTests(SoftHsm hsm, SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    [SoftHsmTheory]
    [InlineData("Rsa2048")]
    [InlineData("P256")]
    public async Task A_document_signed_on_the_token_verifies_and_a_changed_one_does_not(string algorithm)
    {
        sandbox.Fresh();
        string label = hsm.NewToken();

        ScriptRun run = await sandbox.RunAsync(
            TimeSpan.FromSeconds(10),
            """
            $order = @{ @BASICS@ }
            $placed = $person | New-DocSigningCsr -Pkcs11Module $module -TokenLabel $label -Pin $pin -KeyAlgorithm $algorithm |
                New-DocSigningOrder @order
            $placed | Approve-DocSigningRequest
            $placed | Wait-DocSigningOrder -TimeoutSec 7200 -PollIntervalSec 30 | Out-Null
            $placed | Install-DocSigningCertificate -Pin $pin
            $placed | Save-DocSigningCertificate -Path $folder
            """,
            ("module", SoftHsm.Module),
            ("label", label),
            ("pin", Secret.Of(SoftHsm.Pin)),
            ("algorithm", algorithm),
            ("person", SandboxSession.Person()));
        Assert.Equal(2, run.Clean().Count);

        // From here on everything comes from the token; the CA's own certificates from the saved chain.
        string listed = Assert.Single(hsm.Certificates(label));
        string id = Regex.Match(listed, @"\bID:\s+([0-9a-f]+)").Groups[1].Value;
        byte[] certificate = hsm.ReadCertificate(label, id);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(run.Value<string>("Path", row: 1));
        byte[] document = Encoding.UTF8.GetBytes("The contract, as agreed.");
        File.WriteAllBytes(
            In("signature"),
            Sign(document, certificate, chain[1].RawData, label, id, isRsa: algorithm.StartsWith("Rsa", StringComparison.Ordinal)));
        File.WriteAllBytes(In("contract"), document);
        File.WriteAllBytes(In("changed"), [.. document, (byte)'!']);
        File.WriteAllText(In("root"), chain[2].ExportCertificatePem());

        Assert.Contains("successful", await OpenSsl.RunAsync(Verify("contract")), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(document, File.ReadAllBytes(In("out")));
        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => OpenSsl.RunAsync(Verify("changed")));
        Assert.Contains("verification failure", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    private byte[] Sign(byte[] document, byte[] certificate, byte[] issuer, string label, string id, bool isRsa) =>
        SignedDocument.Sign(document, certificate, issuer, isRsa, data => isRsa
            ? hsm.Sign(label, id, "SHA256-RSA-PKCS", data)
            : hsm.Sign(label, id, "ECDSA", SHA256.HashData(data)));

    // Document signing is a purpose that openssl does not know; the chain is still verified, at the sandbox's own time.
    private string[] Verify(string content) =>
    [
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        In("signature"),
        "-content",
        In(content),
        "-CAfile",
        In("root"),
        "-purpose",
        "any",
        "-out",
        In("out"),
        "-attime",
        sandbox.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
    ];

    private string In(string name) => Path.Combine(sandbox.Folder, name);
}
