using System.Management.Automation;
using System.Security.Cryptography;
using System.Text.Json;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.MainJob;

/// <summary>What an administrator sees between the order and the certificate.</summary>
public sealed class FollowingTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Place = "$order = @{ @BASICS@ }; $placed = $person | New-DocSigningOrder -Csr $csr @order; ";

    [Fact]
    public void Each_status_says_who_must_act_next()
    {
        sandbox.Fresh();
        PSObject waiting = Assert.Single(sandbox.Run(Place + "$placed | Get-DocSigningOrderStatus", Person).Clean());
        Assert.Equal("NeedsApproval", waiting.Properties["Status"].Value);
        Assert.Contains("Approve-DocSigningRequest", (string)waiting.Properties["NextAction"].Value, StringComparison.Ordinal);

        ScriptRun pending =
            sandbox.Run("$placed | Approve-DocSigningRequest -Comment 'Budget 4410' -PassThru; $placed | Get-DocSigningOrderStatus");
        Assert.Equal(["Approved", "Pending"], pending.Clean().Select(row => row.Properties["Status"].Value.ToString()));
        Assert.NotEqual(waiting.Properties["NextAction"].Value, pending.Output[1].Properties["NextAction"].Value);
        Assert.Contains("Budget 4410", sandbox.Changes.Last().Body, StringComparison.Ordinal);

        ScriptRun again = sandbox.Run("$placed.RequestId | Approve-DocSigningRequest");
        Assert.Equal(["NoOpenRequest"], again.ErrorIds);
        Assert.Contains(
            $"request {pending.Value<long>("RequestId")} of order {pending.Value<long>("OrderId")} for Mira Solberg was Approved already "
                + "by ",
            Assert.Single(again.Errors).Exception.Message,
            StringComparison.Ordinal);

        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        ScriptRun issued = sandbox.Run("$placed | Get-DocSigningOrderStatus; $placed | Get-DocSigningOrder");

        Assert.All(issued.Clean(), row => Assert.Equal("Issued", row.Properties["Status"].Value));
        Assert.True(issued.Value<bool>("IsFinal"));
        Assert.Equal("mira.solberg@fjordlab.example", issued.Value<string>("Email", row: 1));
    }

    [Fact]
    public void The_status_of_several_orders_shows_what_the_journal_or_the_piped_object_knows()
    {
        sandbox.Fresh();
        ScriptRun run = sandbox.Run(
            """
            $order = @{ @BASICS@; ProvisioningMethod = 'ClientApp' }
            $two = $person | New-DocSigningOrder @order
            $two | Approve-DocSigningRequest
            Get-DocSigningOrderStatus $two.OrderId
            $else = Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -Name Else -JournalPath $folder/else.db -PassThru
            Get-DocSigningOrderStatus $two.OrderId -Connection $else
            $two | Get-DocSigningOrderStatus -Connection $else
            $rows = $two | Select-Object OrderId, @{ Name = 'Person'; Expression = { 'Other Body' } }, Email
            $rows | Get-DocSigningOrderStatus -Connection $else
            $rows = $two | Select-Object OrderId, @{ Name = 'Person'; Expression = { 'Тело Другое' } }, Email
            $rows | Get-DocSigningOrderStatus -Connection $else
            """,
            ("person", new[]
            {
                SandboxSession.Person("Ada", "Several", "ada@several.example"),
                SandboxSession.Person("Bea", "Several", "bea@several.example"),
            }));
        sandbox.Run("Disconnect-DocSigning Else").Clean();
        sandbox.Connect(timeoutSec: 86400);

        string[] ids = [.. sandbox.Run("$two.RequestId").Clean().Select(id => $"{id}")];
        Assert.Equal(
            [$"ada@several.example {ids[0]}", $"bea@several.example {ids[1]}", " ", " ",
                $"ada@several.example {ids[0]}", $"bea@several.example {ids[1]}", " ", " ",
                "ada@several.example ", "bea@several.example "],
            run.Clean().Select(status => $"{status.Properties["Email"].Value} {status.Properties["RequestId"].Value}"));
        Assert.All(run.Output, status => Assert.EndsWith(" Several", $"{status.Properties["Person"].Value}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("$placed")]
    [InlineData("Get-DocSigningOrder $placed.OrderId")]
    [InlineData("$placed.OrderId | Get-DocSigningOrderStatus")]
    [InlineData("(Get-DocSigningOrderStatus $placed.OrderId, $another.OrderId)[0]")] // from the list, which tells less
    [InlineData("Get-DocSigningRequest -Status pending | Where-Object OrderId -EQ $placed.OrderId")]
    [InlineData("[pscustomobject]@{ OrderId = [string]$placed.OrderId; RequestId = $null }")] // a row of a file, say
    public void Whatever_names_an_order_or_its_request_pipes_into_the_approval(string source)
    {
        sandbox.Fresh();
        ScriptRun run = sandbox.Run(
            Place
                + $"$another = $person | New-DocSigningOrder -Csr $csr @order; {source} | Approve-DocSigningRequest; Get-DocSigningOrder "
                + "$placed.OrderId, $another.OrderId",
            Person);

        Assert.Equal(["Pending", "NeedsApproval"], run.Clean().Select(order => order.Properties["Status"].Value));
    }

    [Fact]
    public void An_order_with_nothing_to_approve_says_so_and_the_next_one_is_approved()
    {
        sandbox.Fresh();
        ScriptRun run = sandbox.Run(
            Place + "$placed | Approve-DocSigningRequest; $another = $person | New-DocSigningOrder -Csr $csr @order; "
            + "$placed.OrderId, $another.OrderId | Get-DocSigningOrder | Approve-DocSigningRequest -PassThru",
            Person);

        ErrorRecord error = Assert.Single(run.Errors);

        Assert.StartsWith("NoOpenRequest,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith(
            $"Order {OrderId()} for Mira Solberg <mira.solberg@fjordlab.example> has no request that waits for a decision",
            error.Exception.Message,
            StringComparison.Ordinal);
        Assert.Contains("Next: ", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Approved", Assert.Single(run.Output).Properties["Status"].Value.ToString());
        Assert.Equal(2, sandbox.Changes.Count(call => call.PathAndQuery.EndsWith("/status", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_wait_that_is_too_short_says_so_for_each_order_and_shows_its_progress()
    {
        sandbox.Fresh();
        ScriptRun run = await sandbox.RunAsync(
            TimeSpan.FromSeconds(5),
            "$order = @{ @BASICS@ }; $two = $person, $person | New-DocSigningOrder -Csr $csr @order; $two[0] | Approve-DocSigningRequest; "
                + "$two | Wait-DocSigningOrder -TimeoutSec 900 -PollIntervalSec 60 -Verbose",
            Person);

        Assert.Null(run.Terminating);
        Assert.Equal("Issued", Assert.Single(run.Output).Properties["Status"].Value);
        ErrorRecord error = Assert.Single(run.Errors);
        Assert.StartsWith("WaitTimedOut,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Matches(
            "^Order [0-9]+ for Mira Solberg <mira.solberg@fjordlab.example> is still NeedsApproval after 900 s", error.Exception.Message);
        Assert.All(
            run.Verbose.Where(line => line.StartsWith("Order ", StringComparison.Ordinal)),
            line => Assert.Matches("^Order [0-9]+ for Mira Solberg", line));
        Assert.Contains(run.Verbose, line => line.StartsWith("Order ", StringComparison.Ordinal));
        Assert.Contains("TimeoutSec", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains(run.Progress, record => record.StatusDescription.StartsWith("1 of 2", StringComparison.Ordinal));
        Assert.Contains(run.Progress, record => record.RecordType == ProgressRecordType.Completed);
    }

    [Fact]
    public async Task A_wait_gives_the_orders_as_they_were_piped_and_counts_each_once()
    {
        sandbox.Fresh();
        ScriptRun run = await sandbox.RunAsync(
            TimeSpan.FromSeconds(5),
            "$order = @{ @BASICS@ }; $late, $early = $person, $person | New-DocSigningOrder -Csr $csr @order; $early | "
            + "Approve-DocSigningRequest; "
            + "$early | Wait-DocSigningOrder; $late | Approve-DocSigningRequest; "
            + "$late, $early, $late | Wait-DocSigningOrder; $late, $early",
            Person);

        string[] ids = [.. run.Clean().Select(order => order.Properties["OrderId"].Value.ToString()!)];

        Assert.Equal([ids[4], ids[3], ids[4]], ids[..3]);
        string[] told = [.. run.Progress.Select(record => record.StatusDescription)];
        Assert.Contains(told, text => text.StartsWith("2 of 2", StringComparison.Ordinal));
        Assert.DoesNotContain(told, text => text.Contains(" of 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Status_and_wait_say_whose_order_it_is()
    {
        sandbox.Fresh();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PSObject lars = SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example", csr: SandboxSession.MakeCsr(key));
        (string, object?) team = ("team", new[] { SandboxSession.Person(csr: SandboxSession.Csr), lars });

        ScriptRun told = sandbox.Run(
            "$order = @{ @BASICS@ }; $two = $team | New-DocSigningOrder @order; $two[0] | Get-DocSigningOrderStatus; $two | "
                + "Get-DocSigningOrderStatus",
            team);

        Assert.Equal(["Mira Solberg", "Mira Solberg", "Lars Dahl"], told.Clean().Select(order => order.Properties["Person"].Value));
        // No list tells it. The journal does.
        Assert.Equal(
            ["mira.solberg@fjordlab.example", "mira.solberg@fjordlab.example", "lars.dahl@fjordlab.example"],
            told.Output.Select(order => order.Properties["Email"].Value));

        // The last call is the one that asks what changed, which tells no person.
        ScriptRun waited = await sandbox.RunAsync(
            TimeSpan.FromSeconds(5),
            "$two | Approve-DocSigningRequest; $two | Wait-DocSigningOrder -PollIntervalSec 60");
        Assert.Contains("/status-changes", sandbox.Server.Calls[^1].PathAndQuery, StringComparison.Ordinal);
        Assert.Equal(
            ["Issued Mira Solberg", "Issued Lars Dahl"],
            waited.Clean().Select(order => $"{order.Properties["Status"].Value} {order.Properties["Person"].Value}"));

        ScriptRun alone = await sandbox.RunAsync(
            TimeSpan.FromSeconds(5),
            "$one = $team[1] | New-DocSigningOrder @order; $one | Approve-DocSigningRequest; $one | Wait-DocSigningOrder -PollIntervalSec "
                + "60");
        Assert.Contains("/status-changes", sandbox.Server.Calls[^1].PathAndQuery, StringComparison.Ordinal);
        Assert.Equal(
            "Lars Dahl lars.dahl@fjordlab.example",
            $"{Assert.Single(alone.Clean()).Properties["Person"].Value} {alone.Value<string>("Email")}");
    }

    [Fact]
    public void Whatever_tells_an_order_is_one_line_in_a_text()
    {
        sandbox.Fresh();
        ScriptRun run = sandbox.Run(
            Place + """
            $another = $person | New-DocSigningOrder -Csr $csr @order
            "$placed"
            "$(Get-DocSigningOrder $placed.OrderId)"
            "$($placed | Get-DocSigningOrderStatus)"
            "$(($placed, $another | Get-DocSigningOrderStatus)[0])"
            "$(Get-DocSigningRequest -RequestId $placed.RequestId)"
            $placed.RequestId
            """,
            Person);

        string[] lines = [.. run.Clean().Select(line => line.ToString())];
        string whole = $"Order {OrderId()} for Mira Solberg <mira.solberg@fjordlab.example>: NeedsApproval";

        Assert.Equal(
            [whole, whole, whole, whole, $"Request {lines[^1]} (NewRequest) of order {OrderId()} for Mira Solberg: Pending", lines[^1]],
            lines);
    }

    [Fact]
    public void The_csr_of_a_pending_order_can_be_replaced()
    {
        sandbox.Fresh();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        string other = SandboxSession.MakeCsr(key);

        sandbox.Run(Place + "$placed | Approve-DocSigningRequest; $placed | Update-DocSigningCsr -Csr $other", Person, ("other", other))
            .Clean();

        RecordedCall sent = sandbox.Changes.Last();

        Assert.Equal("POST", sent.Method);
        Assert.EndsWith($"/{OrderId()}/csr", sent.PathAndQuery, StringComparison.Ordinal);
        Assert.Equal(other.ReplaceLineEndings(""), JsonDocument.Parse(sent.Body).RootElement.GetProperty("csr").GetString());
        Assert.Equal(
            other.ReplaceLineEndings(""),
            sandbox.Server.Sandbox.GetOrders().Single(order => order.Id == OrderId()).Csr?.ReplaceLineEndings(""));
    }

    /// <summary>A list of forty orders gives forty lines, and a number is nobody's name.</summary>
    [Theory]
    [InlineData("Save-DocSigningCertificate -Path $folder", "/v2/certificate/")]
    [InlineData("Install-DocSigningCertificate -KeyReference $folder/none.pem", "/v2/certificate/")]
    [InlineData("Test-DocSigningCertificate -SignatureCheck", "")]
    [InlineData("Test-DocSigningCertificate", "/v2/certificate/")]
    [InlineData("Approve-DocSigningRequest", "status")]
    [InlineData("Deny-DocSigningRequest", "status")]
    [InlineData("Stop-DocSigningOrder -Note 'Left'", "status")]
    [InlineData("Wait-DocSigningOrder -TimeoutSec 0", "")]
    [InlineData("Update-DocSigningCsr -Csr $own", "csr")]
    [InlineData("Update-DocSigningCsr -Csr $other", "csr")]
    [InlineData("Get-DocSigningCertificate", "")]
    public void An_error_about_one_order_of_many_says_whose_it_is(string command, string refused)
    {
        sandbox.Fresh();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        sandbox.Run(
            Place + "$placed | Approve-DocSigningRequest; $own = $person | Select-Object *, "
                + "@{ Name = 'Csr'; Expression = { $other } } -ExcludeProperty Csr",
            Person,
            ("other", SandboxSession.MakeCsr(key))).Clean();
        if (refused is "/v2/certificate/")
        {
            sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        if (command.Contains("-DocSigningRequest", StringComparison.Ordinal))
        {
            sandbox.Run("$placed = $person | New-DocSigningOrder -Csr $csr @order").Clean();
        }

        sandbox.Server.Answering = call => refused.Length > 0 && call.PathAndQuery.Contains(refused, StringComparison.Ordinal)
            ? ByHand.Answer(400, "application/json", """{"errors":[{"code":"not_now","message":"Not now."}]}""")
            : null;

        ScriptRun run = sandbox.Run($"[pscustomobject]@{{ OrderId = $placed.OrderId }} | {command}");

        ErrorRecord error = Assert.Single(run.Errors);
        Assert.Contains("Mira Solberg", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotMatch("Mira Solberg[^:]*: (Order|Request) [0-9]+ .*Mira", error.ToString());
    }

    /// <summary>The same for what is done to a certificate that is there, and to what belongs to its order.</summary>
    [Theory]
    [InlineData("Revoke-DocSigningCertificate -Reason Superseded", "PUT /revoke")]
    [InlineData("Revoke-DocSigningCertificate -Reason Superseded -CertificateId 5", "")]
    [InlineData("Request-DocSigningReissue -Csr $csr -Reason NewToken", "POST /reissue")]
    [InlineData("Request-DocSigningReissue -Csr $csrs[0].Csr -Reason NewToken", "")]
    [InlineData("Stop-DocSigningOrder -Note 'Left'", "")]
    [InlineData("Set-DocSigningOrder -AdditionalEmail pki@fjordlab.example", "PUT ")]
    [InlineData("Set-DocSigningOrder -RenewalMail Off", "PUT ")]
    [InlineData("Set-DocSigningOrder -UserId 880190", "PUT ")]
    [InlineData("Add-DocSigningOrderNote -Text 'Has moved'", "POST /note")]
    [InlineData("Send-DocSigningOrderMail", "PUT ")]
    [InlineData("Get-DocSigningCertificate", "GET /reissue")]
    [InlineData("New-DocSigningRenewal -AgreeToSubscriberAgreement -Csr $csr", "")]
    [InlineData("New-DocSigningRenewal -AgreeToSubscriberAgreement -Csr $csr -RenewWithin 400 -AllowDuplicate", "POST /ds_org_individual")]
    [InlineData("New-DocSigningRenewal -AgreeToSubscriberAgreement -Csr $csr -RenewWithin 400", "GET /organization/")]
    [InlineData("Sync-DocSigningJournal -Email lars.dahl@fjordlab.example", "")]
    [InlineData("Sync-DocSigningJournal -Connection Else -Email lars.dahl@fjordlab.example", "")]
    public void An_error_about_an_issued_order_says_whose_it_is(string command, string refused)
    {
        sandbox.Issue();
        sandbox.Run(
            "$null = Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -Name Else -JournalPath $folder/else.db -RateLimit '100000/1' "
                + "-TimeProvider $clock -PassThru").Clean();
        sandbox.Connect(timeoutSec: 86400);
        string[] call = refused.Split(' ');
        sandbox.Server.Answering = asked =>
            refused.Length > 0 && asked.Method == call[0] && asked.PathAndQuery.Contains(call[1], StringComparison.Ordinal)
                ? ByHand.Answer(400, "application/json", """{"errors":[{"code":"not_now","message":"Not now."}]}""")
                : null;

        ScriptRun run = sandbox.Run($"[pscustomobject]@{{ OrderId = $orders[0].OrderId }} | {command}");

        // A list that cannot be had is told by a warning, and all else by an error.
        bool isWarning = command.StartsWith("Get-", StringComparison.Ordinal);
        Assert.Equal((isWarning ? 0 : 1, isWarning), (run.Errors.Count, isWarning && run.Warnings.Count == 1));
        Assert.All(
            [.. run.Errors.Select(error => error.ToString()), .. run.Warnings],
            told =>
            {
                Assert.Matches("Mira Solberg|mira[.]solberg@", told);
                Assert.DoesNotMatch("Mira Solberg[^:]*: (Order|Request) [0-9]+ .*Mira", told);
            });
    }

    [Fact]
    public void A_certificate_that_is_not_issued_yet_is_not_saved()
    {
        sandbox.Fresh();
        ScriptRun run = sandbox.Run(Place + "$placed | Save-DocSigningCertificate -Path $folder", Person);

        Assert.StartsWith("CertificateNotIssued,", Assert.Single(run.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(sandbox.Files);
    }

    private static (string Name, object? Value) Person => ("person", SandboxSession.Person());

    private long OrderId() => sandbox.Run("$placed").Value<long>("OrderId");
}
