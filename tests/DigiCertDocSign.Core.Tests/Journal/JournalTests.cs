using System.Data.Common;
using System.Reflection;
using System.Text;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Following;
using DigiCertDocSign.Tests.Keys;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;
using static DigiCertDocSign.Tests.Journal.Intents;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>The journal's file: whose it is, what is in it, and what happens when it is not as it should be.</summary>
public class JournalTests
{
    /// <summary>A journal as version 1 wrote it: with two open intents of one person, which it allowed.</summary>
    private const string VersionOne = """
        DROP TABLE intents;
        DROP TABLE scopes;
        DROP TABLE scope_people;
        CREATE TABLE intents (reference TEXT NOT NULL PRIMARY KEY, account_id BIGINT NOT NULL, product_name_id TEXT NOT NULL,
            email_key TEXT NOT NULL, renewal_of BIGINT NOT NULL, copy TEXT NOT NULL, live INTEGER NOT NULL, state TEXT NOT NULL,
            given_name TEXT NOT NULL, surname TEXT NOT NULL, email TEXT NOT NULL, organization_id BIGINT, csr_sha256 TEXT,
            key_reference TEXT, order_id BIGINT, request_id BIGINT, order_status TEXT, problem TEXT, sends INTEGER NOT NULL,
            looked_at BIGINT, run_id TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL);
        CREATE UNIQUE INDEX one_live_intent ON intents (account_id, product_name_id, email_key, renewal_of, copy) WHERE live = 1;
        CREATE UNIQUE INDEX one_intent_per_order ON intents (account_id, order_id) WHERE order_id IS NOT NULL;
        CREATE INDEX intents_by_state ON intents (account_id, state);
        INSERT INTO intents VALUES ('DS-FIRST', 1, 'ds_org_individual', 'nils.hagen1@fjordlab.example', 0, '', 1, 'InDoubt', 'Nils',
            'Hagen', 'nils.hagen1@fjordlab.example', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 5, 'old', 1, 1);
        INSERT INTO intents VALUES ('DS-RENEWAL', 1, 'ds_org_individual', 'nils.hagen1@fjordlab.example', 77, '', 1, 'Sent', 'Nils',
            'Hagen', 'nils.hagen1@fjordlab.example', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, 'old', 2, 2);
        INSERT INTO intents VALUES ('DS-PLACED', 1, 'ds_org_individual', 'nils.hagen1@fjordlab.example', 0, 'DS-PLACED', 1, 'Placed',
            'Nils', 'Hagen', 'nils.hagen1@fjordlab.example', NULL, NULL, NULL, 4712, NULL, NULL, NULL, 1, NULL, 'old', 3, 3);
        UPDATE journal_info SET value = '1'
        """;

    /// <summary>What later versions have added goes.</summary>
    private const string BackToFour = """
        DROP TABLE scopes;
        DROP TABLE scope_people;
        DROP INDEX intents_by_other_public_key;
        ALTER TABLE intents DROP COLUMN is_whole_order;
        ALTER TABLE intents DROP COLUMN other_public_key_sha256;
        ALTER TABLE intents DROP COLUMN other_key_reference;
        ALTER TABLE intents DROP COLUMN reason;
        UPDATE journal_info SET value = '4'
        """;

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
                Body = OrderRules.Build(Drafts.ByCard(), person, null, Drafts.Now),
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
            foreach (string sql in VersionOne.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                Execute(journal, sql);
            }
        }

        await Task.WhenAll(Enumerable.Range(2, 4).Select(number => Task.Run(async () =>
        {
            using IJournalStorage journal = JournalPlace.At(path).OpenStorage();
            IReadOnlyList<OrderIntent> both = await FindAsync(journal, Intent(1, "old"));
            Assert.Equal(
                [
                    ("DS-FIRST", IntentKind.Order, null, IntentState.InDoubt, null),
                    ("DS-RENEWAL", IntentKind.Renewal, 77L, IntentState.Sent, null),
                    ("DS-PLACED", IntentKind.Order, null, IntentState.Placed, 4712L),
                ],
                both.Select(one => (one.Reference, one.Kind, one.TargetOrderId, one.State, one.OrderId)));
            await using IJournalRun run = await journal.EnterRunAsync($"run{number}", CancellationToken.None);
            Assert.False(await journal.TryClaimAsync(run, Intent(1, run.RunId), ["DS-PLACED"], CancellationToken.None));
            OrderIntent sent = Filled(number, run.RunId);
            Assert.True(await journal.TryClaimAsync(run, sent, [], CancellationToken.None));
            Assert.Equal(sent, Assert.Single(await FindAsync(journal, sent)));
        })));

        // Both open ones can be reconciled, though one alone holds the person's claim.
        using IJournalStorage later = JournalPlace.At(path).OpenStorage();
        await using IJournalRun reconciling = await later.EnterRunAsync("reconciling", CancellationToken.None);
        foreach (OrderIntent open in (await FindAsync(later, Intent(1, "old"))).Where(one => one.IsOpen))
        {
            OrderIntent taken = open with { State = IntentState.InDoubt, RunId = reconciling.RunId };
            Assert.True(await later.TryChangeAsync(reconciling, open, taken, CancellationToken.None));
        }
    }

    /// <summary>Version 4 did not say whether all certificates were meant: such a revocation is not taken for one of all.</summary>
    [Fact]
    public async Task A_journal_of_version_4_keeps_its_acts_and_takes_none_for_one_of_all()
    {
        using var folder = new TempFolder();
        string path = folder.File("journal.db");
        OrderIntent order = Intent(1, "old") with
        {
            State = IntentState.Placed,
            OrderId = 77,
            PublicKeySha256 = "F0",
            KeyReference = "file:a",
        };
        OrderIntent act = Intent(1, "old") with
        {
            Kind = IntentKind.Revocation,
            TargetOrderId = 77,
            State = IntentState.InDoubt,
            CertificateId = 5,
            NewestRequestIdBefore = 8,
            SendEndedAt = Drafts.Now,
        };
        using (IJournalStorage journal = JournalPlace.At(path).OpenStorage())
        {
            await using IJournalRun run = await journal.EnterRunAsync("old", CancellationToken.None);
            Assert.True(await ClaimAsync(journal, run, order));
            Assert.True(await ClaimAsync(journal, run, act));
        }

        using (IJournalStorage journal = JournalPlace.At(path).OpenStorage())
        {
            foreach (string sql in BackToFour.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                Execute(journal, sql);
            }
        }

        using IJournalStorage storage = JournalPlace.At(path).OpenStorage();
        var migrated = new OrderJournal(storage, TimeProvider.System);
        Assert.Equal([order], await FindAsync(storage, order));
        OrderIntent kept = (await migrated.FindByReferenceAsync(1, act.Reference, CancellationToken.None))!;
        Assert.Equal(act, kept);
        using CertCentral.CertCentralClient client = LoopbackFixture.Scripted(_ =>
            """
            {"id":77,"status":"issued","product":{"name_id":"ds_org_individual"},"certificate":{"id":5},
            "requests":[{"id":9,"type":"revoke","status":"pending"}]}
            """);
        var acts = new OrderActs(client, 1, migrated, () => migrated, new ActOptions());
        OrderAct all = await new CertificateRevocation(acts).FindAsync(77, null, null, isWholeOrder: true, CancellationToken.None);
        Assert.False(all.IsDone);
        Assert.Contains("It may be for one certificate alone", all.Doubt, StringComparison.Ordinal);

        // What version 5 brought can be written.
        Assert.Equal(
            SentKeyNote.Written,
            await new NotedKeys(migrated).NoteSentAsync(1, 77, Drafts.SampleCsr, "file:b", isShown: false, CancellationToken.None));
        Assert.Equal("file:b", (await migrated.FindByOrderIdAsync(1, 77, CancellationToken.None))!.OtherKeyReference);
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
            Assert.Equal(120, next.Outcomes.Count(outcome => outcome is { Input: not null, Order: not null }));
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

    [Fact]
    public async Task A_run_whose_lock_is_taken_away_is_told_before_it_sends()
    {
        using var folder = new TempFolder();
        string path = folder.File("journal.db");
        using IJournalStorage storage = JournalPlace.At(path).OpenStorage();
        await using IJournalRun run = await storage.EnterRunAsync("one", CancellationToken.None);
        await run.EnsureAtWorkAsync(CancellationToken.None);

        Directory.Delete(path + ".runs", recursive: true);

        DocSigningException lost = await Assert.ThrowsAsync<DocSigningException>(() => run.EnsureAtWorkAsync(CancellationToken.None));
        Assert.Equal(FaultKind.RunLost, lost.Kind);
    }

    private static Task<bool> IsAtWorkAsync(IJournalStorage storage, string runId) => storage.IsAtWorkAsync(runId, CancellationToken.None);

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
