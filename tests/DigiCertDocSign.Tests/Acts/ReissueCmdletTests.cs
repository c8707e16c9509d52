using System.Management.Automation;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>A person gets a certificate for a new key, and nobody else's key or name comes with it.</summary>
public sealed class ReissueCmdletTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Key = "-KeyPassword $password -KeyAlgorithm P256";
    private const string NewCsr = "($team[0] | New-DocSigningCsr -KeyDirectory $folder/new " + Key + ")";

    private static PSObject[] Team => [SandboxSession.Person(), SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example")];

    [Fact]
    public void The_new_key_goes_out_alone_with_a_reference_and_the_journal_has_it()
    {
        Issue();

        ScriptRun run = sandbox.Run(
            $"$new = {NewCsr}; $new | Request-DocSigningReissue -OrderId $orders[0] -Reason TokenLost -Comment 'Left on a train' "
            + "-WarningVariable waits 3> $null; $entry = Get-DocSigningJournal -TargetOrderId $orders[0]; $entry; \"$waits\"; "
            + "$entry.KeyReference -eq $new.KeyReference; \"$($entry.Kind) $($entry.State)\"");

        var body = JObject.Parse(Assert.Single(sandbox.Changes).Body);
        Assert.Equal(["certificate", "comments"], body.Properties().Select(property => property.Name));
        Assert.Equal(["csr", "signature_hash"], ((JObject)body["certificate"]!).Properties().Select(property => property.Name));
        Assert.Equal(
            $"[{run.Value<string>("Reference")}] The token is lost. Left on a train", body.Value<string>("comments"));
        Assert.Contains("-Type Reissue", run.Clean()[1].ToString(), StringComparison.Ordinal);
        Assert.Equal(true, run.Clean()[2].BaseObject);
        Assert.Equal("Reissue Placed", run.Clean()[3].ToString());
        Assert.Equal("ReissuePending", sandbox.Run("$orders[0] | Get-DocSigningOrder").Value<string>("Status"));
    }

    [Fact]
    public void The_old_key_and_another_persons_are_refused()
    {
        Issue();

        ScriptRun run = sandbox.Run(
            "$orders[0] | Request-DocSigningReissue -Csr $csrs[0] -Reason NewToken; "
            + "$orders[0] | Request-DocSigningReissue -Csr $csrs[1] -Reason NewToken; "
            + "$orders[0] | Request-DocSigningReissue -Csr $csrs[1].Csr -Reason NewToken");

        Assert.Equal(["KeyOfOldCertificate", "CsrOfAnotherPerson", "CsrOfAnotherPerson"], run.ErrorIds);
        Assert.Empty(sandbox.Changes);
    }

    [Fact]
    public void The_key_of_a_reissue_is_nobody_elses_afterwards()
    {
        Issue();

        ScriptRun run = sandbox.Run(
            $"$new = {NewCsr}; $new | Request-DocSigningReissue -OrderId $orders[0] -Reason NewToken 3> $null; "
            + "$orders[1] | Request-DocSigningReissue -Csr $new.Csr -Reason NewToken");

        Assert.Equal(["CsrOfAnotherPerson"], run.ErrorIds);
        Assert.Single(sandbox.Changes);
    }

    [Fact]
    public void What_cannot_be_reissued_says_what_to_do()
    {
        Issue();

        ScriptRun run = sandbox.Run(
            $"$new = {NewCsr}; $new | Request-DocSigningReissue -OrderId $orders[0] -Reason NewToken 3> $null; "
            + "$new | Request-DocSigningReissue -OrderId $orders[0] -Reason NewToken; "
            + "$late = $team[1] | New-DocSigningOrder @order -Csr $csrs[1] -AllowDuplicate; "
            + "$new | Request-DocSigningReissue -OrderId $late -Reason NewToken");

        Assert.Equal(["OrderNotReissuable", "OrderNotReissuable"], run.ErrorIds);
        Assert.Contains("Stop-DocSigningOrder", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("Update-DocSigningCsr", run.Errors[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_prompt_says_that_the_present_certificate_is_revoked()
    {
        Issue();

        ScriptRun run = sandbox.Run(
            $"$new = {NewCsr}; $ConfirmPreference = 'High'; "
            + "try { $new | Request-DocSigningReissue -OrderId $orders[0] -Reason KeyCompromised } "
            + "finally { $ConfirmPreference = 'None' }");

        string asked = Assert.Single(run.Errors.Append(run.Terminating).OfType<ErrorRecord>()).Exception.ToString();
        Assert.Matches("Reissue order [0-9]+ for Mira Solberg <mira.solberg@fjordlab.example> for the key", asked);
        Assert.Contains("DigiCert REVOKES the present one", asked, StringComparison.Ordinal);
        Assert.Contains("bear no time stamp", asked, StringComparison.Ordinal);
        Assert.Contains("Revoke-DocSigningCertificate", asked, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_in_doubt_is_reconciled_by_Resume_or_told_by_hand()
    {
        Issue();
        sandbox.Run($"$new = {NewCsr}").Clean();
        Lose(ByHand.DropBefore, "$new | Request-DocSigningReissue -OrderId $orders[0] -Reason TokenLost");
        Lose(ByHand.DropBefore, "$orders[1] | Revoke-DocSigningCertificate -Reason Superseded");

        ScriptRun early = sandbox.Run("Resume-DocSigningOrder");
        Assert.Equal(["RevocationNotSeen", "ReissueNotSeen"], early.ErrorIds.OrderDescending());
        Assert.All(early.Errors, error => Assert.Matches("^Order [0-9]+ for (Mira Solberg|Lars Dahl) <", error.ToString()));

        ScriptRun byHand = sandbox.Run(
            "Get-DocSigningJournal -Kind Reissue -State InDoubt | Resume-DocSigningOrder -NotPlaced; "
            + "Get-DocSigningJournal -Kind Revocation -State InDoubt | Resume-DocSigningOrder -OrderId 7");
        Assert.Equal("Abandoned", StateOf(byHand));
        Assert.Equal(["OrderNotAdoptable"], byHand.ErrorIds);

        sandbox.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal("Abandoned", StateOf(sandbox.Run("Resume-DocSigningOrder")));
        sandbox.Run("$new | Request-DocSigningReissue -OrderId $orders[0] -Reason TokenLost 3> $null").Clean();
        Assert.Equal("ReissuePending", sandbox.Run("$orders[0] | Get-DocSigningOrder").Value<string>("Status"));
    }

    [Fact]
    public void Without_a_csr_another_token_is_asked_for_and_the_question_says_what_that_means()
    {
        Issue();
        sandbox.Run(
            "$address = @{ Name = 'Lars Dahl'; Addr1 = 'Strandgaten 7'; City = 'Bergen'; State = 'Vestland'; Zip = '5013'; Country = 'NO'; "
            + "Method = 'STANDARD' }; $shipped = $team[1] | New-DocSigningOrder @order -Csr $csrs[1] -AllowDuplicate "
            + "-ProvisioningMethod ShipToken -ShipTo $address 3> $null; $shipped | Approve-DocSigningRequest").Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(10));
        sandbox.Server.ForgetCalls();

        ScriptRun run = sandbox.Run(
            "$orders[0] | Request-DocSigningReissue -NoCsr -Reason TokenLost; "
            + "$shipped | Request-DocSigningReissue -NoCsr -Reason TokenLost -PassThru -WarningVariable waits 3> $null; \"$waits\"");

        Assert.Equal(["OrderNotReissuable"], run.ErrorIds);
        Assert.Equal("ReissuePending", run.Output[0].Properties["Status"].Value);
        Assert.Contains("-Type Reissue", run.Output[1].ToString(), StringComparison.Ordinal);
        var body = JObject.Parse(Assert.Single(sandbox.Changes).Body);
        Assert.Equal(["certificate", "cs_provisioning_method", "comments"], body.Properties().Select(property => property.Name));
        Assert.Equal(["signature_hash"], ((JObject)body["certificate"]!).Properties().Select(property => property.Name));
        Assert.Equal("ship_token", body.Value<string>("cs_provisioning_method"));

        sandbox.Run("Approve-DocSigningRequest -OrderId $shipped.OrderId -Type Reissue").Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(10));
        ScriptRun issued = sandbox.Run(
            "$shipped | Get-DocSigningOrder; $shipped.OrderId | Get-DocSigningCertificate | Where-Object IsCurrent");
        Assert.Equal("Issued", issued.Clean()[0].Properties["Status"].Value);

        // Its key is on the token, and not where the one before it was.
        Assert.Null(issued.Clean()[1].Properties["KeyReference"].Value);
        ScriptRun asked = sandbox.Run(
            "$ConfirmPreference = 'High'; try { $shipped | Request-DocSigningReissue -NoCsr -Reason TokenLost } "
            + "finally { $ConfirmPreference = 'None' }");
        string question = Assert.Single(asked.Errors.Append(asked.Terminating).OfType<ErrorRecord>()).Exception.ToString();
        Assert.Contains("for Lars Dahl <lars.dahl@fjordlab.example> without a CSR", question, StringComparison.Ordinal);
        Assert.Contains("takes no address", question, StringComparison.Ordinal);
        Assert.Matches("One was asked for before, DS-[0-9A-Z]+ of 2026-11-", question);
        Assert.Contains("DigiCert REVOKES the present one", question, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_operator_knows_of_an_act_is_noted_after_a_question()
    {
        Issue();
        sandbox.Run("$late = $team[1] | New-DocSigningOrder @order -Csr $csrs[1] -AllowDuplicate; $late | Approve-DocSigningRequest")
            .Clean();
        Lose(ByHand.DropBefore, "$orders[0] | Revoke-DocSigningCertificate -Reason Superseded");
        Lose(ByHand.DropBefore, "$late | Stop-DocSigningOrder -Note 'Has left'");
        const string Revocation =
            "Get-DocSigningJournal -TargetOrderId $orders[0].OrderId -Kind Revocation | Resume-DocSigningOrder -OrderId $orders[0].OrderId";

        ScriptRun asked = sandbox.Run(
            "$ConfirmPreference = 'High'; try { " + Revocation + " } finally { $ConfirmPreference = 'None' }");
        string question = Assert.Single(asked.Errors.Append(asked.Terminating).OfType<ErrorRecord>()).Exception.ToString();
        Assert.Matches("Note as carried out: Revocation of order [0-9]+ of Mira Solberg <mira.solberg@fjordlab.example>, DS-", question);
        Assert.Contains("need not show that it was carried out", question, StringComparison.Ordinal);

        Assert.Equal("Placed", StateOf(sandbox.Run(Revocation)));
        Assert.Equal("Placed", StateOf(sandbox.Run(
            "Get-DocSigningJournal -TargetOrderId $late.OrderId -Kind Cancellation | Resume-DocSigningOrder -OrderId $late.OrderId")));
        Assert.Empty(sandbox.Run("Get-DocSigningJournal -State InDoubt").Clean());
    }

    private static string? StateOf(ScriptRun run) => Assert.Single(run.Output).Properties["State"].Value.ToString();

    private void Issue()
    {
        sandbox.Issue(Team);
        sandbox.Server.ForgetCalls();
    }

    private void Lose(ByHand loss, string command)
    {
        sandbox.Server.Answering = call => call.Method == "GET" ? null : loss;
        ScriptRun run = sandbox.Run(command);
        sandbox.Server.Answering = null;
        Assert.EndsWith("NotSeen", Assert.Single(run.ErrorIds), StringComparison.Ordinal);
    }
}
