using System.Text;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>What is listed is what is saved, tested and installed, also when a reissue has replaced it.</summary>
public sealed class CertificateListCmdletTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Reissue =
        "$team[0] | New-DocSigningCsr -KeyDirectory $folder/$name -KeyPassword $password -KeyAlgorithm P256 | "
        + "Request-DocSigningReissue -OrderId $orders[0] -Reason NewToken -SkipApproval; $clock.Advance([timespan]'00:05:00')";

    [Fact]
    public void Each_certificate_is_listed_with_its_key_and_goes_beside_it()
    {
        IssueThree();

        ScriptRun run = sandbox.Run(
            "$all = $orders[0] | Get-DocSigningCertificate; $all; $all.KeyReference -replace '.*/(\\w+)/[^/]*$', '$1'; "
            + "$all | Test-DocSigningCertificate -KeyPassword $password 3> $null | Where-Object Check -in Key, Serial | "
            + "ForEach-Object { \"$_\" }; "
            + "$all | Install-DocSigningCertificate -KeyPassword $password 3> $null | ForEach-Object SerialNumber");

        Assert.Equal(["Issued", "Revoked"], run.Clean().Take(2).Select(one => one.Properties["State"].Value.ToString()));
        Assert.Equal(["third", "second"], run.Output.Skip(2).Take(2).Select(key => key.ToString()));
        Assert.All(run.Output.Skip(4).Take(4), check => Assert.Matches("^(Key|Serial) for Mira Solberg <[^>]+>: ok", check.ToString()));
        Assert.Equal(
            run.Output.Take(2).Select(one => one.Properties["SerialNumber"].Value),
            run.Output.Skip(8).Select(serial => serial.ToString()));
    }

    [Fact]
    public void The_former_one_is_saved_with_a_warning_and_never_another_in_its_place()
    {
        IssueThree();

        ScriptRun run = sandbox.Run(
            "$all = $orders[0] | Get-DocSigningCertificate; $former = $all | Where-Object IsCurrent -eq $false; "
            + "$former | Save-DocSigningCertificate -Path $folder/out -Format Cer; \"$($former.SerialNumber)\"");

        Assert.Equal(run.Clean()[1].ToString(), run.Value<string>("SerialNumber"));
        Assert.Contains("It is not the one to sign with", run.Warnings[0], StringComparison.Ordinal);

        // The server gives the present certificate for the id of the former.
        ScriptRun now = sandbox.Run(
            "Get-Content -Raw ($orders[0].OrderId | Save-DocSigningCertificate -Path $folder/now -Force 3> $null).Path");
        byte[] present = Encoding.ASCII.GetBytes(now.Clean()[0].ToString());
        string id = sandbox.Run("\"$($former.CertificateId)\"").Clean()[0].ToString();
        sandbox.Server.Answering = call => call.PathAndQuery.Contains($"/certificate/{id}/download", StringComparison.Ordinal)
            ? ByHand.Answer(200, "application/x-pem-file", present)
            : call.PathAndQuery.Contains($"/certificate/{id}/chain", StringComparison.Ordinal)
                ? ByHand.Answer(404, "application/json", "{\"errors\":[{\"code\":\"not_found\"}]}"u8.ToArray())
                : null;

        ScriptRun other = sandbox.Run(
            "$former | Save-DocSigningCertificate -Path $folder/other -Format Cer; "
            + "$former | Install-DocSigningCertificate -KeyPassword $password -Force; $former | Test-DocSigningCertificate");

        Assert.Equal(Enumerable.Repeat("CertificateMismatch", 3), other.ErrorIds);
        Assert.Empty(other.Output);
        Assert.False(Directory.Exists(Path.Combine(sandbox.Folder, "other")));
    }

    /// <summary>An order with three certificates, whose keys lie in folders of their own.</summary>
    private void IssueThree()
    {
        sandbox.Issue();
        sandbox.Run(Reissue, ("name", "second")).Clean();
        sandbox.Run(Reissue, ("name", "third")).Clean();
    }
}
