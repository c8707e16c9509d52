using System.Management.Automation;
using System.Text;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>What an operator knows of an order in doubt, and the server does not tell.</summary>
public sealed class ByHandTests : IAsyncLifetime
{
    private const string Order =
        "$order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1; "
        + "ProvisioningMethod = 'ClientApp'; AgreeToSubscriberAgreement = $true }; ";

    private const string Asking = "$ConfirmPreference = 'High'; try { @RUN@ } finally { $ConfirmPreference = 'None' }";

    private readonly SandboxSession _sandbox = new();

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task The_order_that_the_operator_names_is_the_one_in_doubt()
    {
        string reference = await LeaveInDoubtAsync(ByHand.DropAfter);
        long placed = _sandbox.Server.Sandbox.GetOrders().Max(order => order.Id);
        _sandbox.Session.Host.TakeText();

        Assert.Empty(_sandbox.Run($"Resume-DocSigningOrder {reference} -OrderId {placed} -WhatIf").Clean());
        Assert.Contains($"order {placed}", _sandbox.Session.Host.TakeText(), StringComparison.Ordinal);
        Assert.Equal("InDoubt", State(reference));

        ScriptRun run = _sandbox.Run($"Resume-DocSigningOrder {reference} -OrderId {placed}; $people | New-DocSigningOrder @order");

        Assert.Equal("Placed", run.Clean()[0].Properties["State"].Value.ToString());
        Assert.All(run.Output, row => Assert.Equal(placed, row.Properties["OrderId"].Value));
        Assert.Equal(2, run.Output.Count);
        Assert.Equal(1, Posts);
        Assert.Equal(["NotInDoubt"], _sandbox.Run($"Resume-DocSigningOrder {reference} -NotPlaced").ErrorIds);
        Assert.Equal("Placed", State(reference));
    }

    [Fact]
    public async Task A_dead_order_that_the_operator_names_closes_its_intent()
    {
        string reference = await LeaveInDoubtAsync(ByHand.DropAfter);
        long placed = _sandbox.Server.Sandbox.GetOrders().Max(order => order.Id);
        _sandbox.Run($"Approve-DocSigningRequest -OrderId {placed}").Clean();
        await CancelAtConsoleAsync(placed);

        ScriptRun run = _sandbox.Run($"Resume-DocSigningOrder {reference} -OrderId {placed}");

        PSObject closed = Assert.Single(run.Clean());
        Assert.Equal(("Closed", placed), (closed.Properties["State"].Value.ToString(), closed.Properties["OrderId"].Value));
    }

    [Fact]
    public async Task A_person_of_whom_the_operator_says_that_nothing_was_placed_is_ordered_for_again()
    {
        string reference = await LeaveInDoubtAsync(ByHand.DropBefore);
        string command = $"Resume-DocSigningOrder {reference} -NotPlaced";

        Assert.Empty(_sandbox.Run(command + " -WhatIf").Clean());
        ScriptRun asked = _sandbox.Run(Asking.Replace("@RUN@", command, StringComparison.Ordinal));
        Assert.Contains("a second certificate may be bought", Prompt(asked), StringComparison.Ordinal);
        Assert.Equal("InDoubt", State(reference));

        ScriptRun run = _sandbox.Run(command + "; $people | New-DocSigningOrder @order");

        Assert.Equal("Abandoned", run.Clean()[0].Properties["State"].Value.ToString());
        Assert.Equal("NeedsApproval", run.Value<string>("Status", 1));
        Assert.Equal(2, Posts);
    }

    [Fact]
    public async Task An_order_that_cannot_be_the_one_in_doubt_is_refused()
    {
        ScriptRun placed = _sandbox.Run(
            Order + "$other | New-DocSigningOrder @order",
            ("other", SandboxSession.Person("Lars", "Holm", "lars@fjordlab.example")));
        long others = (long)Assert.Single(placed.Clean()).Properties["OrderId"].Value;
        string reference = await LeaveInDoubtAsync(ByHand.DropBefore);

        ScriptRun run = _sandbox.Run(
            $"Resume-DocSigningOrder {reference} -OrderId {others}; Resume-DocSigningOrder {reference} -OrderId 999999999; "
            + $"'{reference}', 'DS-0000000000' | Resume-DocSigningOrder -OrderId {others}; "
            + "Resume-DocSigningOrder DS-0000000000 -NotPlaced");

        Assert.Equal(["OrderNotAdoptable", "OrderNotAdoptable", "OrderNotAdoptable", "NotInDoubt"], run.ErrorIds);
        Assert.Contains("for lars@fjordlab.example", run.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Contains("does not show it", run.Errors[1].Exception.Message, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Equal("InDoubt", State(reference));
    }

    [Fact]
    public async Task An_order_that_shows_somebody_else_is_taken_only_on_the_operators_word()
    {
        // The account has an issued order for Mira K. Solberg, made long ago.
        long miras = _sandbox.Server.Sandbox.GetOrders().Single(order => order.Status == "issued").Id;
        string reference = await LeaveInDoubtAsync(ByHand.DropBefore);
        string command = $"Resume-DocSigningOrder {reference} -OrderId {miras}";

        string prompt = Prompt(_sandbox.Run(Asking.Replace("@RUN@", command, StringComparison.Ordinal)));

        Assert.Contains("for another address, mira.solberg@fjordlab.example", prompt, StringComparison.Ordinal);
        Assert.Contains("for another person, Mira", prompt, StringComparison.Ordinal);
        Assert.Contains("made before the one in doubt was sent", prompt, StringComparison.Ordinal);
        Assert.Equal("InDoubt", State(reference));
        Assert.Equal("Placed", Assert.Single(_sandbox.Run(command + " -Confirm:$false").Clean()).Properties["State"].Value.ToString());
    }

    private int Posts => _sandbox.Changes.Count(call => call.PathAndQuery.EndsWith("/ds_org_individual", StringComparison.Ordinal));

    /// <summary>Orders for one person; afterwards the server answers again.</summary>
    /// <returns>The intent's reference.</returns>
    private async Task<string> LeaveInDoubtAsync(ByHand answer)
    {
        bool sent = false;
        _sandbox.Server.Answering = call =>
        {
            if (call.Method != "POST")
            {
                return sent ? ByHand.Answer(503, "text/html", "<html><title>Down</title></html>") : null;
            }

            sent = true;
            return answer;
        };
        ScriptRun run = await _sandbox.RunAsync(
            TimeSpan.FromSeconds(5),
            Order + "$people | New-DocSigningOrder @order -PatienceSec 30",
            ("people", new[] { SandboxSession.Person("Nora", "Vik", "nora.vik@fjordlab.example") }));
        Assert.Equal(["OrderOutcomeUnknown"], run.ErrorIds);
        _sandbox.Server.Answering = null;
        return Assert.Single(_sandbox.Run("(Get-DocSigningJournal -State InDoubt).Reference").Clean()).ToString();
    }

    private async Task CancelAtConsoleAsync(long orderId)
    {
        using var console = new HttpClient();
        using var body = new StringContent("""{"status":"canceled","note":"By mistake"}""", Encoding.UTF8, "application/json");
        body.Headers.Add("X-DC-DEVKEY", "sandbox");
        var place = new Uri($"{_sandbox.Server.BaseUri}/order/certificate/{orderId}/status");
        using HttpResponseMessage answer = await console.PutAsync(place, body);
        answer.EnsureSuccessStatusCode();
    }

    private string State(string reference) =>
        Assert.Single(_sandbox.Run($"(Get-DocSigningJournal -Reference {reference}).State").Clean()).ToString();

    private static string Prompt(ScriptRun run) =>
        Assert.Single(run.Errors.Append(run.Terminating).OfType<ErrorRecord>()).Exception.ToString();
}
