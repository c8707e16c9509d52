using DigiCertDocSign.Journal;
using DigiCertDocSign.OrderingChild;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;
using Npgsql;
using static DigiCertDocSign.Tests.Journal.Intents;

namespace DigiCertDocSign.Tests.Keeping;

/// <summary>
/// Whatever dies while a journal is taken in: no entry is lost or there twice, and at no time can both the file and the database send.
/// </summary>
public class JournalTakeInKillTests
{
    /// <summary>Before and after the file is closed, before and after the database commits, before and after the file is sealed.</summary>
    private const int Steps = 6;

    private const int Closed = 2;
    private const int Committed = 4;

    [PostgresFact]
    public async Task A_process_that_is_killed_at_any_step_leaves_what_the_next_one_finishes()
    {
        for (int step = 1; step <= Steps; step++)
        {
            using var team = new TeamDatabase();
            OrderIntent[] intents =
                [.. Enumerable.Range(0, 20).Select(number => Intent(number, "old") with { State = IntentState.InDoubt })];
            string path = await team.WriteAsync("journal.db", intents);
            using (var killed = OrderingProcess.StartTakeIn(path, team.Connection, step))
            {
                Assert.NotEqual(0, (await killed.EndAsync()).Code);
            }

            int there = (await team.ReadAsync()).Count;
            Assert.Equal(step >= Committed ? 20 : 0, there);
            if (step >= Closed)
            {
                await team.AssertSealedAsync(path, 20, isDone: step == Steps);
            }

            // Somebody of the team reconciles in between. What is known by then stays.
            if (there > 0)
            {
                using IJournalStorage database = team.Place.OpenStorage();
                await using IJournalRun run = await database.EnterRunAsync("next", CancellationToken.None);
                OrderIntent placed = intents[0] with
                {
                    State = IntentState.Placed,
                    OrderId = 7,
                    RunId = "next",
                    UpdatedAt = Drafts.Now.AddDays(1),
                };
                Assert.True(await database.TryChangeAsync(run, intents[0], placed, CancellationToken.None));
                intents[0] = placed;
            }

            using (var finishing = OrderingProcess.StartTakeIn(path, team.Connection, 0))
            {
                Assert.Equal("", (await finishing.EndAsync()).Faults);
            }

            Assert.Equal(
                intents.OrderBy(one => one.Reference, StringComparer.Ordinal),
                (await team.ReadAsync()).OrderBy(one => one.Reference, StringComparer.Ordinal));
            await team.AssertSealedAsync(path, 20);
        }
    }

    [PostgresFact]
    public async Task A_process_that_is_killed_while_the_database_keeps_it_waiting_has_taken_nothing()
    {
        using var team = new TeamDatabase();
        await team.WriteAsync(Intent(100, "team"));
        string path = await team.WriteAsync("journal.db", Intent(1, "old"));
        await using var source = NpgsqlDataSource.Create(team.Connection);
        await using (NpgsqlConnection holder = await source.OpenConnectionAsync())
        await using (NpgsqlTransaction held = await holder.BeginTransactionAsync())
        {
            await ExecuteAsync(holder, "LOCK TABLE docsigning.intents IN ROW EXCLUSIVE MODE");
            using var killed = OrderingProcess.StartTakeIn(path, team.Connection, 0);
            const string IsWaiting = "SELECT EXISTS (SELECT 1 FROM pg_locks JOIN pg_database ON oid = database "
                + "WHERE NOT granted AND datname = current_database())";
            Task<(int Code, string Faults)> end = killed.EndAsync();
            while (!await ExecuteAsync(holder, IsWaiting))
            {
                Assert.False(end.IsCompleted, end.IsCompleted ? (await end).Faults : "");
            }

            killed.Kill();
            Assert.NotEqual(0, (await end).Code);
            await team.AssertSealedAsync(path, 1, isDone: false);
            await held.CommitAsync();
        }

        Assert.Equal(1, (await team.TakeInAsync(path)).Added);
        Assert.Equal(2, (await team.ReadAsync()).Count);

        static async Task<bool> ExecuteAsync(NpgsqlConnection connection, string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync() is true;
        }
    }

    /// <summary>
    /// Files of users with random entries, some of them of the same people, taken in by several at once who die or fail at random steps,
    /// while runs claim in the files and in the database.
    /// </summary>
    [PostgresFact]
    public async Task Whatever_happens_each_entry_is_in_the_database_once_and_the_files_are_sealed()
    {
        for (int seed = 0; seed < 25; seed++)
        {
            using var team = new TeamDatabase();
            var random = new Random(seed);
            string[] paths = [await team.WriteAsync("a.db", Entries(random, 0)), await team.WriteAsync("b.db", Entries(random, 1))];
            await Task.WhenAll(
                [
                    .. Enumerable.Range(0, 4).Select(one => (Path: paths[one % 2], Step: random.Next(1, 9)))
                        .Select(one => Task.Run(() => TryTakeInAsync(team, one.Path, one.Step))),
                    .. paths.Append(null).Select((path, user) => (path, user, Numbers: Numbers(random)))
                        .Select(one => Task.Run(() => TryClaimAsync(
                            one.path is null ? team.Place : JournalPlace.At(one.path), $"late{seed} {one.user}", one.Numbers))),
                ]);

            foreach (string path in paths)
            {
                await team.TakeInAsync(path);
            }

            string[] wanted = [];
            foreach (string path in paths)
            {
                IReadOnlyList<OrderIntent> entries = await TeamDatabase.ReadAsync(JournalPlace.At(path));
                wanted = [.. wanted, .. entries.Select(one => one.Reference)];
                await team.AssertSealedAsync(path, entries.Count);
            }

            IReadOnlyList<OrderIntent> there = await team.ReadAsync();
            Assert.Equal(there.Count, there.Select(one => one.Reference).Distinct().Count());
            Assert.Empty(wanted.Except(there.Select(one => one.Reference)));
            string claims = PostgresServer.Shared.Sql(team.Name, "SELECT count(*) FROM docsigning.intents WHERE holds_claim = 1");
            Assert.Equal($"{there.Where(one => one.IsOpen).Select(one => one.Key).Distinct().Count()}", claims);
            Assert.Equal("0", PostgresServer.Shared.Sql(team.Name, "SELECT count(*) FROM docsigning.intents WHERE state = 'Sent'"));
        }
    }

    private static OrderIntent[] Entries(Random random, int user) =>
    [
        .. Enumerable.Range(user * 6, 12).Select(number => Intent(number, $"run{user}") with
        {
            State = (IntentState)random.Next(0, 7),
            CreatedAt = Drafts.Now.AddSeconds(random.Next(100)),
            Sends = random.Next(2),
        }).Select((one, place) => one with
        {
            OrderId = one.State is IntentState.Placed or IntentState.Closed ? (100 * (user + 1)) + place : null,
        }),
    ];

    private static int[] Numbers(Random random) => [.. Enumerable.Range(0, 5).Select(_ => random.Next(0, 25))];

    private static async Task TryTakeInAsync(TeamDatabase team, string path, int step)
    {
        var life = new Life(step);
        try
        {
            await team.TakeInAsync(path, file => new MortalFile(file, life.Step), database => new MortalCollector(database, life.Step));
        }
        catch (Exception end) when (end is DeadException
            or DocSigningException { Kind: FaultKind.JournalBusy or FaultKind.JournalUnreachable })
        {
            // As it was meant.
        }
    }

    private static async Task TryClaimAsync(JournalPlace place, string runId, int[] numbers)
    {
        try
        {
            using IJournalStorage storage = place.OpenStorage();
            await using IJournalRun run = await storage.EnterRunAsync(runId, CancellationToken.None);
            foreach (int number in numbers)
            {
                await ClaimAsync(storage, run, Intent(number, runId));
            }
        }
        catch (DocSigningException refused) when (refused.Kind
            is FaultKind.JournalSealed or FaultKind.JournalTakeInUnfinished or FaultKind.JournalBusy or FaultKind.JournalNotWritable
                or FaultKind.JournalUnreachable)
        {
            // A journal that is taken in at this moment.
        }
    }

    /// <summary>Ends at a step; a dead process does nothing more.</summary>
    private sealed class Life(int lastStep)
    {
        private int _steps;

        public void Step()
        {
            if (++_steps >= lastStep)
            {
                throw new DeadException();
            }
        }
    }

    private sealed class DeadException : Exception;
}
