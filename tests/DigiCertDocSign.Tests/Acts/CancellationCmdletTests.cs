using System.Management.Automation;
using System.Net.Http.Json;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>An administrator ends what waits, and knows before whose it is.</summary>
public sealed class CancellationCmdletTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Order = "$order = @{ @BASICS@ }; $placed = $person | New-DocSigningOrder @order -Csr $csr; ";
    private const string Approved = Order + "$placed | Approve-DocSigningRequest; ";

    private static readonly (string, object?) Person = ("person", SandboxSession.Person());

    [Fact]
    public void A_pending_order_is_canceled_with_its_note_and_a_second_time_is_no_error()
    {
        sandbox.Fresh();
        sandbox.Run(Approved, Person).Clean();
        sandbox.Server.ForgetCalls();

        ScriptRun run = sandbox.Run(
            "$placed | Stop-DocSigningOrder -Note 'Has left' -PassThru; $placed.OrderId | Stop-DocSigningOrder -Note 'Has left'; "
            + "(Get-DocSigningJournal -OrderId $placed.OrderId).State");

        Assert.Equal("Canceled", run.Value<string>("Status"));

        // Three times for the first, before the question, before the call and after it, and once for the second.
        Assert.Equal(4, sandbox.Server.Calls.Count(call => call is { Method: "GET" } && call.PathAndQuery.Contains("/order/certificate/")));
        Assert.Equal("Closed", run.Clean()[1].ToString());
        string sent = Assert.Single(sandbox.Changes).Body;
        Assert.Contains("\"status\":\"canceled\"", sent, StringComparison.Ordinal);
        Assert.Contains("\"note\":\"Has left\"", sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Order, "Deny-DocSigningRequest")]
    [InlineData(Approved + "$clock.Advance([timespan]'00:05:00'); ", "revocation")]
    public void What_cannot_be_canceled_says_what_ends_it(string prepare, string way)
    {
        sandbox.Fresh();
        sandbox.Run(prepare, Person).Clean();
        sandbox.Server.ForgetCalls();

        ScriptRun run = sandbox.Run("$placed | Stop-DocSigningOrder -Note 'Has left'");

        Assert.Equal(["OrderNotCancelable"], run.ErrorIds);
        Assert.Contains(way, Assert.Single(run.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Empty(sandbox.Changes);
    }

    [Fact]
    public async Task The_prompt_says_whose_order_ends_and_of_a_reissue_that_the_certificate_stays()
    {
        sandbox.Fresh();
        sandbox.Run(Approved, Person).Clean();

        Assert.Contains(
            "for Mira Solberg <mira.solberg@fjordlab.example> (Pending); the order ends without a certificate",
            Asked(),
            StringComparison.Ordinal);

        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        await ReissueInConsoleAsync();

        Assert.Contains("the REISSUE of order", Asked(), StringComparison.Ordinal);
        sandbox.Run("$placed | Stop-DocSigningOrder -Note 'Found the token'").Clean();
        Assert.Equal("Issued", sandbox.Run("$placed | Get-DocSigningOrder").Value<string>("Status"));
        Assert.Equal("Placed", Assert.Single(sandbox.Run("(Get-DocSigningJournal -OrderId $placed.OrderId).State").Clean()).ToString());
    }

    [Fact]
    public void A_rejected_request_ends_its_order()
    {
        sandbox.Fresh();
        ScriptRun run = sandbox.Run(
            Order + "$placed | Deny-DocSigningRequest -Comment 'Not in the budget' -PassThru; $placed | Get-DocSigningOrder; "
            + "$placed | Deny-DocSigningRequest",
            Person);

        Assert.Equal(["Rejected", "Rejected"], run.Output.Select(row => row.Properties["Status"].Value));
        Assert.Equal("Not in the budget", run.Value<string>("ProcessorComment"));
        Assert.Equal(["NoOpenRequest"], run.ErrorIds);
    }

    private async Task ReissueInConsoleAsync()
    {
        object orderId = Assert.Single(sandbox.Run("$placed.OrderId").Clean()).BaseObject;
        using var console = new HttpClient();
        console.DefaultRequestHeaders.Add("X-DC-DEVKEY", "sandbox");
        using var body = JsonContent.Create(new { certificate = new { csr = SandboxSession.Csr } });
        using HttpResponseMessage answer =
            await console.PostAsync($"{sandbox.Server.BaseUri}/order/certificate/{orderId}/reissue", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private string Asked()
    {
        ScriptRun run = sandbox.Run(
            "$ConfirmPreference = 'High'; try { $placed | Stop-DocSigningOrder -Note 'Has left' } finally { $ConfirmPreference = 'None' }");
        return Assert.Single(run.Errors.Append(run.Terminating).OfType<ErrorRecord>()).Exception.ToString();
    }
}
