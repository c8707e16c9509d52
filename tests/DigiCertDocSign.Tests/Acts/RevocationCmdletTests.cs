using System.Management.Automation;
using System.Net.Http.Json;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>An administrator revokes the certificate that was meant, and knows before what that does.</summary>
public sealed class RevocationCmdletTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Revoke = "Revoke-DocSigningCertificate -Reason AffiliationChanged -Comment 'Has left' ";

    [Fact]
    public void It_is_revoked_by_its_own_id_and_a_second_time_is_no_error()
    {
        sandbox.Issue();
        sandbox.Server.ForgetCalls();

        ScriptRun run = sandbox.Run($"$orders[0] | {Revoke} -SkipApproval -PassThru; $orders[0].OrderId | {Revoke}");

        Assert.Equal("Revoked", run.Value<string>("Status"));
        Assert.Single(run.Clean());
        RecordedCall sent = Assert.Single(sandbox.Changes);
        Assert.Matches("/certificate/[0-9]+/revoke$", sent.PathAndQuery);
        Assert.DoesNotContain("order/certificate", sent.PathAndQuery, StringComparison.Ordinal);
        Assert.Equal("""{"revocation_reason":"affiliationChanged","comments":"Has left","skip_approval":true}""", sent.Body);
        Assert.Equal("Revocation Placed; Closed", Journal());
    }

    [Fact]
    public void What_waits_for_approval_is_told_and_approved_by_its_own_request()
    {
        sandbox.Issue();

        ScriptRun run = sandbox.Run($"$orders[0] | {Revoke} -WarningVariable waits; $orders[0] | {Revoke} 3> $null; \"$waits\"");

        string told = Assert.Single(run.Output).ToString();
        Assert.Matches("Approve-DocSigningRequest -RequestId [0-9]+ -Type Revoke", told);
        string approve = told[told.IndexOf("Approve-", StringComparison.Ordinal)..].TrimEnd('.');
        sandbox.Run(approve).Clean();
        Assert.Equal("Revoked", sandbox.Run("$orders[0] | Get-DocSigningOrder").Value<string>("Status"));
        Assert.Equal("Issued", sandbox.Run("$orders[1] | Get-DocSigningOrder").Value<string>("Status"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" -WholeOrder")]
    public void An_order_that_stays_issued_when_its_certificate_is_revoked_is_no_error(string whole)
    {
        sandbox.Issue();
        sandbox.Server.Answering = call => call.Method == "PUT"
            ? ByHand.Answer(400, "application/json", """{"errors":[{"code":"order_already_revoked","message":"It is."}]}"""u8.ToArray())
            : null;

        sandbox.Run($"$orders[0] | {Revoke}{whole}").Clean();

        sandbox.Server.Answering = null;
        Assert.StartsWith("Revocation Placed", Journal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_that_has_run_out_is_given_on_as_expired()
    {
        // The other tests of the class are in the year of the orders.
        var later = new SandboxSession();
        await later.InitializeAsync();
        try
        {
            later.Issue();
            later.Run($"$orders[0] | {Revoke}").Clean();
            later.Clock.Advance(TimeSpan.FromDays(400));

            ScriptRun run = later.Run($"$orders[0].OrderId | {Revoke} -PassThru");

            Assert.Equal("Expired", run.Value<string>("Status"));
        }
        finally
        {
            await later.DisposeAsync();
        }
    }

    [Fact]
    public void All_certificates_are_asked_for_once()
    {
        sandbox.Issue();
        sandbox.Server.ForgetCalls();

        ScriptRun run = sandbox.Run($"$orders[0] | {Revoke} -WholeOrder; $orders[0].OrderId | {Revoke} -WholeOrder");

        run.Clean();
        Assert.Single(sandbox.Changes);
        Assert.Equal(2, run.Warnings.Count(told => told.Contains("the revocation waits for approval", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_cannot_be_revoked_says_what_ends_it()
    {
        sandbox.Issue();
        sandbox.Run(
            "$eve = $person | New-DocSigningOrder @order -Csr $csr; $eve | Approve-DocSigningRequest",
            ("person", SandboxSession.Person("Eve", "Lund", "eve.lund@fjordlab.example"))).Clean();
        await ReissueInConsoleAsync(approved: false);
        sandbox.Server.ForgetCalls();

        ScriptRun run = sandbox.Run($"$eve, $orders[0] | {Revoke}");

        Assert.Equal(["OrderNotRevocable", "OrderNotRevocable"], run.ErrorIds);
        Assert.Contains("Cancel it with Stop-DocSigningOrder", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("while a reissue is under way", run.Errors[1].ToString(), StringComparison.Ordinal);
        Assert.Empty(sandbox.Changes);
    }

    [Fact]
    public async Task Another_certificate_than_the_one_meant_is_not_revoked()
    {
        sandbox.Issue();
        sandbox.Run("$read = $orders[0] | Get-DocSigningOrder").Clean();
        await ReissueInConsoleAsync(approved: true);
        sandbox.Server.ForgetCalls();

        ScriptRun run = sandbox.Run($"$read | {Revoke}; $read | {Revoke} -WholeOrder");

        Assert.Equal(["CertificateNotInForce", "CertificateNotInForce"], run.ErrorIds);
        Assert.Empty(sandbox.Changes);

        sandbox.Run($"$read.OrderId | {Revoke} -WholeOrder -SkipApproval").Clean();
        Assert.Matches("/order/certificate/[0-9]+/revoke$", Assert.Single(sandbox.Changes).PathAndQuery);
    }

    [Fact]
    public async Task A_certificate_that_is_listed_without_an_id_is_not_the_one_in_force()
    {
        sandbox.Issue();
        await ReissueInConsoleAsync(approved: true);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        await ReissueInConsoleAsync(approved: true);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        string serial = Assert.Single(sandbox.Run(
            "($orders[0] | Get-DocSigningCertificate | Where-Object IsCurrent -eq $false).SerialNumber").Clean()).ToString();
        string list = $$"""{"certificates":[{"serial_number":"{{serial}}","status":"revoked"}]}""";
        sandbox.Server.Answering = call => call.Method == "GET" && call.PathAndQuery.Contains("/reissue", StringComparison.Ordinal)
            ? ByHand.Answer(200, "application/json", System.Text.Encoding.UTF8.GetBytes(list))
            : null;
        sandbox.Server.ForgetCalls();

        ScriptRun run = sandbox.Run(
            "$all = $orders[0] | Get-DocSigningCertificate; $former = $all | Where-Object IsCurrent -eq $false; "
            + $"$former | {Revoke}; $former | Export-Csv $folder/former.csv; Import-Csv $folder/former.csv | {Revoke}");

        Assert.Equal(["CertificateNotInForce", "CertificateNotInForce"], run.ErrorIds);
        Assert.Contains($"no id of Certificate {serial} of order", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("for Mira Solberg <mira.solberg@", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains($"serial number {serial} is not the one in force", run.Errors[1].ToString(), StringComparison.Ordinal);
        Assert.Empty(sandbox.Changes);

        sandbox.Run(
            "$all | Where-Object IsCurrent | Select-Object OrderId, SerialNumber, @{ n = 'CertificateId'; e = { '' } } | "
            + $"{Revoke} -SkipApproval").Clean();
        sandbox.Server.Answering = null;
        Assert.Single(sandbox.Changes);
    }

    [Theory]
    [InlineData("$foreign | " + Revoke)]
    [InlineData("$foreign | Request-DocSigningReissue -Csr $csr -Reason NewToken")]
    public void An_order_of_another_product_is_left_alone(string command)
    {
        sandbox.Fresh();
        long foreign = sandbox.Server.Console.Order(new SandboxConsoleOrder
        {
            GivenName = "Mira",
            Surname = "Solberg",
            Email = "mira.solberg@fjordlab.example",
            ProductNameId = "ssl_plus",
        });

        ScriptRun run = sandbox.Run(command, ("foreign", foreign));

        Assert.Equal(["OrderOfAnotherProduct"], run.ErrorIds);
        Assert.Empty(sandbox.Changes);
    }

    [Fact]
    public void The_prompt_says_whose_certificate_ends_and_what_becomes_of_signatures()
    {
        sandbox.Issue();

        ScriptRun run = sandbox.Run(
            $"$ConfirmPreference = 'High'; try {{ $orders[0] | {Revoke} }} finally {{ $ConfirmPreference = 'None' }}");

        string asked = Assert.Single(run.Errors.Append(run.Terminating).OfType<ErrorRecord>()).Exception.ToString();
        Assert.Matches("REVOKE certificate [0-9]+ .*Mira Solberg <mira.solberg@fjordlab.example>", asked);
        Assert.Contains("for the reason affiliationChanged", asked, StringComparison.Ordinal);
        Assert.Contains("time-stamped signatures as well", asked, StringComparison.Ordinal);
    }

    private string Journal() => Assert.Single(sandbox.Run(
        "$act = Get-DocSigningJournal -TargetOrderId $orders[0] -Kind Revocation; "
        + "\"$($act.Kind) $($act.State); $((Get-DocSigningJournal -OrderId $orders[0].OrderId).State)\"").Clean()).ToString();

    private async Task ReissueInConsoleAsync(bool approved)
    {
        object orderId = Assert.Single(sandbox.Run("$orders[0].OrderId").Clean()).BaseObject;
        using var console = new HttpClient();
        console.DefaultRequestHeaders.Add("X-DC-DEVKEY", "sandbox");
        using var body = JsonContent.Create(new { certificate = new { csr = SandboxSession.Csr }, skip_approval = approved });
        using HttpResponseMessage answer =
            await console.PostAsync($"{sandbox.Server.BaseUri}/order/certificate/{orderId}/reissue", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
