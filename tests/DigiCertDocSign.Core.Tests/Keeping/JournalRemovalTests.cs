using System.Text;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Keeping;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;
using Microsoft.Data.Sqlite;

namespace DigiCertDocSign.Tests.Keeping;

/// <summary>What is removed is gone, out of the files too; what keeps a person from being bought for twice is never removed.</summary>
public sealed class JournalRemovalTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly JumpingTime _time = new(Drafts.Now);

    private string Path => _folder.File("state/journal.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Only_what_has_ended_and_is_old_enough_is_found()
    {
        using IOrderJournal journal = JournalPlace.InMemory().Open(_time);
        foreach (IntentState state in Enum.GetValues<IntentState>())
        {
            await WriteAsync(journal, (int)state, state);
        }

        var cleaning = new JournalCleaning(journal, OrderingFixture.AccountId);
        DateTimeOffset written = journal.Now;

        Assert.Empty(await cleaning.FindAsync(written, CancellationToken.None));
        IReadOnlyList<OrderIntent> found = await cleaning.FindAsync(written.AddSeconds(1), CancellationToken.None);
        Assert.Equal(
            [IntentState.Refused, IntentState.Abandoned, IntentState.Closed], found.Select(intent => intent.State).Order());
        Assert.Empty(await new JournalCleaning(journal, 1).FindAsync(written.AddSeconds(1), CancellationToken.None));
        Assert.Equal(new JournalRemoval(3, true), await cleaning.RemoveAsync(found, CancellationToken.None));
        Assert.Equal(4, (await AllAsync(journal)).Count);
        Assert.Equal(new JournalRemoval(0, true), await cleaning.RemoveAsync(found, CancellationToken.None));
    }

    [Theory]
    [InlineData(IntentState.Planned)]
    [InlineData(IntentState.Sent)]
    [InlineData(IntentState.InDoubt)]
    [InlineData(IntentState.Placed)]
    public async Task What_is_open_or_live_stays_whoever_asks_for_its_removal(IntentState state)
    {
        using IOrderJournal journal = JournalPlace.InMemory().Open(_time);
        OrderIntent standing = await WriteAsync(journal, 1, state);
        var cleaning = new JournalCleaning(journal, OrderingFixture.AccountId);

        DocSigningException stands = await Assert.ThrowsAsync<DocSigningException>(
            () => cleaning.FindAsync(standing.Reference, null, CancellationToken.None));
        Assert.Equal(FaultKind.JournalEntryStands, stands.Kind);
        Assert.Null(await cleaning.FindAsync(standing.Reference, journal.Now.AddDays(1), CancellationToken.None));
        Assert.Equal(0, (await cleaning.RemoveAsync([standing], CancellationToken.None)).Count);

        // It has ended when it is found, and is open when it is to go: another process was at work in between.
        OrderIntent asEnded = standing with { State = IntentState.Closed };
        Assert.Equal(0, (await cleaning.RemoveAsync([asEnded], CancellationToken.None)).Count);
        Assert.Equal([standing], await AllAsync(journal));
    }

    [Theory]
    [InlineData(IntentState.Placed, IntentKind.Reissue, 0)]
    [InlineData(IntentState.Closed, IntentKind.Reissue, 2)]
    [InlineData(IntentState.Placed, IntentKind.Cancellation, 0)]
    [InlineData(null, IntentKind.Reissue, 0)] // whether that order is live, the journal does not know
    [InlineData(null, IntentKind.Revocation, 1)]
    public async Task What_was_done_to_an_order_goes_when_the_order_has_ended(IntentState? order, IntentKind act, int found)
    {
        const long OrderId = 318840027;
        using IOrderJournal journal = JournalPlace.InMemory().Open(_time);
        await WriteAsync(journal, 1, IntentState.Placed, act, target: OrderId);
        if (order is { } state)
        {
            await WriteAsync(journal, 1, state, orderId: OrderId);
        }

        var cleaning = new JournalCleaning(journal, OrderingFixture.AccountId);
        IReadOnlyList<OrderIntent> ended = await cleaning.FindAsync(journal.Now.AddSeconds(1), CancellationToken.None);

        Assert.Equal(found, ended.Count);
        Assert.Equal(found, (await cleaning.RemoveAsync(ended, CancellationToken.None)).Count);
    }

    [Theory]
    [InlineData(IntentState.InDoubt, 0)]
    [InlineData(IntentState.Sent, 0)]
    [InlineData(IntentState.Refused, 2)]
    public async Task An_order_stays_as_long_as_it_is_not_known_what_was_done_to_it(IntentState act, int found)
    {
        const long OrderId = 318840027;
        using IOrderJournal journal = JournalPlace.InMemory().Open(_time);
        OrderIntent order = await WriteAsync(journal, 1, IntentState.Closed, orderId: OrderId);
        OrderIntent doubt = await WriteAsync(journal, 1, act, IntentKind.Cancellation, target: OrderId);
        var cleaning = new JournalCleaning(journal, OrderingFixture.AccountId);

        IReadOnlyList<OrderIntent> ended = await cleaning.FindAsync(journal.Now.AddSeconds(1), CancellationToken.None);

        Assert.Equal(found, ended.Count);
        if (found == 0)
        {
            DocSigningException stands = await Assert.ThrowsAsync<DocSigningException>(
                () => cleaning.FindAsync(order.Reference, null, CancellationToken.None));
            Assert.Contains($"What was done to order {OrderId} is in doubt still", stands.Message, StringComparison.Ordinal);
            Assert.Contains($"Resume-DocSigningOrder -Reference {doubt.Reference} -NotPlaced", stands.Message, StringComparison.Ordinal);
        }

        // It may come in doubt between the look and the removal.
        IReadOnlyCollection<OrderIntent> all = await cleaning.WithActsAsync([order], CancellationToken.None);
        Assert.Equal(found, (await cleaning.RemoveAsync(all, CancellationToken.None)).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_files_lose_the_name_and_the_address_on_a_share_and_while_a_run_is_at_work(bool isShared)
    {
        using IOrderJournal journal = JournalPlace.At(Path, isShared).Open(_time);
        await using IJournalRun run = await journal.EnterRunAsync("at work", CancellationToken.None);
        OrderIntent ended = await WriteAsync(journal, 1, IntentState.Closed);
        await WriteAsync(journal, 2, IntentState.Placed);
        Assert.Equal(!isShared, File.Exists(Path + "-wal"));
        Assert.NotEmpty(FilesWith(ended.Email));

        JournalRemoval removal =
            await new JournalCleaning(journal, null).RemoveAsync([ended], CancellationToken.None);

        Assert.Equal(new JournalRemoval(1, true), removal);
        Assert.Empty(FilesWith(ended.Email));
        Assert.Empty(FilesWith(ended.Reference));
        Assert.NotEmpty(FilesWith(OrderingFixture.Person(2).Email));
    }

    [Fact]
    public async Task Traces_that_another_process_keeps_are_told_and_go_with_the_next_removal()
    {
        using IOrderJournal journal = JournalPlace.At(Path).Open(_time);
        await using IJournalRun run = await journal.EnterRunAsync("at work", CancellationToken.None);
        OrderIntent ended = await WriteAsync(journal, 1, IntentState.Abandoned);
        var cleaning = new JournalCleaning(journal, null);
        using (var other = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            other.Open();
            using SqliteCommand reading = other.CreateCommand();
            reading.CommandText = "BEGIN; SELECT count(*) FROM intents";
            Assert.Equal(1L, reading.ExecuteScalar());

            Assert.Equal(new JournalRemoval(1, false), await cleaning.RemoveAsync([ended], CancellationToken.None));
            Assert.NotEmpty(FilesWith(ended.Email));
        }

        Assert.Equal(new JournalRemoval(0, true), await cleaning.RemoveAsync([], CancellationToken.None));
        Assert.Empty(FilesWith(ended.Email));
        Assert.Empty(await AllAsync(journal));
    }

    private static async Task<OrderIntent> WriteAsync(
        IOrderJournal journal, int number, IntentState state, IntentKind kind = IntentKind.Order, long? target = null, long? orderId = null)
    {
        Person person = OrderingFixture.Person(number);
        await using IJournalRun run = await journal.EnterRunAsync("writes " + number, CancellationToken.None);
        OrderIntent? written = await journal.TryClaimAsync(
            run,
            new OrderIntent
            {
                Reference = IntentReference.Create(),
                Key = IntentKey.Of(OrderingFixture.AccountId, "ds_org_individual", person.Email),
                Kind = kind,
                TargetOrderId = target,
                OrderId = orderId,
                State = state,
                GivenName = person.GivenName,
                Surname = person.Surname,
                Email = person.Email,
                RunId = run.RunId,
                CreatedAt = journal.Now,
                UpdatedAt = journal.Now,
            },
            [],
            CancellationToken.None);
        return Assert.IsType<OrderIntent>(written);
    }

    private static async Task<IReadOnlyList<OrderIntent>> AllAsync(IOrderJournal journal)
    {
        var intents = new List<OrderIntent>();
        await foreach (OrderIntent intent in journal.ReadAsync(new JournalFilter(), CancellationToken.None))
        {
            intents.Add(intent);
        }

        return intents;
    }

    private string[] FilesWith(string text)
    {
        byte[] sought = Encoding.UTF8.GetBytes(text);
        return
        [
            .. Directory.EnumerateFiles(_folder.File("state")).Where(file =>
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var content = new MemoryStream();
                stream.CopyTo(content);
                return content.ToArray().AsSpan().IndexOf(sought) >= 0;
            }),
        ];
    }
}
