using System.Runtime.Versioning;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Tests.Keys;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>
/// The log that SQLite appends to while a run is at work: whose it is, what is left of it, and that a share never has one.
/// </summary>
public sealed class JournalLogTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Path => _folder.File("state/journal.db");

    private string Log => Path + "-wal";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_has_a_log_of_its_owners_alone_and_leaves_one_plain_file()
    {
        using (IJournalStorage storage = JournalPlace.At(Path).OpenStorage())
        {
            Assert.False(File.Exists(Log));
            await using (IJournalRun run = await storage.EnterRunAsync("run", CancellationToken.None))
            {
                await ClaimAsync(storage, run, 1);
                OwnerRights.AssertFile(Log);
                OwnerRights.AssertFile(Path + "-shm");
            }

            // Who takes a copy of the one file between two runs, or after a process that closed nothing, has all of it.
            File.Copy(Path, _folder.File("copy.db"));
            using IJournalStorage copy = JournalPlace.At(_folder.File("copy.db")).OpenStorage();
            Assert.Single(await FindAsync(copy, 1));
        }

        AssertIsPlain();
    }

    [Fact]
    public async Task The_last_that_closes_a_journal_leaves_the_plain_file()
    {
        using (IJournalStorage reader = JournalPlace.At(Path).OpenStorage())
        {
            using (IJournalStorage storage = JournalPlace.At(Path).OpenStorage())
            {
                await using IJournalRun run = await storage.EnterRunAsync("one", CancellationToken.None);
                await ClaimAsync(storage, run, 1);
                Assert.Single(await FindAsync(reader, 1));
            }

            Assert.True(File.Exists(Log));
            await using IJournalRun next = await reader.EnterRunAsync("two", CancellationToken.None);
            await ClaimAsync(reader, next, 2);
        }

        AssertIsPlain();
        using IJournalStorage later = JournalPlace.At(Path).OpenStorage();
        Assert.Single(await FindAsync(later, 1));
        Assert.Single(await FindAsync(later, 2));
    }

    [Fact]
    public async Task A_journal_on_a_share_has_no_log_there_nor_afterwards_on_a_disk()
    {
        foreach (bool isShared in new[] { true, false })
        {
            using IJournalStorage storage = JournalPlace.At(Path, isShared).OpenStorage();
            await using IJournalRun run = await storage.EnterRunAsync("run", CancellationToken.None);
            await ClaimAsync(storage, run, isShared ? 1 : 2);
            Assert.False(File.Exists(Log));
        }

        using IJournalStorage reader = JournalPlace.At(Path).OpenStorage();
        Assert.Single(await FindAsync(reader, 1));
        Assert.Single(await FindAsync(reader, 2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_killed_process_left_in_the_log_is_read(bool isShared)
    {
        using (IJournalStorage storage = JournalPlace.At(Path).OpenStorage())
        {
            await using IJournalRun run = await storage.EnterRunAsync("run", CancellationToken.None);
            await ClaimAsync(storage, run, 1);

            // As the disk is at that moment; the journal itself has nothing of the intent yet.
            File.Copy(Path, _folder.File("left.db"));
            File.Copy(Path, _folder.File("without.db"));
            File.Copy(Log, _folder.File("left.db-wal"));
        }

        using (IJournalStorage without = JournalPlace.At(_folder.File("without.db"), isShared).OpenStorage())
        {
            Assert.Empty(await FindAsync(without, 1));
        }

        using IJournalStorage left = JournalPlace.At(_folder.File("left.db"), isShared).OpenStorage();
        Assert.Single(await FindAsync(left, 1));
        Assert.NotEqual(isShared, File.Exists(_folder.File("left.db-shm")));
    }

    /// <summary>SQLite reads a log through a file of shared memory, which whoever may not write there cannot make.</summary>
    /// <param name="isWhole">Whether that file was left too, as a process that is killed leaves it, and not every copy has it.</param>
    [UnixTheory("The test takes rights away as Unix has them.")]
    [InlineData(true)]
    [InlineData(false)]
    [UnsupportedOSPlatform("windows")]
    public async Task Where_nothing_can_be_written_the_log_is_read_or_the_error_says_what_to_do(bool isWhole)
    {
        Directory.CreateDirectory(_folder.File("seen"));
        string left = _folder.File("seen/left.db");
        using (IJournalStorage storage = JournalPlace.At(Path).OpenStorage())
        {
            await using IJournalRun run = await storage.EnterRunAsync("run", CancellationToken.None);
            await ClaimAsync(storage, run, 1);
            foreach (string end in isWhole ? new[] { "", "-wal", "-shm" } : ["", "-wal"])
            {
                File.Copy(Path + end, left + end);
            }
        }

        IReadOnlyList<OrderIntent>? found = null;
        DocSigningException? fault = null;
        Onlooker.Looks(_folder.File("seen"), () =>
        {
            try
            {
                using IJournalStorage storage = JournalPlace.At(left).OpenStorage();
                Task<IReadOnlyList<OrderIntent>> finding = FindAsync(storage, 1);
                Assert.True(finding.IsCompletedSuccessfully);
                found = finding.GetAwaiter().GetResult();
            }
            catch (DocSigningException problem)
            {
                fault = problem;
            }
        });

        if (isWhole)
        {
            Assert.Null(fault);
            Assert.Single(found!);
            return;
        }

        Assert.Equal(FaultKind.JournalNotWritable, fault?.Kind);
        Assert.Contains($"{left}-wal", fault!.Message, StringComparison.Ordinal);
        Assert.Contains("copy all whose names begin so", fault.Message, StringComparison.Ordinal);
        using IJournalStorage copy = JournalPlace.At(left).OpenStorage();
        Assert.Single(await FindAsync(copy, 1));
    }

    /// <summary>By SQLite's file format: the bytes at 18 and 19 are 2 where a reader needs the log.</summary>
    private void AssertIsPlain()
    {
        Assert.False(File.Exists(Log));
        Assert.False(File.Exists(Path + "-shm"));
        Assert.Equal([1, 1], File.ReadAllBytes(Path)[18..20]);
    }

    private static async Task ClaimAsync(IJournalStorage storage, IJournalRun run, int number)
    {
        var intent = new OrderIntent
        {
            Reference = IntentReference.Create(),
            Key = KeyOf(number),
            State = IntentState.Planned,
            GivenName = "Nils",
            Surname = "Hagen",
            Email = OrderingFixture.Person(number).Email,
            RunId = run.RunId,
            CreatedAt = Drafts.Now,
            UpdatedAt = Drafts.Now,
        };
        Assert.True(await storage.TryClaimAsync(run, intent, [], CancellationToken.None));
    }

    private static Task<IReadOnlyList<OrderIntent>> FindAsync(IJournalStorage storage, int number) =>
        storage.FindStandingAsync(KeyOf(number), null, CancellationToken.None);

    private static IntentKey KeyOf(int number) => IntentKey.Of(1, "ds_org_individual", OrderingFixture.Person(number).Email);
}
