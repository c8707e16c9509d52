using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>An administrator clears the journal of people who are gone, and of nobody else.</summary>
public sealed class RemovalCmdletTests : IAsyncLifetime
{
    private const string All = "@(Get-DocSigningJournal | Sort-Object Email -Unique).Email -join ','";

    private const string Order =
        "$order = @{ @BASICS@; ProvisioningMethod = 'ClientApp' }; $ended, $live = $people | New-DocSigningOrder @order; "
        + "$ended | Approve-DocSigningRequest; $ended | Stop-DocSigningOrder -Note 'Has left'";

    private readonly SandboxSession _sandbox = new();

    public async Task InitializeAsync()
    {
        await _sandbox.InitializeAsync();
        _sandbox.Run(
            Order,
            ("people", new[]
            {
                SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example"),
                SandboxSession.Person("Nora", "Vik", "nora.vik@fjordlab.example"),
            })).Clean();
        _sandbox.Session.Host.TakeText();
    }

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public void What_ended_before_the_date_goes_and_the_operator_hears_how_much()
    {
        Assert.Empty(_sandbox.Run("Remove-DocSigningJournalEntry -ClosedBefore 2026-01-01").Clean());
        Assert.Contains("0 removed", _sandbox.Session.Host.TakeText(), StringComparison.Ordinal);
        Assert.Empty(_sandbox.Run("Remove-DocSigningJournalEntry -ClosedBefore 2027-01-01 -WhatIf").Clean());

        // The order, and its cancellation.
        Assert.Contains("Remove 2 entries of the journal", _sandbox.Session.Host.TakeText(), StringComparison.Ordinal);
        Assert.Equal("lars.dahl@fjordlab.example,nora.vik@fjordlab.example", Text(All));

        Assert.Empty(_sandbox.Run("Remove-DocSigningJournalEntry -ClosedBefore 2027-01-01").Clean());

        Assert.Contains("2 removed", _sandbox.Session.Host.TakeText(), StringComparison.Ordinal);
        Assert.Equal("nora.vik@fjordlab.example", Text(All));
    }

    [Fact]
    public void With_an_order_goes_what_was_done_to_it()
    {
        Assert.Empty(_sandbox.Run("Get-DocSigningJournal -OrderId $ended.OrderId | Remove-DocSigningJournalEntry").Clean());

        Assert.Contains("2 removed", _sandbox.Session.Host.TakeText(), StringComparison.Ordinal);
        Assert.Equal("nora.vik@fjordlab.example", Text(All));
    }

    [Fact]
    public void Piped_entries_that_stand_are_errors_and_an_empty_pipeline_is_no_entry()
    {
        Assert.Empty(_sandbox.Run("Get-DocSigningJournal -State Refused | Remove-DocSigningJournalEntry -ClosedBefore 2027-01-01").Clean());
        Assert.Empty(_sandbox.Run("Get-DocSigningJournal | Remove-DocSigningJournalEntry -ClosedBefore 2026-01-01").Clean());
        Assert.Equal("lars.dahl@fjordlab.example,nora.vik@fjordlab.example", Text(All));

        ScriptRun run = _sandbox.Run("Get-DocSigningJournal | Remove-DocSigningJournalEntry");

        Assert.Equal(["JournalEntryStands"], run.ErrorIds);
        Assert.Contains("for Nora Vik <nora.vik@", Assert.Single(run.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Equal("nora.vik@fjordlab.example", Text(All));
    }

    private string Text(string script) => Assert.Single(_sandbox.Run(script).Clean()).ToString();
}
