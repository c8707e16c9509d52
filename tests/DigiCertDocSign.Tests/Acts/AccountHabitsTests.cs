using System.Management.Automation;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>What the pages of the API leave open, accounts do in one way or another. What commands say is true in each of them.</summary>
public sealed class AccountHabitsTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const StringComparison Ordinal = StringComparison.Ordinal;
    private const string Revoke = "$orders[0] | Revoke-DocSigningCertificate -Reason Superseded -SkipApproval; ";
    private const string Reissue = "$new = $team[0] | New-DocSigningCsr -KeyDirectory $folder/new -KeyPassword $password "
        + "-KeyAlgorithm P256; $new | Request-DocSigningReissue -OrderId $orders[0] -Reason NewToken; ";
    private const string Certificates = "$orders[0] | Get-DocSigningCertificate | ForEach-Object { \"$($_.State) $($_.IsCurrent)\" }; ";

    [Fact]
    public async Task A_revoked_certificate_counts_as_revoked_where_its_order_stays_issued()
    {
        await using LoopbackServer server = await StartAsync(new SandboxHabits { RevokedOrder = SandboxRevokedOrder.Issued });

        ScriptRun run = sandbox.Run(Revoke + Revoke + Certificates + "($orders[0] | Get-DocSigningOrderStatus).NextAction; "
            + "(Get-DocSigningJournal -Kind Revocation).State");

        Assert.Equal(["Revoked True", "Placed"], [run.Clean()[0].ToString(), run.Output[2].ToString()]);
        Assert.Contains("the certificate was revoked, though CertCentral calls the order issued", run.Output[1].ToString(), Ordinal);
        Assert.Equal(1, Sent(server, "/revoke"));

        ScriptRun whole = sandbox.Run(Revoke.Replace(";", " -WholeOrder; ", Ordinal) + "$orders[0] | Get-DocSigningOrder");
        Assert.Equal("Revoked", whole.Value<string>("Status"));
    }

    [Fact]
    public async Task A_revocation_that_no_order_ever_shows_is_not_said_to_be_done()
    {
        await using LoopbackServer server = await StartAsync(new SandboxHabits { RevokedOrder = SandboxRevokedOrder.IssuedAsBefore });

        Assert.Equal(["RevocationNotSeen"], sandbox.Run(Revoke).ErrorIds);

        // CertCentral's own word that it is revoked already.
        ScriptRun again = sandbox.Run(Revoke + "(Get-DocSigningJournal -Kind Revocation).State");
        Assert.Equal("Placed", Assert.Single(again.Clean()).ToString());
    }

    [Theory]
    [InlineData(true, "The journal keeps the key of the earlier CSR beside the new one")]
    [InlineData(false, "The journal does not have the new key")]
    public async Task What_is_said_of_the_journal_where_no_order_shows_its_csr_is_so(bool hasJournal, string told)
    {
        await using LoopbackServer server = await StartAsync(new SandboxHabits { ShowsCsr = false }, isIssued: false);
        sandbox.Run(
            $"$placed | Approve-DocSigningRequest; $other = $person | New-DocSigningCsr -KeyDirectory $folder/other{hasJournal} "
            + "-KeyPassword $password -KeyAlgorithm P256").Clean();
        if (!hasJournal)
        {
            sandbox.Run(
                "Connect-DocSigning -ApiKey $apiKey -BaseUri $server -TimeProvider $clock -TimeoutSec 86400 -RateLimit '100000/1' "
                    + "-JournalPath $place -Name Bare",
                ("server", server.BaseUri),
                ("place", Path.Combine(StateOfTests.NewFolder(), "journal.db"))).Clean();
        }

        ScriptRun run = sandbox.Run("$placed | Update-DocSigningCsr -Csr $other");

        run.Clean();
        Assert.Contains(told, Assert.Single(run.Warnings), Ordinal);
    }

    [Fact]
    public async Task A_reissue_that_is_answered_with_nothing_is_found_at_its_order()
    {
        await using LoopbackServer server = await StartAsync(new SandboxHabits { ReissueAnswersNothing = true });

        ScriptRun run = sandbox.Run(Reissue + "$orders[0] | Get-DocSigningOrder; Get-DocSigningJournal -Kind Reissue");

        Assert.Equal("ReissuePending", $"{run.Clean()[0].Properties["Status"].Value}");
        Assert.Equal("Placed", $"{run.Output[1].Properties["State"].Value}");
        Assert.Contains(
            $"Approve-DocSigningRequest -RequestId {run.Output[1].Properties["RequestId"].Value} -Type Reissue",
            Assert.Single(run.Warnings),
            Ordinal);
        Assert.Equal(1, Sent(server, "/reissue"));
    }

    [Theory]
    [InlineData(SandboxReissueList.WithFirst, "Issued True, Revoked False")]
    [InlineData(SandboxReissueList.WithoutFirst, "Issued True")]
    public async Task Each_certificate_is_listed_once_whether_or_not_the_list_has_the_first(SandboxReissueList list, string told)
    {
        await using LoopbackServer server = await StartAsync(new SandboxHabits { ReissueList = list });
        Assert.Equal("Issued True", Assert.Single(sandbox.Run(Certificates).Clean()).ToString());

        sandbox.Run(Reissue + "Approve-DocSigningRequest -OrderId $orders[0].OrderId -Type Reissue").Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(told, string.Join(", ", sandbox.Run(Certificates).Clean()));
        Assert.Equal(
            ["KeyOfOldCertificate", "KeyOfOldCertificate"],
            sandbox.Run(
                "$csrs[0], $new | ForEach-Object { Request-DocSigningReissue $orders[0].OrderId -Csr $_.Csr -Reason NewToken }").ErrorIds);
        Assert.Equal(1, Sent(server, "/reissue"));
    }

    /// <summary>A key may have all rights but one.</summary>
    [Theory]
    [InlineData(SandboxRoutes.GetRequest, "Approve-DocSigningRequest", "with request ")]
    [InlineData(SandboxRoutes.UpdateRequestStatus, "Approve-DocSigningRequest", "Mira Solberg")]
    [InlineData(SandboxRoutes.UpdateRequestStatus, "Deny-DocSigningRequest", "Mira Solberg")]
    [InlineData(SandboxRoutes.UpdateCsr, "Update-DocSigningCsr -Csr $other.Csr", "Mira Solberg")]
    [InlineData(SandboxRoutes.AddNote, "Add-DocSigningOrderNote -Text 'Moved'", "Mira Solberg")]
    public async Task A_right_that_is_missing_for_one_call_is_told_and_changes_nothing(string denied, string command, string told)
    {
        await using LoopbackServer server = await StartAsync(new SandboxHabits { DeniedCalls = [denied] }, isIssued: false);

        ScriptRun run = sandbox.Run($"$placed | {command}; $placed | Get-DocSigningOrder");

        Assert.Equal(["PermissionDenied"], run.ErrorIds);
        Assert.Contains(told, run.Errors[0].ToString(), Ordinal);
        Assert.Equal("NeedsApproval", run.Value<string>("Status"));
        Assert.DoesNotContain("Moved", string.Join(' ', run.Output[^1].Properties["Notes"].Value), Ordinal);
    }

    [Theory]
    [InlineData(SandboxRoutes.Reissue, "Request-DocSigningReissue -Csr $other.Csr -Reason NewToken")]
    [InlineData(SandboxRoutes.RevokeCertificate, "Revoke-DocSigningCertificate -Reason Superseded")]
    [InlineData(SandboxRoutes.RevokeOrder, "Revoke-DocSigningCertificate -Reason Superseded -WholeOrder")]
    [InlineData(SandboxRoutes.UpdateOrderStatus, "Stop-DocSigningOrder -Note 'Has left'")]
    public async Task A_right_that_is_missing_for_an_act_refuses_it_until_it_is_there(string call, string command)
    {
        List<string> denied = [call];
        await using LoopbackServer server = await StartAsync(new SandboxHabits { DeniedCalls = denied }, isIssued: false);
        sandbox.Run("$placed | Approve-DocSigningRequest").Clean();
        if (call != SandboxRoutes.UpdateOrderStatus)
        {
            sandbox.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        string script = $"$placed | {command} 3> $null; Get-DocSigningJournal -TargetOrderId $placed.OrderId | "
            + "ForEach-Object { $_.State.ToString() } | Sort-Object";
        ScriptRun run = sandbox.Run(script);
        Assert.Equal(["PermissionDenied"], run.ErrorIds);
        Assert.Equal("Refused", Assert.Single(run.Output).ToString());

        denied.Clear();
        Assert.Equal(["Placed", "Refused"], sandbox.Run(script).Clean().Select(state => state.ToString()));
    }

    [Fact]
    public async Task A_setting_that_the_key_may_not_make_keeps_no_other_from_being_made()
    {
        await using LoopbackServer server =
            await StartAsync(new SandboxHabits { DeniedCalls = [SandboxRoutes.SetUserAccess] }, isIssued: false);

        ScriptRun run = sandbox.Run(
            "$placed | Set-DocSigningOrder -AdditionalEmail pki@fjordlab.example -UserId 880190 -RenewalMail Off "
            + "-RenewalMessage 'Ask Ida'; $placed | Get-DocSigningOrder");

        string told = Assert.Single(run.Errors).ToString();
        Assert.Contains("Mira Solberg", told, Ordinal);
        Assert.Equal(
            "pki@fjordlab.example|Off|Ask Ida|",
            string.Join('|', new[] { "AdditionalEmails", "RenewalMail", "RenewalMessage", "UserIds" }.Select(
                name => string.Join(' ', LanguagePrimitives.ConvertTo<string[]>(run.Output[^1].Properties[name].Value)))));
    }

    [Fact]
    public async Task Orders_are_listed_with_a_warning_where_the_requests_are_hidden()
    {
        await using LoopbackServer server = await StartAsync(new SandboxHabits());
        server.Answering = call => call.PathAndQuery.Contains("/v2/request?", Ordinal)
            ? ByHand.Answer(403, "application/json", """{"errors":[{"code":"access_denied|permission","message":"You may not."}]}""")
            : null;

        ScriptRun run = sandbox.Run("Get-DocSigningOrder");

        Assert.Equal(2, run.Clean().Count);
        Assert.Contains("may not see the requests of the account", Assert.Single(run.Warnings), Ordinal);

        // Where the list itself shows one that waits, there is nothing to warn of.
        server.Console.Order(new SandboxConsoleOrder { GivenName = "Zoe", Surname = "Berg", Email = "zoe@elsewhere.example" });
        ScriptRun shown = sandbox.Run("Get-DocSigningOrder");
        Assert.Equal((3, 0), (shown.Clean().Count, shown.Warnings.Count));
    }

    private static int Sent(LoopbackServer server, string call) =>
        server.Calls.Count(one => one.Method != "GET" && one.PathAndQuery.EndsWith(call, Ordinal));

    /// <summary>Mira and Lars have an issued order each; or Mira alone has one that waits for approval; or there is none.</summary>
    private async Task<LoopbackServer> StartAsync(SandboxHabits habits, bool? isIssued = true)
    {
        LoopbackServer server = await LoopbackServer.StartAsync(new SandboxOptions
        {
            TimeProvider = sandbox.Clock,
            Limits = SandboxLimits.None,
            Habits = habits,
            ListsOrdersThatNeedApproval = true,
        });
        sandbox.Run(
            "Connect-DocSigning -ApiKey $apiKey -BaseUri $server -TimeProvider $clock -TimeoutSec 86400 -RateLimit '100000/1' "
                + "-JournalPath $place -Name Habits",
            ("server", server.BaseUri),
            ("place", Path.Combine(StateOfTests.NewFolder(), "journal.db"))).Clean();
        if (isIssued == true)
        {
            sandbox.Issue();
        }
        else if (isIssued == false)
        {
            sandbox.Run(
                "$order = @{ @BASICS@ }; $placed = $person | New-DocSigningOrder @order -Csr $csr; "
                    + "$other = $person | New-DocSigningCsr -KeyDirectory $folder/other -KeyPassword $password -KeyAlgorithm P256",
                ("person", SandboxSession.Person()))
                .Clean();
        }

        return server;
    }
}
