using System.Data.Common;
using System.Reflection;
using System.Text;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Keys;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>The journal's file: whose it is, what is in it, and what happens when it is not as it should be.</summary>
public class JournalTests
{
    [Fact]
    public async Task The_file_and_its_folders_are_their_owners_alone_and_nothing_secret_is_in_them()
    {
        using var folder = new TempFolder();
        string path = folder.File("state/journal.db");
        using (var fixture = new OrderingFixture(place: JournalPlace.At(path)))
        {
            Person person = OrderingFixture.Person(1);
            var input = new OrderInput
            {
                Person = person,
                Request = OrderRules.Build(Drafts.ByCard(), person, null, Drafts.Now),
                Comment = "for the board",
            };
            Assert.Null((await fixture.RunAsync(input)).Single.Fault);
            await fixture.RunAsync(fixture.Input(OrderingFixture.Person(2), csr: Drafts.SampleCsr));
            OwnerRights.AssertFile(path);
            OwnerRights.AssertFolder(Path.GetDirectoryName(path)!);
            OwnerRights.AssertFolder(path + ".runs");
        }

        Assert.Empty(Directory.GetFiles(path + ".runs"));
        foreach (string file in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            string text = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file));
            Assert.DoesNotContain("4111111111111111", text, StringComparison.Ordinal);
            Assert.DoesNotContain("4111 1111", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Oskar Lindqvist", text, StringComparison.Ordinal);
            Assert.DoesNotContain("X-DC-DEVKEY", text, StringComparison.Ordinal);
            Assert.DoesNotContain("BEGIN", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_place_that_cannot_be_written_to_is_named()
    {
        using var folder = new TempFolder();
        string file = folder.Write("file", "x");
        AssertRefused(FaultKind.JournalNotWritable, Path.Combine(file, "journal.db"));
        Directory.CreateDirectory(folder.File("folder.db"));
        AssertRefused(FaultKind.JournalNotWritable, folder.File("folder.db"));
    }

    [Fact]
    public async Task A_read_only_journal_can_be_read_and_stops_a_run_before_anything_is_sent()
    {
        using var folder = new TempFolder();
        string path = folder.File("journal.db");
        using (var fixture = new OrderingFixture(place: JournalPlace.At(path)))
        {
            await fixture.RunAsync(fixture.Inputs(1));
        }

        // The user of a build machine may write whatever its mode says; SQLite's own switch binds him as well.
        using var second = new OrderingFixture(place: JournalPlace.At(path));
        Execute(second.Storage, "PRAGMA query_only = ON");
        RunResult run = await second.RunAsync(second.Inputs(3));

        Assert.Equal(FaultKind.JournalNotWritable, Assert.IsType<DocSigningException>(run.StoppedBy).Kind);
        Assert.Equal((0, 0), (second.Sends, run.Summary.Placed));
        Assert.Single(await second.IntentsAsync());
    }

    [Fact]
    public async Task A_damaged_journal_is_said_to_be_damaged()
    {
        using var folder = new TempFolder();
        AssertRefused(FaultKind.JournalCorrupt, folder.Write("text.db", string.Concat(Enumerable.Repeat("This is no database. ", 400))));

        string path = folder.File("journal.db");
        using (var fixture = new OrderingFixture(place: JournalPlace.At(path)))
        {
            for (int number = 0; number < 200; number++)
            {
                await fixture.LeaveBehindAsync(OrderingFixture.Person(number), IntentState.Placed);
            }
        }

        using (var file = new FileStream(path, FileMode.Open))
        {
            file.Position = 8_192;
            file.Write(new byte[file.Length - 8_192]);
        }

        // The version stands in a page that is gone, so it does not even open.
        AssertRefused(FaultKind.JournalCorrupt, path);
    }

    [Fact]
    public void A_journal_of_a_newer_version_is_left_alone()
    {
        using var folder = new TempFolder();
        string path = folder.File("journal.db");
        using (IJournalStorage journal = JournalPlace.At(path).OpenStorage())
        {
            Execute(journal, "UPDATE journal_info SET value = '99'");
        }

        byte[] before = File.ReadAllBytes(path);
        AssertRefused(FaultKind.JournalTooNew, path);

        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public async Task A_journal_of_an_older_version_keeps_its_rows_though_several_open_it_at_once()
    {
        using var folder = new TempFolder();
        string path = folder.File("journal.db");
        using (IJournalStorage journal = JournalPlace.At(path).OpenStorage())
        {
            await journal.TryClaimAsync(Intent(1, "old"), CancellationToken.None);
            Execute(journal, "ALTER TABLE intents DROP COLUMN server_time");
            Execute(journal, "UPDATE journal_info SET value = '1'");
        }

        await Task.WhenAll(Enumerable.Range(2, 4).Select(number => Task.Run(async () =>
        {
            using IJournalStorage journal = JournalPlace.At(path).OpenStorage();
            Assert.NotNull(await journal.FindLiveAsync(Intent(1, "old").Key, CancellationToken.None));
            OrderIntent sent = Intent(number, "new") with { State = IntentState.Sent, ServerTimeAtSend = Drafts.Now };
            await journal.TryClaimAsync(sent, CancellationToken.None);
            Assert.Equal(sent, await journal.FindLiveAsync(sent.Key, CancellationToken.None));
        })));
    }

    [Fact]
    public async Task A_disk_that_is_full_ends_a_run_and_making_room_lets_it_go_on()
    {
        using var folder = new TempFolder();
        string path = folder.File("journal.db");
        using (var fixture = new OrderingFixture(place: JournalPlace.At(path)))
        {
            Execute(fixture.Storage, $"PRAGMA max_page_count = {(new FileInfo(path).Length / 4_096) + 4}");
            RunResult run = await fixture.RunAsync(fixture.Inputs(500));
            Assert.Equal(FaultKind.JournalFull, Assert.IsType<DocSigningException>(run.StoppedBy).Kind);
            Assert.InRange(run.Summary.Placed, 1, 100);
            Assert.Equal(fixture.Orders.Count, fixture.Sends);

            // With room again, nothing is bought twice and nothing is missing.
            Execute(fixture.Storage, "PRAGMA max_page_count = 1000000");
            RunResult next = await fixture.RunAsync(fixture.Inputs(120));
            Assert.Equal(120, next.Orders.Count(order => order is not null));
            Assert.Equal(120, fixture.Orders.Count);
            await fixture.AssertNothingIsOpenAsync();
        }
    }

    [Fact]
    public async Task A_journal_that_fails_after_the_answer_gives_the_order_away_with_the_error()
    {
        using var fixture = new OrderingFixture();
        var failing = new FailingStorage(fixture.Storage, to => to.State == IntentState.Placed);
        RunResult run = await RunResult.OfAsync(
            fixture.Client, failing, new OrderingOptions(), fixture.Time, fixture.Inputs(3), CancellationToken.None);
        Assert.Equal(FaultKind.JournalFull, Assert.IsType<DocSigningException>(run.StoppedBy).Kind);
        Assert.Equal(Assert.Single(fixture.Orders).Id, run.Outcomes[0].Order!.OrderId);
        Assert.Contains($"{fixture.Orders[0].Id}", run.Outcomes[0].Fault!.Message, StringComparison.Ordinal);
        RunResult next = await fixture.RunAsync(fixture.Inputs(3));
        Assert.Equal((2, 1), (next.Summary.Placed, next.Summary.Reconciled));
        Assert.Equal(3, fixture.Orders.Count);
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task Many_open_a_new_journal_at_once_and_each_person_is_claimed_once()
    {
        using var folder = new TempFolder();
        string path = folder.File("journal.db");
        int[] claims = await Task.WhenAll(Enumerable.Range(0, 6).Select(owner => Task.Run(async () =>
        {
            using IJournalStorage journal = JournalPlace.At(path).OpenStorage();
            int won = 0;
            for (int number = 0; number < 20; number++)
            {
                won += await journal.TryClaimAsync(Intent(number, $"run{owner}"), CancellationToken.None) ? 1 : 0;
            }

            return won;
        })));

        Assert.Equal(20, claims.Sum());
    }

    [Fact]
    public async Task An_order_belongs_to_one_intent_and_a_change_to_whoever_has_read_the_last_one()
    {
        using IJournalStorage journal = JournalPlace.InMemory().OpenStorage();
        OrderIntent one = Intent(1, "a");
        OrderIntent two = Intent(2, "a");

        Assert.True(await journal.TryClaimAsync(one, CancellationToken.None));
        Assert.True(await journal.TryClaimAsync(two, CancellationToken.None));
        Assert.True(await journal.TryChangeAsync(one, one with { State = IntentState.Placed, OrderId = 7 }, CancellationToken.None));
        Assert.False(await journal.TryChangeAsync(two, two with { State = IntentState.Placed, OrderId = 7 }, CancellationToken.None));
        Assert.False(await journal.TryChangeAsync(one, one with { State = IntentState.Sent }, CancellationToken.None));
        Assert.Equal(IntentState.Placed, (await journal.FindLiveAsync(one.Key, CancellationToken.None))!.State);
        Assert.False(await journal.TryClaimAsync(Intent(1, "b"), CancellationToken.None));
    }

    [Fact]
    public async Task A_run_is_at_work_until_its_lock_is_given_back()
    {
        using var folder = new TempFolder();
        string path = folder.File("journal.db");
        using IJournalStorage storage = JournalPlace.At(path).OpenStorage();
        using IJournalStorage other = JournalPlace.At(path).OpenStorage();
        Assert.False(await IsAtWorkAsync(other, "one"));
        await using (IJournalRun run = await storage.EnterRunAsync("one", CancellationToken.None))
        {
            Assert.Equal(("one", 1), (run.RunId, run.Epoch));
            Assert.True(await IsAtWorkAsync(storage, "one"));
            Assert.True(await IsAtWorkAsync(other, "one"));
            Assert.True(await IsAtWorkAsync(other, "one"));
        }

        Assert.False(await IsAtWorkAsync(other, "one"));

        // As a killed process leaves it.
        folder.Write("journal.db.runs/two.lock", "");

        Assert.False(await IsAtWorkAsync(other, "two"));
        Assert.Empty(Directory.GetFiles(path + ".runs"));
    }

    private static Task<bool> IsAtWorkAsync(IJournalStorage storage, string runId) => storage.IsAtWorkAsync(runId, CancellationToken.None);

    private static OrderIntent Intent(int number, string runId) => new()
    {
        Reference = IntentReference.Create(),
        Key = IntentKey.Of(1, "ds_org_individual", OrderingFixture.Person(number).Email, null),
        State = IntentState.Planned,
        GivenName = "Nils",
        Surname = "Hagen",
        Email = OrderingFixture.Person(number).Email,
        RunId = runId,
        CreatedAt = Drafts.Now,
        UpdatedAt = Drafts.Now,
    };

    private static void AssertRefused(FaultKind kind, string path)
    {
        DocSigningException fault = Assert.Throws<DocSigningException>(() => JournalPlace.At(path).OpenStorage());
        Assert.Equal(kind, fault.Kind);
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>On the journal's own connection: what a full or locked disk does to it cannot be had from outside everywhere.</summary>
    private static void Execute(IJournalStorage journal, string sql)
    {
        FieldInfo field = journal
            .GetType()
            .GetFields(BindingFlags.NonPublic | BindingFlags.Instance)
            .Single(one => one.FieldType == typeof(DbConnection));
        var connection = (DbConnection)field.GetValue(journal)!;
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
