using System.Management.Automation;
using System.Security.Cryptography;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.WhatIf;

/// <summary>-WhatIf changes nothing, neither at CertCentral nor on the disk.</summary>
public sealed class WhatIfTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    /// <summary>A working call of each cmdlet that has -WhatIf, and what it would be asked about.</summary>
    private static readonly Dictionary<string, string> Calls = new(StringComparer.OrdinalIgnoreCase)
    {
        ["New-DocSigningCsr"] = "$person | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256",
        ["New-DocSigningOrder"] = "$order = @{ @BASICS@ }; $person | New-DocSigningOrder @order -Csr $csr",
        ["New-DocSigningRenewal"] =
            "$issued | New-DocSigningRenewal -ReuseKey -RenewWithin 400 -AllowDuplicate -AgreeToSubscriberAgreement",
        ["Approve-DocSigningRequest"] = "$pending | Approve-DocSigningRequest",
        ["Deny-DocSigningRequest"] = "$pending | Deny-DocSigningRequest",
        ["Stop-DocSigningOrder"] = "$approved | Stop-DocSigningOrder -Note 'Wrong list'",
        ["Request-DocSigningReissue"] = "$issued | Request-DocSigningReissue -Csr $newCsr -Reason NewToken",
        ["Revoke-DocSigningCertificate"] = "$issued | Revoke-DocSigningCertificate -Reason AffiliationChanged -SkipApproval",
        ["Set-DocSigningOrder"] = "$approved | Set-DocSigningOrder -RenewalMail Off",
        ["Add-DocSigningOrderNote"] = "$approved | Add-DocSigningOrderNote -Text 'Ticket LEG-204'",
        ["Send-DocSigningOrderMail"] = "$approved | Send-DocSigningOrderMail",
        ["Update-DocSigningCsr"] = "$approved | Update-DocSigningCsr -Csr $newCsr",
        ["Save-DocSigningCertificate"] = "$issued | Save-DocSigningCertificate -Path $folder/out -Format Pem, Cer",
        ["New-DocSigningOrganization"] = "New-DocSigningOrganization -Name 'Ny AS' -Address 'Torget 2' -City Bergen -State Vestland "
            + "-Zip 5014 -Country no -Telephone '+47 1' -Contact @{ FirstName = 'Ida'; LastName = 'Berg'; "
            + "Email = 'ida.berg@fjordlab.example'; JobTitle = 'IT'; Telephone = '+47 2' }",
        ["Set-DocSigningOrganizationContact"] = "Set-DocSigningOrganizationContact 610233 -JobTitle Counsel",
        ["Submit-DocSigningOrganizationValidation"] = "Submit-DocSigningOrganizationValidation 610233",
        ["Export-DocSigningReport"] = "Export-DocSigningReport -Path $folder/report.html",
        ["Disconnect-DocSigning"] = "Disconnect-DocSigning",
    };

    public static TheoryData<string> Names() => [.. Calls.Keys];

    [Fact]
    public void Every_cmdlet_with_WhatIf_is_tried_here()
    {
        string[] supporting = [.. sandbox
            .Run("Get-Command -Module DigiCertDocSign | Where-Object { $_.Parameters.ContainsKey('WhatIf') } | ForEach-Object Name")
            .Clean()
            .Select(name => name.ToString())
            .Order()];

        // What Resume-, Sync- and Remove- leave alone is in the journal: see JournalTests, SyncCmdletTests, TakeInCmdletTests and
        // RemovalCmdletTests. An installation needs a key that is there: see InstallBesideFileTests and InstallOnTokenTests. A plan
        // changes nothing anyway: see PlanTests. A comparison changes the journal alone: see ComparingTests. Step-DocSigningSandbox is no
        // command for an account: see SandboxClockTests.
        string[] elsewhere =
        [
            "Compare-DocSigningDirectory", "Install-DocSigningCertificate", "New-DocSigningPlan", "Remove-DocSigningJournalEntry",
            "Resume-DocSigningOrder", "Step-DocSigningSandbox", "Sync-DocSigningJournal",
        ];
        Assert.Equal(
            Calls.Keys.Concat(elsewhere).Order(),
            supporting);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WhatIf_sends_no_change_and_writes_no_file(string cmdlet)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        sandbox.Fresh();
        sandbox
            .Run(
                "$order = @{ @BASICS@ }; $issued = $person | New-DocSigningOrder @order -Csr $csr; $issued | Approve-DocSigningRequest",
                ("person", SandboxSession.Person()),
                ("newCsr", SandboxSession.MakeCsr(key)))
            .Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        sandbox.Run("$pending, $approved = $person, $person | New-DocSigningOrder @order -Csr $csr; $approved | Approve-DocSigningRequest")
            .Clean();
        sandbox.Server.ForgetCalls();
        sandbox.Session.Host.TakeText();

        ScriptRun run = sandbox.Run(Calls[cmdlet] + " -WhatIf");

        Assert.Empty(run.Clean());
        Assert.Empty(sandbox.Changes);
        Assert.Empty(sandbox.Files);
        Assert.Single(sandbox.Run("Get-DocSigningConnection").Clean());
        Assert.Contains("What if:", sandbox.Session.Host.TakeText(), StringComparison.Ordinal);

        // Nothing was to be done, so all is well; a connection that is closed is no run.
        bool isRun = cmdlet != "Disconnect-DocSigning";
        Assert.Equal(isRun ? [cmdlet] : [], run.Summaries.Select(summary => summary.Properties["Command"].Value));
        Assert.All(run.Summaries, summary => Assert.Equal((0, 0), CodeAndDone(summary)));

        // The same call without -WhatIf does something: it is not the call that is empty.
        ScriptRun real = sandbox.Run(Calls[cmdlet]);
        real.Clean();
        Assert.All(real.Summaries, summary => Assert.Equal((0, 1), CodeAndDone(summary)));
        bool changed = sandbox.Changes.Any() || sandbox.Files.Any() || sandbox.Run("Get-DocSigningConnection").Clean().Count == 0;
        Assert.True(changed);
        sandbox.Connect(timeoutSec: 86400);
    }

    /// <summary>It brings no CSR, and may cost another token.</summary>
    [Fact]
    public void WhatIf_asks_for_no_other_token()
    {
        sandbox.Fresh();
        sandbox
            .Run(
                "$order = @{ @BASICS@ }; $address = @{ Name = 'Mira Solberg'; Addr1 = 'Strandgaten 7'; City = 'Bergen'; "
                + "State = 'Vestland'; Zip = '5013'; Country = 'NO'; Method = 'STANDARD' }; "
                + "$shipped = $person | New-DocSigningOrder @order -Csr $csr -ProvisioningMethod ShipToken -ShipTo $address 3> $null; "
                + "$shipped | Approve-DocSigningRequest",
                ("person", SandboxSession.Person()))
            .Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        sandbox.Server.ForgetCalls();
        sandbox.Session.Host.TakeText();

        const string Call = "$shipped | Request-DocSigningReissue -NoCsr -Reason TokenLost 3> $null";
        Assert.Empty(sandbox.Run(Call + " -WhatIf").Clean());

        Assert.Empty(sandbox.Changes);
        string told = sandbox.Session.Host.TakeText();
        Assert.Contains("What if:", told, StringComparison.Ordinal);
        Assert.Contains("without a CSR", told, StringComparison.Ordinal);
        sandbox.Run(Call).Clean();
        Assert.Single(sandbox.Changes);
    }

    private static (int Code, int Done) CodeAndDone(PSObject summary) =>
        ((int)summary.Properties["ExitCode"].Value, (int)summary.Properties["Done"].Value);
}
