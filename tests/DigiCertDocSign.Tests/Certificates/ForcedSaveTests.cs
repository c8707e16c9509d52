using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>A certificate of another key is kept from the disk, unless it is asked for.</summary>
public sealed class ForcedSaveTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    [Fact]
    public void Force_saves_a_certificate_of_another_key_with_a_warning_but_never_a_pfx_of_the_two()
    {
        sandbox.Issue();
        const string Save = "Save-DocSigningCertificate $orders[0].OrderId -KeyReference $csrs[1].KeyReference -KeyPassword $password -Path $folder/out";
        string folder = Path.Combine(sandbox.Folder, "out");

        Assert.Equal(["CertificateKeyMismatch"], sandbox.Run(Save).ErrorIds);
        Assert.False(Directory.Exists(folder));

        ScriptRun forced = sandbox.Run(Save + " -Format Pem -Force");
        Assert.Empty(forced.Errors);
        Assert.Single(forced.Output);
        Assert.Contains(forced.Warnings, warning => warning.Contains("The public key is not the given key's", StringComparison.Ordinal));
        Assert.Single(Directory.GetFiles(folder));

        ScriptRun joined = sandbox.Run(Save + " -Format Cer, Pfx -Password $password -Force");
        Assert.Equal(["CertificateKeyMismatch"], joined.ErrorIds);
        Assert.Contains("leave Pfx out", joined.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(folder));
    }
}
