using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>What an administrator sees who moves a user's journal into the team's database.</summary>
public sealed class TakeInCmdletTests : IAsyncLifetime
{
    private const string Connect =
        "Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock -TimeoutSec 86400 -RateLimit '100000/1' ";

    private const string Order = "$order = @{ @BASICS@; ProvisioningMethod = 'ClientApp' }; $order.Remove('AllowDuplicate'); ";

    private readonly SandboxSession _sandbox = new();

    private string Journal => Path.Combine(_sandbox.JournalFolder, "journal.db");

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [PostgresFact]
    public void A_journal_moves_into_the_database_and_its_file_sends_the_administrator_there()
    {
        string database = PostgresServer.Shared.Connection(PostgresServer.Shared.NewDatabase());
        Run(Order + "$person | New-DocSigningOrder @order").Clean();
        Run("Disconnect-DocSigning; " + Connect + "-JournalDatabase $database", database).Clean();
        byte[] before = File.ReadAllBytes(Journal);
        _sandbox.Session.Host.TakeText();

        ScriptRun trial = Run("Sync-DocSigningJournal -From $journal -WhatIf");
        Assert.Empty(trial.Clean());
        string asked = _sandbox.Session.Host.TakeText();
        Assert.True(asked.Contains("Take in 1 entry of ", StringComparison.Ordinal), asked);
        Assert.Equal(before, File.ReadAllBytes(Journal));
        Assert.Empty(Run("Get-DocSigningJournal").Clean());

        ScriptRun moved = Run("Sync-DocSigningJournal -From $journal");
        Assert.Equal("DigiCertDocSign.JournalTakeInSummary", Assert.Single(moved.Clean()).BaseObject.GetType().FullName);
        Assert.NotNull(moved.Output[0].Members["PSStandardMembers"]);
        Assert.Equal((1, 1, 0), (moved.Value<int>("Entries"), moved.Value<int>("Added"), moved.Value<int>("Known")));
        Assert.Equal(0, Assert.Single(moved.Summaries).Properties["ExitCode"].Value);
        ScriptRun again = Run("Sync-DocSigningJournal -From $journal -Verbose");
        Assert.Equal((0, 1), (again.Value<int>("Added"), again.Value<int>("Known")));
        Assert.Contains(again.Verbose, line => line.Contains("has the journal", StringComparison.Ordinal));

        // The database knows the person; the file orders nothing for anybody, and tells who has it.
        Assert.Equal("Placed", Run("Get-DocSigningJournal").Value<string>("State"));
        int orders = _sandbox.Changes.Count();
        ScriptRun refused = Run(Connect + "-JournalPath $journal; " + Order + "$person, $other | New-DocSigningOrder @order");
        Assert.Equal(["JournalSealed"], refused.ErrorIds);
        string told = refused.Errors.Append(refused.Terminating).OfType<System.Management.Automation.ErrorRecord>().Single().ToString();
        Assert.Contains("/docsigning", told, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, told, StringComparison.Ordinal);
        Assert.Equal(orders, _sandbox.Changes.Count());
        Assert.Single(Run("Get-DocSigningJournal").Clean());
        ScriptRun check = Run("Test-DocSigningConnection -OrganizationId 610233 | Where-Object Name -eq Journal");
        Assert.False(check.Value<bool>("Passed"));
    }

    [PostgresFact]
    public void What_cannot_be_taken_in_is_told()
    {
        string database = PostgresServer.Shared.Connection(PostgresServer.Shared.NewDatabase());
        Run(Order + "$person | New-DocSigningOrder @order").Clean();

        ScriptRun ofFile = Run("Sync-DocSigningJournal -From $journal");
        Assert.Equal(["JournalNotShared"], ofFile.ErrorIds);
        Assert.Equal(2, Assert.Single(ofFile.Summaries).Properties["ExitCode"].Value);
        ScriptRun missing = Run(
            Connect + "-JournalDatabase $database; Sync-DocSigningJournal -From $folder/none.db", database);
        Assert.Equal(["JournalFileMissing"], missing.ErrorIds);
        Assert.False(File.Exists(Path.Combine(_sandbox.Folder, "none.db")));
    }

    [PostgresFact]
    public void Who_connects_to_the_database_is_told_of_the_file_that_was_left_behind()
    {
        // A rehearsal has a schema of its own.
        string name = PostgresServer.Shared.NewDatabase();
        PostgresServer.Shared.Sql(name, $"CREATE SCHEMA docsigning_sandbox AUTHORIZATION {PostgresServer.Owner}");
        string database = PostgresServer.Shared.Connection(name);
        const string Rehearsal = "Connect-DocSigning -Sandbox -SandboxPath $folder/box.json -TimeProvider $clock -RateLimit '100000/1' ";
        const string Ended = "; Disconnect-DocSigning";
        Assert.Empty(Run(Rehearsal + "-JournalDatabase $database" + Ended, database).Warnings);
        Run(Rehearsal + "; " + Order + "$person | New-DocSigningOrder @order; Disconnect-DocSigning").Clean();

        ScriptRun told = Run(Rehearsal + "-JournalDatabase $database", database);

        Assert.Contains("Sync-DocSigningJournal -From '", Assert.Single(told.Warnings), StringComparison.Ordinal);
        Run("Sync-DocSigningJournal -From $folder/box.json.journal.db" + Ended).Clean();
        Assert.Empty(Run(Rehearsal + "-JournalDatabase $database" + Ended, database).Warnings);

        // Nobody knows what is in one that cannot be read.
        File.WriteAllText(Path.Combine(_sandbox.Folder, "bad.json.journal.db"), string.Concat(Enumerable.Repeat("No database. ", 400)));
        ScriptRun unread =
            Run(Rehearsal.Replace("box.json", "bad.json", StringComparison.Ordinal) + "-JournalDatabase $database", database);
        Assert.Contains("so nobody knows whether", Assert.Single(unread.Warnings), StringComparison.Ordinal);
    }

    [PostgresFact]
    public void A_file_whose_database_is_lost_moves_into_another_when_somebody_says_so()
    {
        string lost = PostgresServer.Shared.Connection(PostgresServer.Shared.NewDatabase());
        string database = PostgresServer.Shared.Connection(PostgresServer.Shared.NewDatabase());
        Run(Order + "$person | New-DocSigningOrder @order; Disconnect-DocSigning").Clean();
        Run(Connect + "-JournalDatabase $database; Sync-DocSigningJournal -From $journal; Disconnect-DocSigning", lost).Clean();

        ScriptRun refused = Run(Connect + "-JournalDatabase $database; Sync-DocSigningJournal -From $journal", database);
        Assert.Equal(["JournalSealed"], refused.ErrorIds);
        _sandbox.Session.Host.TakeText();
        Assert.Empty(Run("Sync-DocSigningJournal -From $journal -Force -WhatIf").Clean());
        Assert.Contains("Only where that is lost for good", _sandbox.Session.Host.TakeText(), StringComparison.Ordinal);
        Assert.Equal(1, Run("Sync-DocSigningJournal -From $journal -Force -Confirm:$false").Value<int>("Added"));
        Assert.Equal("Placed", Run("Get-DocSigningJournal").Value<string>("State"));
    }

    private ScriptRun Run(string script, string? database = null) => _sandbox.Run(
        script,
        ("journal", Journal),
        ("database", database),
        ("person", SandboxSession.Person("Nora", "Vik", "nora.vik@fjordlab.example")),
        ("other", SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example")));
}
