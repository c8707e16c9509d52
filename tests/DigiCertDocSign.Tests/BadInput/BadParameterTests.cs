using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.BadInput;

/// <summary>What PowerShell would answer in words of its own is answered in words that say what to do.</summary>
public sealed class BadParameterTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Order =
        "$order = @{ @BASICS@; ProvisioningMethod = 'ClientApp' }; CHANGE; $person | New-DocSigningOrder @order";

    [Theory]
    [InlineData("$order.Contact = @{ Type = 'organization_contact'; UserId = 880145 }", "'Type' is none of its keys. They are Id, UserId")]
    [InlineData("$order.Contact = @{ ContactType = 'organization_contact'; user_id = 880145 }", "'user_id' is none of its keys")]
    [InlineData("$order.Contact = [pscustomobject]@{ Kind = 'organization_contact' }", "'Kind' is none of its keys")]
    [InlineData("$order.Contact = @{ ContactType = 'organization_contact'; UserId = 'me' }", "The value of UserId is not a number")]
    [InlineData("$order.Contact = 880145", "It takes a hashtable such as @{ Id = ... }")]
    [InlineData("$order.ShipTo = @{ Street = 'Torget 1' }", "'Street' is none of its keys. They are Name, Addr1")]
    [InlineData("$order.ShipTo = 'Torget 1'", "It takes a hashtable")]
    [InlineData("$order.Organization = @{ Title = 'Drift' }", "'Title' is none of its keys")]
    [InlineData("$order.CreditCard = @{ Pan = '4111111111111111' }", "'Pan' is none of its keys")]
    [InlineData("$order.BillingAddress = @{ Street = 'Torget 1' }", "'Street' is none of its keys")]
    public void A_hashtable_with_a_wrong_key_is_answered_with_the_right_ones(string change, string says)
    {
        ScriptRun run = sandbox.Fresh().Run(Order.Replace("CHANGE", change, StringComparison.Ordinal), ("person", Person()));

        string message = Assert.Single(run.Errors.Append(run.Terminating!).OfType<ErrorRecord>()).Exception.Message;
        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.DoesNotContain("Nullable", message, StringComparison.Ordinal);
        Assert.DoesNotContain("4111111111111111", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, 300);
        Assert.Empty(sandbox.Changes);
    }

    [Theory]
    [InlineData("Get-DocSigningRequest -Connection $away")]
    [InlineData("Disconnect-DocSigning -Connection $away, $away")]
    public void A_connection_of_another_process_is_told_from_an_empty_text(string command)
    {
        ScriptRun run = sandbox.Fresh().Run(
            "$away = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize("
            + $"(Get-DocSigningConnection -Current))); {command}");

        string message = Assert.Single(run.Errors.Append(run.Terminating!).OfType<ErrorRecord>()).Exception.Message;
        Assert.Contains("comes from another process", message, StringComparison.Ordinal);
        Assert.Contains("Start-ThreadJob", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$person | New-DocSigningOrder @order")]
    [InlineData("$person | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256 -Confirm")]
    [InlineData("Disconnect-DocSigning -Confirm")]
    public void Where_nobody_can_be_asked_the_error_says_how_to_go_on(string command)
    {
        ScriptRun run = sandbox.Fresh().Run(
            $"$ConfirmPreference = 'High'; $order = @{{ @BASICS@; ProvisioningMethod = 'ClientApp' }}; {command}", ("person", Person()));
        sandbox.Run("$ConfirmPreference = 'None'");

        Assert.Equal(["NobodyToConfirm"], run.ErrorIds.Distinct());
        Assert.Contains("-Confirm:$false", run.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Empty(sandbox.Changes);
        Assert.Empty(sandbox.Files);
    }

    [Theory]
    [InlineData("$folder")]
    [InlineData("\"$folder/\"")]
    [InlineData("\"$folder/new/\"")]
    public void A_folder_is_no_journal(string path)
    {
        ScriptRun run = sandbox.Fresh().Run($"Connect-DocSigning -Sandbox -JournalPath {path}");
        sandbox.Connect(timeoutSec: 86400);

        Assert.Equal(["JournalNotWritable"], run.ErrorIds);
        Assert.Contains("is a folder, and the journal is a file", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("journal.db", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(sandbox.Files);
    }

    [Theory]
    [InlineData("'Mira Solberg'", "a text was piped in")]
    [InlineData("4711", "a number was piped in")]
    [InlineData("[pscustomobject]@{ 'GivenName;Surname;Title' = 'Mira;Solberg;CEO' }", "Import-Csv -Delimiter ';'")]
    public void What_is_no_person_is_one_short_error(string piped, string says)
    {
        ScriptRun run = sandbox.Fresh().Run(
            $"{piped} | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256");

        Assert.Equal(["NotAPerson"], run.ErrorIds);
        string message = run.Errors[0].ToString();
        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 1, 300);
    }

    [Theory]
    [InlineData("Set-Location Variable:", "~/keys")] // a provider without a home
    [InlineData("", "nowhere:keys")]
    [InlineData("", "NoProvider::keys")]
    [InlineData("", "Env:keys")]
    public void A_path_that_its_provider_refuses_is_a_fault_of_the_path(string before, string path)
    {
        ScriptRun run = sandbox.Fresh().Run(
            $"Push-Location; try {{ {before}; $person | New-DocSigningCsr -KeyDirectory $path -KeyPassword $password }} "
                + "finally { Pop-Location }",
            ("person", Person()),
            ("path", path));

        Assert.StartsWith("PathInvalid,", Assert.Single(run.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"'{path}' is no path of the file system", run.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_fault_of_an_input_is_in_the_id_of_its_error()
    {
        ScriptRun run = sandbox.Fresh().Run(
            "$faulty, $person | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256",
            ("person", Person()),
            ("faulty", SandboxSession.Person(surname: "", email: "mira.solberg", phone: null)));

        string id = Assert.Single(run.Errors).FullyQualifiedErrorId;
        Assert.StartsWith("SurnameMissing,PhoneMissing,EmailInvalid,", id, StringComparison.Ordinal);
        Assert.Single(
            sandbox.Run("$errors | Where-Object FullyQualifiedErrorId -like '*PhoneMissing,*'", ("errors", run.Errors.ToArray())).Clean());
    }

    [Fact]
    public void A_wrong_address_is_told_with_its_person()
    {
        ScriptRun run = sandbox.Fresh().Run(
            "$faulty | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256",
            ("faulty", SandboxSession.Person(email: "mira.solberg")));

        Assert.StartsWith("Mira Solberg: Email: 'mira.solberg' is no", Assert.Single(run.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_takes_the_splat_of_the_order_and_asks_and_changes_nothing()
    {
        ScriptRun run = sandbox.Fresh().Run(
            """
            $order = @{ @BASICS@; ProvisioningMethod = 'ClientApp'; Confirm = $true }
            $person | New-DocSigningPlan @order
            $person | New-DocSigningPlan @order -WhatIf
            """,
            ("person", Person()));

        Assert.Equal(2, run.Clean().Count);
        Assert.Empty(sandbox.Changes);
    }

    private static PSObject Person() => SandboxSession.Person("Ingrid", "Parameter", "ingrid.parameter@fjordlab.example");
}
