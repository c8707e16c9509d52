using System.Management.Automation;
using System.Text;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>What an administrator sees of a journal that is filled from the account.</summary>
public sealed class SyncCmdletTests : IAsyncLifetime
{
    private readonly SandboxSession _sandbox = new();

    private int Details =>
        _sandbox.Server.Calls.Count(call => call.PathAndQuery.Contains("/order/certificate/", StringComparison.Ordinal));

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public void A_console_order_is_known_after_one_call_and_its_person_is_not_bought_for()
    {
        long id = OrderInConsole("Lars", "Dahl");

        ScriptRun what = _sandbox.Run("Sync-DocSigningJournal -WhatIf");
        Assert.Empty(what.Clean());
        Assert.Contains("2 orders that it does not know, a call each", _sandbox.Session.Host.TakeText(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_sandbox.JournalFolder, "*", SearchOption.AllDirectories));
        Assert.Equal(0, Details);

        // The account has an issued order from before.
        ScriptRun first = _sandbox.Run("Sync-DocSigningJournal");
        Assert.Single(first.Clean());
        Assert.Equal((2, 2), (first.Value<int>("Listed"), first.Value<int>("Added")));
        Assert.Equal(2, Details);
        Assert.Equal(0, _sandbox.Run("Sync-DocSigningJournal").Value<int>("Added"));

        ScriptRun run = _sandbox.Run(
            "$order = @{ @BASICS@; ProvisioningMethod = 'ClientApp' }; $order.Remove('AllowDuplicate'); "
            + "$person | New-DocSigningOrder @order",
            ("person", SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example")));
        Assert.Equal(id, run.Value<long>("OrderId"));
        Assert.Empty(_sandbox.Changes);
        Assert.Equal(2, Details);
    }

    [Fact]
    public void Progress_says_how_many_orders_are_read()
    {
        OrderInConsole("Lars", "Dahl");

        ScriptRun run = _sandbox.Run("Sync-DocSigningJournal");

        Assert.Equal(2, run.Value<int>("Added"));
        string[] told = [.. run.Progress.SkipLast(1).Select(record => record.StatusDescription)];
        Assert.Equal(2, told.Length);
        Assert.StartsWith("1 of 2 done: orders read", told[0], StringComparison.Ordinal);
        Assert.StartsWith("2 of 2 done: orders read", told[1], StringComparison.Ordinal);
        Assert.Equal(ProgressRecordType.Completed, run.Progress[^1].RecordType);
    }

    [Fact]
    public void By_hand_one_says_whose_an_order_is_and_nobody_takes_anothers()
    {
        long id = OrderInConsole("Lars", "Dahl");

        ScriptRun run = _sandbox.Run(
            "[pscustomobject]@{ OrderId = $id; Email = 'kari@fjordlab.example' } | Sync-DocSigningJournal; "
            + "$id | Sync-DocSigningJournal -Email LARS.dahl@fjordlab.example -WhatIf; "
            + "$id | Sync-DocSigningJournal -Email LARS.dahl@fjordlab.example; "
            + "$id | Sync-DocSigningJournal -Email lars.dahl@fjordlab.example",
            ("id", id));

        Assert.Equal(["OrderOwnerShown"], run.ErrorIds);
        Assert.Contains("Lars Dahl <lars.dahl@", Assert.Single(run.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Single(run.Output);
        Assert.Equal(("Placed", "Lars Dahl"), (run.Value<string>("State"), run.Value<string>("Person")));
        string asked = _sandbox.Session.Host.TakeText();
        Assert.Contains($"Note order {id} (NeedsApproval) as that of Lars Dahl <", asked, StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_that_shows_nobody_is_told_with_what_to_do()
    {
        long id = OrderInConsole("Lars", "Dahl");
        _sandbox.Server.Answering = call => call.PathAndQuery.EndsWith($"/order/certificate/{id}", StringComparison.Ordinal)
            ? ByHand.Answer(
                200,
                "application/json",
                Encoding.UTF8.GetBytes($$"""{"id":{{id}},"status":"pending","product":{"name_id":"ds_org_individual"} }"""))
            : null;

        ScriptRun run = _sandbox.Run("Sync-DocSigningJournal");

        Assert.Equal($"{id}", run.Output[0].Properties["Untold"].Value.ToString());
        PSObject summary = Assert.Single(run.Summaries);
        Assert.Equal(("3", $"{id}"), ($"{summary.Properties["ExitCode"].Value}", $"{summary.Properties["InDoubtIds"].Value}"));
        Assert.Contains(
            $"Orders {id} for Lars Dahl do not show for certain whose they are", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Contains("-OrderId ... -Email ...", run.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_that_cannot_be_read_is_told_with_its_person()
    {
        long id = OrderInConsole("Lars", "Dahl");
        _sandbox.Server.Answering = call => call.PathAndQuery.EndsWith($"/order/certificate/{id}", StringComparison.Ordinal)
            ? ByHand.Answer(200, "application/json", "{")
            : null;

        ScriptRun run = _sandbox.Run($"Sync-DocSigningJournal; Sync-DocSigningJournal -OrderId {id} -Email lars.dahl@fjordlab.example");

        Assert.StartsWith("Lars Dahl: ", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains($"Orders {id} for Lars Dahl could not be read", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal("lars.dahl@fjordlab.example: ", run.Errors[1].ToString()[..28]);
    }

    private long OrderInConsole(string givenName, string surname) => _sandbox.Server.Console.Order(new SandboxConsoleOrder
    {
        GivenName = givenName,
        Surname = surname,
        Email = $"{givenName}.{surname}@fjordlab.example".ToLowerInvariant(),
    });
}
