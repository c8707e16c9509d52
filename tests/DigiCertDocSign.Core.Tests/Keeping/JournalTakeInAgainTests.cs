using DigiCertDocSign.Journal;
using DigiCertDocSign.Keeping;
using static DigiCertDocSign.Tests.Journal.Intents;

namespace DigiCertDocSign.Tests.Keeping;

/// <summary>A journal that is not taken in at the first time, or that another database has.</summary>
public class JournalTakeInAgainTests
{
    [PostgresFact]
    public async Task A_file_that_one_database_has_is_not_taken_into_another()
    {
        using var team = new TeamDatabase();
        using var other = new TeamDatabase();
        string path = await team.WriteAsync("journal.db", Intent(1, "old"));
        await team.TakeInAsync(path);
        await other.WriteAsync(Intent(5, "other"));

        DocSigningException refused = await Assert.ThrowsAsync<DocSigningException>(() => other.TakeInAsync(path));

        Assert.Equal(FaultKind.JournalSealed, refused.Kind);
        Assert.Contains(team.Place.Database!, refused.Message, StringComparison.Ordinal);
        Assert.Single(await other.ReadAsync());
    }

    /// <summary>The database's own backup is older than the day on which the journal was taken in.</summary>
    [PostgresFact]
    public async Task A_database_that_was_restored_from_an_earlier_day_takes_a_sealed_file_in_again()
    {
        using var team = new TeamDatabase();
        string path = await team.WriteAsync("journal.db", Intent(1, "old"), Intent(2, "old"));
        await team.TakeInAsync(path);
        PostgresServer.Shared.Sql(
            team.Name,
            "SET search_path TO docsigning; DELETE FROM intents; DELETE FROM runs; DELETE FROM journal_info WHERE name LIKE 'taken_in %'");

        Assert.Equal(2, (await team.TakeInAsync(path)).Added);
        Assert.Equal(2, (await team.ReadAsync()).Count);
        await team.AssertSealedAsync(path, 2);
    }

    /// <summary>The database that cannot be written to has certainly taken nothing.</summary>
    [PostgresFact]
    public async Task A_database_that_refuses_leaves_the_file_as_it_was()
    {
        using var team = new TeamDatabase();
        await team.WriteAsync(Intent(7, "team"));
        string path = await team.WriteAsync("journal.db", Intent(1, "old"));
        Refuse(team);

        await Assert.ThrowsAsync<DocSigningException>(() => team.TakeInAsync(path));

        using (IJournalStorage storage = JournalPlace.At(path).OpenStorage())
        {
            await using IJournalRun run = await storage.EnterRunAsync("next", CancellationToken.None);
            Assert.True(await ClaimAsync(storage, run, Intent(2, "next")));
        }

        // A copy that was made after that and used is another journal.
        string copy = team.File("copy.db");
        File.Copy(path, copy);
        using (IJournalStorage storage = JournalPlace.At(copy).OpenStorage())
        {
            await using IJournalRun run = await storage.EnterRunAsync("of copy", CancellationToken.None);
            Assert.True(await ClaimAsync(storage, run, Intent(3, "of copy")));
        }

        PostgresServer.Shared.Sql(team.Name, "DROP TRIGGER no ON docsigning.intents");
        Assert.Equal(2, (await team.TakeInAsync(path)).Added);
        Assert.Equal(1, (await team.TakeInAsync(copy)).Added);
    }

    /// <summary>Nobody has a backup of the database that had the journal. Somebody says so by hand.</summary>
    [PostgresFact]
    public async Task A_file_whose_database_is_lost_is_taken_into_another_by_force()
    {
        using var lost = new TeamDatabase();
        using var team = new TeamDatabase();
        string path = await lost.WriteAsync("journal.db", Intent(1, "old"), Intent(2, "old"));
        await lost.TakeInAsync(path);

        // One that fails leaves the seal as it was.
        await team.WriteAsync(Intent(7, "team"));
        Refuse(team);
        await Assert.ThrowsAsync<DocSigningException>(() => team.TakeInAsync(path, isForced: true));
        await lost.AssertSealedAsync(path, 2);
        PostgresServer.Shared.Sql(team.Name, "DROP TRIGGER no ON docsigning.intents");

        Assert.Equal(2, (await team.TakeInAsync(path, isForced: true)).Added);
        Assert.Equal(3, (await team.ReadAsync()).Count);
        await team.AssertSealedAsync(path, 2);
    }

    /// <summary>Why nothing was taken is what the administrator can mend; that the file stays closed is said besides.</summary>
    [Fact]
    public async Task A_file_that_cannot_be_opened_again_is_told_with_why_nothing_was_taken()
    {
        var takeIn = new JournalTakeIn(new StuckFile(), new UnreachableCollector(), "user.db");

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(() => takeIn.TakeAsync(CancellationToken.None));

        Assert.Equal(FaultKind.JournalUnreachable, told.Kind);
        Assert.Contains("The network is down.", told.Message, StringComparison.Ordinal);
        Assert.Contains("user.db takes no change until", told.Message, StringComparison.Ordinal);
        Assert.Contains("Somebody has the file.", told.Message, StringComparison.Ordinal);
    }

    private static void Refuse(TeamDatabase team) => PostgresServer.Shared.Sql(
        team.Name,
        "CREATE FUNCTION docsigning.no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE insufficient_privilege; END $$;"
            + "CREATE TRIGGER no BEFORE INSERT ON docsigning.intents FOR EACH ROW EXECUTE FUNCTION docsigning.no()");

    private sealed class StuckFile : IJournalFile
    {
        public Task<JournalCopy> ReadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> IsLeftAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<JournalContents> CloseAsync(JournalSeal seal, bool isForced, CancellationToken cancellationToken) =>
            Task.FromResult(new JournalContents("user.db", "id", [], []));

        public Task SealAsync() => throw new NotSupportedException();

        public Task ReopenAsync() => throw new DocSigningException(FaultKind.JournalBusy, "From", "Somebody has the file.");

        public void Dispose()
        {
        }
    }

    private sealed class UnreachableCollector : IJournalCollector
    {
        public Task<JournalSeal?> FindSealAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<JournalSeal> EnsureSealAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new JournalSeal("db1", "id", IsDone: false));

        public Task<TakeInPlan> PlanAsync(JournalContents contents, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<TakeInPlan> TakeInAsync(JournalContents contents, Action onCommit, CancellationToken cancellationToken) =>
            throw new DocSigningException(FaultKind.JournalUnreachable, "JournalDatabase", "The network is down.");

        public void Dispose()
        {
        }
    }
}
