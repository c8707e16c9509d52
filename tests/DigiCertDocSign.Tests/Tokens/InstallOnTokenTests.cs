using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using DigiCertDocSign.Tests.Certificates;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>The certificate lies on the token beside its key, where pkcs11-tool finds it by the key's id.</summary>
[Collection(nameof(SoftHsm))]
public sealed class InstallOnTokenTests(SoftHsm hsm, SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Install = "$orders | Install-DocSigningCertificate -Pin $pin";

    [SoftHsmFact]
    public async Task Each_certificate_shows_the_id_of_its_key_and_a_second_time_changes_nothing()
    {
        string label = Issue();
        ScriptRun run = sandbox.Run(Install);
        Assert.Equal(2, run.Clean().Count);
        Assert.Empty(run.Warnings);

        string[] listed = hsm.Certificates(label);
        Assert.Equal(2, listed.Length);
        for (int row = 0; row < 2; row++)
        {
            string id = IdOf(run.Value<string>("KeyReference", row));
            string entry = Assert.Single(listed, block => Regex.IsMatch(block, $@"\bID:\s+{id}\b", RegexOptions.IgnoreCase));
            Assert.Matches($@"label:\s+{run.Value<string>("Email", row)}", entry);
            Assert.Matches($@"subject:\s+DN: .*CN\s?=\s?{run.Value<string>("CommonName", row)}", entry);
            Assert.Matches($@"serial:\s+0*{run.Value<string>("SerialNumber", row)}", entry);
            string path = Path.Combine(sandbox.Folder, $"{row}.der");
            File.WriteAllBytes(path, hsm.ReadCertificate(label, id));
            Assert.Contains(
                run.Value<string>("Thumbprint", row),
                (await OpenSsl.RunAsync("x509", "-inform", "DER", "-in", path, "-noout", "-fingerprint", "-sha1")).Replace(
                    ":",
                    "",
                    StringComparison.Ordinal),
                StringComparison.Ordinal);
            Assert.Contains("type=cert", run.Value<string>("Location", row), StringComparison.Ordinal);
        }

        // Certificates are seen without a login, so no PIN is needed to find that nothing is to be done.
        foreach (string again in new[] { Install, Install + " -Force", "$orders | Install-DocSigningCertificate" })
        {
            Assert.Equal([true, true], sandbox.Run(again).Clean().Select(place => place.Properties["AlreadyThere"].Value));
            Assert.Equal(listed, hsm.Certificates(label));
        }

        Assert.Equal(2, hsm.CountKeys(label));
        Assert.All(
            sandbox.Run("$orders | Test-DocSigningCertificate -Pin $pin -SignatureCheck").Clean(),
            finding => Assert.True((bool)finding.Properties["Passed"].Value));

        // A key with its certificate is in use: no other CSR takes it up, and its own is given again with it.
        const string Make = "$team | New-DocSigningCsr -Pkcs11Module $module -TokenLabel $label -Pin $pin -KeyAlgorithm P256";
        Assert.Equal(["KeyLabelTaken", "KeyLabelTaken"], sandbox.Run(Make).ErrorIds);
        ScriptRun given = sandbox.Run(Make + " -CsrDirectory $folder/csrs");
        Assert.Equal(
            run.Output.Select(place => place.Properties["KeyReference"].Value),
            given.Clean().Select(csr => csr.Properties["KeyReference"].Value));
        Assert.Equal(2, hsm.CountKeys(label));
    }

    [SoftHsmFact]
    public void Another_certificate_of_the_key_is_kept_unless_forced_and_the_key_always_stays()
    {
        string label = Issue();
        using var authority = new TestAuthority();
        string renewed = Path.Combine(sandbox.Folder, "renewed.pem");
        using X509Certificate2 next = HandMadeCertificate.Write(renewed, authority, sandbox.Run("$csrs").Value<string>("Csr"));
        ScriptRun first = sandbox.Run(Install);
        first.Clean();
        string id = IdOf(first.Value<string>("KeyReference"));
        byte[] before = hsm.ReadCertificate(label, id);
        const string Renew = "Install-DocSigningCertificate -Path $folder/renewed.pem -KeyReference $csrs[0].KeyReference -Pin $pin";

        ScriptRun refused = sandbox.Run(Renew);

        Assert.Equal(["CertificateExists"], refused.ErrorIds);
        Assert.Contains(
            $"{first.Value<string>("SerialNumber")} of Mira Solberg",
            refused.Errors[0].Exception.Message,
            StringComparison.Ordinal);
        Assert.Equal(before, hsm.ReadCertificate(label, id));

        ScriptRun forced = sandbox.Run(Renew + " -Force");
        Assert.False(Assert.Single(forced.Clean()).Properties["AlreadyThere"].Value as bool?);
        Assert.Contains(
            $"took the place of the certificate {first.Value<string>("SerialNumber")}",
            Assert.Single(forced.Warnings),
            StringComparison.Ordinal);
        Assert.Equal(2, hsm.Certificates(label).Length);
        Assert.Equal(next.RawData, hsm.ReadCertificate(label, id));
        Assert.Equal(2, hsm.CountKeys(label));
    }

    [SoftHsmFact]
    public void A_certificate_of_another_key_is_refused_and_with_Force_installed_with_a_warning()
    {
        string label = Issue();
        const string Wrong = "Install-DocSigningCertificate $orders[0].OrderId -KeyReference $csrs[1].KeyReference -Pin $pin";
        Assert.Equal(["CertificateKeyMismatch"], sandbox.Run(Wrong).ErrorIds);
        Assert.Empty(hsm.Certificates(label));

        ScriptRun forced = sandbox.Run(Wrong + " -Force");
        Assert.Single(forced.Clean());
        Assert.Contains("The public key is not that of the key ", Assert.Single(forced.Warnings), StringComparison.Ordinal);
        Assert.Matches("CN\\s?=\\s?Mira Solberg", Assert.Single(hsm.Certificates(label)));

        // The right one finds its place taken, says by whom, and takes it back.
        Assert.Equal(["CertificateExists"], sandbox.Run("$orders[1] | Install-DocSigningCertificate -Pin $pin").ErrorIds);
        sandbox.Run("$orders[1] | Install-DocSigningCertificate -Pin $pin -Force").Clean();

        Assert.Matches("CN\\s?=\\s?Lars Dahl", Assert.Single(hsm.Certificates(label)));
    }

    [SoftHsmFact]
    public void One_login_serves_a_run_a_wrong_PIN_is_tried_once_and_WhatIf_touches_no_token()
    {
        string label = Issue(SoftHsm.Spy);
        Assert.Contains("C_GenerateKeyPair", hsm.TakeCalls().Keys);

        Assert.Empty(sandbox.Run(Install + " -WhatIf").Clean());
        Assert.Empty(hsm.TakeCalls());

        Assert.Equal(
            ["TokenPinWrong"],
            sandbox.Run("$orders | Install-DocSigningCertificate -Pin $wrong", ("wrong", Secret.Of("000000"))).ErrorIds);
        Dictionary<string, int> calls = hsm.TakeCalls();
        Assert.Equal(1, calls["C_Login"]);
        Assert.DoesNotContain("C_CreateObject", calls.Keys);

        Assert.Equal(["TokenPinMissing"], sandbox.Run("$orders | Install-DocSigningCertificate").ErrorIds);
        Assert.DoesNotContain("C_Login", hsm.TakeCalls().Keys);
        Assert.Empty(hsm.Certificates(label));

        // One login serves the whole run: a token with a pad of its own would ask a person for each.
        foreach (string run in new[] { Install, "$orders | Test-DocSigningCertificate -Pin $pin -SignatureCheck" })
        {
            sandbox.Run(run).Clean();
            calls = hsm.TakeCalls();
            Assert.Equal((1, 1, 1), (calls["C_Initialize"], calls["C_Login"], calls["C_Finalize"]));
        }

        Assert.Equal(2, hsm.Certificates(label).Length);
    }

    private static string IdOf(string reference) => Regex.Match(reference, "[:;]id=([^;?]+)").Groups[1].Value
        .Replace("%", "", StringComparison.Ordinal)
        .ToLower(CultureInfo.InvariantCulture);

    /// <summary>Two people whose keys are on a new token, and their issued orders.</summary>
    private string Issue(string? module = null)
    {
        sandbox.Fresh();
        string label = hsm.NewToken();
        sandbox.Run(
            """
            $order = @{ @BASICS@ }
            $token = @{ Pkcs11Module = $module; TokenLabel = $label; Pin = $pin; KeyAlgorithm = 'P256' }
            $csrs = $team | New-DocSigningCsr @token -CsrDirectory $folder/csrs
            $orders = $csrs | New-DocSigningOrder @order
            $orders | Approve-DocSigningRequest
            """,
            ("module", module ?? SoftHsm.Module), ("label", label), ("pin", Secret.Of(SoftHsm.Pin)),
            ("team", new[] { SandboxSession.Person(), SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example") })).Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        return label;
    }
}
