using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Keys;

/// <summary>
/// A key that another tool put into a PFX or PEM file serves from the CSR to the certificate beside it, and stays as it is.
/// </summary>
public sealed class ForeignKeyFileTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Short = "kort1", Make = "$person | New-DocSigningCsr -KeyPath $own -KeyPassword $short";

    /// <summary>So a key vault exports them. An empty SecureString is a password, and none is none.</summary>
    [Fact]
    public async Task A_PFX_with_an_empty_password_opens_with_an_empty_password()
    {
        sandbox.Fresh();
        string plain = Path("plain.pem"), own = Path("own.pfx");
        await OpenSsl.RunAsync("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", plain);
        await OpenSsl.RunAsync("pkcs12", "-export", "-nocerts", "-inkey", plain, "-passout", "pass:", "-out", own);

        ScriptRun made = sandbox.Run(
            Make + " -KeyAlgorithm Rsa2048",
            ("own", own),
            ("short", Secret.Of("")),
            ("person", SandboxSession.Person()));

        Assert.Equal(Path("own.csr.pem"), Assert.Single(made.Clean()).Properties["CsrPath"].Value);
    }

    [Theory]
    [InlineData("own.pfx", "pkcs12", "-export", "-nocerts", "-inkey")]
    [InlineData("own.P12", "pkcs12", "-export", "-nocerts", "-keypbe", "PBE-SHA1-3DES", "-inkey")]
    [InlineData("own.pem", "pkcs8", "-topk8", "-in")]
    public async Task A_key_of_another_tool_is_ordered_for_and_gets_its_certificate(string name, params string[] write)
    {
        sandbox.Fresh();
        string plain = Path("plain.pem"), own = Path(name);
        await OpenSsl.RunAsync("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", plain);
        await OpenSsl.RunAsync([.. write, plain, "-passout", $"pass:{Short}", "-out", own]);
        byte[] before = File.ReadAllBytes(own);
        (string, object?)[] given = [("own", own), ("short", Secret.Of(Short)), ("person", SandboxSession.Person())];

        // The default kind is another one, and the way out is named.
        ScriptRun other = sandbox.Run(Make, given);
        Assert.Equal(["KeyFileExists"], other.ErrorIds);
        Assert.Contains("(RSA 2048), which -KeyAlgorithm Rsa2048 takes up", other.Errors[0].Exception.Message, StringComparison.Ordinal);
        ScriptRun wrong = sandbox.Run(Make.Replace("$short", "$password", StringComparison.Ordinal), given);
        Assert.Equal(["KeyFileExists"], wrong.ErrorIds);
        Assert.Contains("KeyPassword does not open it.", wrong.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, sandbox.Files.Count());

        ScriptRun made = sandbox.Run($"$request = {Make} -KeyAlgorithm Rsa2048; $request", given);
        Assert.Equal(Path("own.csr.pem"), Assert.Single(made.Clean()).Properties["CsrPath"].Value);
        Assert.Contains(
            $"The key file {own} was there without a CSR. Its key was taken up",
            Assert.Single(made.Warnings),
            StringComparison.Ordinal);
        string publicKey = await OpenSsl.RunAsync("pkey", "-in", plain, "-pubout");
        Assert.Equal(publicKey, await OpenSsl.RunAsync("req", "-in", Path("own.csr.pem"), "-noout", "-pubkey"));

        sandbox.Run("$order = @{ @BASICS@ }; $made = $request | New-DocSigningOrder @order; $made | Approve-DocSigningRequest").Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        foreach (string reference in new[] { "", " -KeyReference $own" })
        {
            string folder = Path(reference.Length == 0 ? "noted" : "named");
            Assert.Single(sandbox
                .Run(
                    $"$made.OrderId | Save-DocSigningCertificate -Path $out -Format Pfx -KeyPassword $short -Password $password{reference}",
                    ("out", folder))
                .Clean());
            await OpenSsl.RunAsync(
                "pkcs12",
                "-in",
                Directory.GetFiles(folder).Single(),
                "-passin",
                $"pass:{SandboxSession.Password}",
                "-nodes",
                "-nocerts",
                "-out",
                Path("saved.pem"));
            Assert.Equal(publicKey, await OpenSsl.RunAsync("pkey", "-in", Path("saved.pem"), "-pubout"));

            ScriptRun tested = sandbox.Run($"$made.OrderId | Test-DocSigningCertificate -SignatureCheck -KeyPassword $short{reference}");
            Assert.All(
                tested.Clean(),
                finding => Assert.True((bool)finding.Properties["Passed"].Value, $"{finding.Properties["Detail"].Value}"));

            ScriptRun installed = sandbox.Run($"$made.OrderId | Install-DocSigningCertificate -KeyPassword $short{reference}");
            Assert.Equal(Path("own.chain.pem"), Assert.Single(installed.Clean()).Properties["Location"].Value);
            Assert.Equal(reference.Length > 0, installed.Value<bool>("AlreadyThere"));
        }

        Assert.Equal(before, File.ReadAllBytes(own));
    }

    [Theory]
    [InlineData("new.pfx", "$password", "", "PathInvalid")]
    [InlineData("there.p12", "$password", "-Force", "PathInvalid")]
    [InlineData("new.pem", "$short", "", "KeyPasswordTooShort")]
    [InlineData("there.pem", "$short", "-Force", "KeyPasswordTooShort")]
    public void A_new_key_needs_a_name_that_fits_and_a_strong_password(string name, string password, string force, string errorId)
    {
        sandbox.Fresh();
        File.WriteAllText(Path("there.p12"), "there");
        File.WriteAllText(Path("there.pem"), "there");

        ScriptRun run = sandbox.Run(
            $"$person, $person | New-DocSigningCsr -KeyPath $folder/{name} -KeyPassword {password} -KeyAlgorithm P256 {force}",
            ("short", Secret.Of(Short)),
            ("person", SandboxSession.Person()));

        ErrorRecord error = Assert.Single(run.Errors);

        Assert.StartsWith(errorId + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Null(error.TargetObject);
        Assert.Equal(["there", "there"], sandbox.Files.Select(File.ReadAllText));
    }

    private string Path(string name) => System.IO.Path.Combine(sandbox.Folder, name);
}
