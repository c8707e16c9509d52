using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Connections;

/// <summary>The clock of a sandbox is turned forward, everything goes by it, and no account is touched.</summary>
public sealed class SandboxClockTests : IDisposable
{
    private const string Order =
        "$order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1; "
        + "ProvisioningMethod = 'Email'; AgreeToSubscriberAgreement = $true }; $placed = $person | New-DocSigningOrder @order -Csr $csr; "
        + "$placed | Approve-DocSigningRequest; ";

    private readonly string _folder = Directory.CreateTempSubdirectory("docsigning-").FullName;
    private readonly ModuleSession _session = new();

    public SandboxClockTests() => _session.Run("$ConfirmPreference = 'None'").Clean();

    [Fact]
    public void Orders_move_on_when_the_clock_is_turned_and_the_module_goes_by_it()
    {
        ScriptRun run = Run(
            "Connect-DocSigning -Sandbox -SandboxDate '2027-01-04 12:00'; " + Order
            + """
            $placed | Get-DocSigningOrder | ForEach-Object Status
            Step-DocSigningSandbox -Days 2.9
            $placed | Get-DocSigningOrder | ForEach-Object Status
            Step-DocSigningSandbox 0.2
            $placed | Wait-DocSigningOrder | ForEach-Object Status
            (Get-DocSigningOrder $placed.OrderId).ValidTill.ToString('yyyy-MM-dd')
            Step-DocSigningSandbox -To 2027-12-20
            @(Get-DocSigningOrder -ExpiringWithin 30).Count
            Step-DocSigningSandbox -To 2028-01-20 -PassThru | ForEach-Object { $_.SandboxDate.ToString('yyyy-MM-dd') }
            $placed | Get-DocSigningOrder | ForEach-Object Status
            $placed | Get-DocSigningOrderStatus | ForEach-Object Status
            Get-DocSigningOrder | ForEach-Object Status
            (Get-DocSigningJournal -OrderId $placed.OrderId).CreatedAt.Year
            """);

        Assert.Equal(
            [
                "Pending", "Pending", "Issued", "2028-01-06", "1", "2028-01-20", "Expired", "Expired", "Expired", "2027",
            ],
            run.Clean().Select(line => line.ToString()));
    }

    [Fact]
    public void It_never_goes_back_and_never_is_an_accounts()
    {
        ScriptRun run = Run(
            "Connect-DocSigning -Sandbox -SandboxDate 2027-01-04; Step-DocSigningSandbox -To 2027-01-03; "
            + "Connect-DocSigning -ApiKey $key -SkipValidation -Name Account; Step-DocSigningSandbox -Days 1 -Connection Account; "
            + "(Get-DocSigningConnection Account).SandboxDate; (Get-DocSigningConnection Sandbox).SandboxDate.Day");

        Assert.Equal(["SandboxDateInvalid", "NotASandbox"], run.ErrorIds);
        Assert.Equal([null, "4"], run.Output.Select(line => line?.ToString()));
    }

    [Fact]
    public void A_date_that_no_sandbox_has_is_said_to_be_none()
    {
        ScriptRun run = Run(
            "Connect-DocSigning -Sandbox -SandboxDate 0001-01-01; Connect-DocSigning -Sandbox -SandboxDate 2027-01-04; "
            + "Step-DocSigningSandbox -To 0001-01-01; Step-DocSigningSandbox -To 9999-12-31; Step-DocSigningSandbox -To 2040-01-04; "
            + "(Get-DocSigningConnection Sandbox).SandboxDate.Year");

        Assert.All(run.ErrorIds, id => Assert.Equal("SandboxDateInvalid", id));
        Assert.Equal(4, run.Errors.Count);
        Assert.Contains("more than 3660 days after 2027-01-04", run.Errors[3].Exception.Message, StringComparison.Ordinal);
        Assert.Equal("2027", Assert.Single(run.Output).ToString());
    }

    [Fact]
    public void WhatIf_turns_nothing()
    {
        ScriptRun run = Run(
            "Connect-DocSigning -Sandbox -SandboxDate 2027-01-04; Step-DocSigningSandbox -Days 30 -WhatIf; "
            + "(Get-DocSigningConnection).SandboxDate.ToString('yyyy-MM-dd')");

        Assert.Equal("2027-01-04", Assert.Single(run.Clean()).ToString());
        Assert.Contains("from 2027-01-04 00:00 to 2027-02-03 00:00", _session.Host.TakeText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sandbox_in_a_file_keeps_its_time_and_is_not_set_back()
    {
        ScriptRun run = Run(
            "Connect-DocSigning -Sandbox -SandboxPath $path -SandboxDate 2027-01-04; " + Order
            + "Step-DocSigningSandbox -Days 30; Disconnect-DocSigning; "
            + "Connect-DocSigning -Sandbox -SandboxPath $path; (Get-DocSigningOrder $placed.OrderId).Status; "
            + "(Get-DocSigningConnection).SandboxDate.ToString('yyyy-MM-dd'); Disconnect-DocSigning; "
            + "Connect-DocSigning -Sandbox -SandboxPath $path -SandboxDate 2027-02-01");

        Assert.Equal(["Issued", "2027-02-03"], run.Output.Select(line => line.ToString()));
        Assert.Equal(["SandboxUnavailable"], run.ErrorIds);
        Assert.Contains("does not go back", Assert.Single(run.Errors).Exception.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ScriptRun Run(string script) => _session.Run(
        script,
        ("person", SandboxSession.Person()),
        ("csr", SandboxSession.Csr),
        ("key", Secret.Of("a-key")),
        ("path", Path.Combine(_folder, "account.json")));
}
