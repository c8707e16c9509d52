using DigiCertDocSign.Journal;
using DigiCertDocSign.Tests.Orders;
using static DigiCertDocSign.Tests.Journal.Intents;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>What every storage of a journal promises, whatever keeps it.</summary>
public class StorageTests
{
    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task Who_brought_an_intent_into_which_state_is_kept_until_it_is_removed(string kind)
    {
        using var store = new JournalStore(kind);
        using IJournalStorage journal = store.Open();
        OrderIntent planned = Intent(1, "one");
        OrderIntent sent = planned with { State = IntentState.Sent, UpdatedAt = Drafts.Now.AddSeconds(1) };
        await using (IJournalRun one = await journal.EnterRunAsync("one", CancellationToken.None))
        {
            Assert.True(await ClaimAsync(journal, one, planned));
            Assert.True(await journal.TryChangeAsync(one, planned, sent with { RunEpoch = one.Epoch }, CancellationToken.None));
            Assert.Null((await OwnerAsync("one"))!.EndedAt);
        }

        OrderIntent left = Assert.Single(await FindAsync(journal, planned));
        await using IJournalRun two = await journal.EnterRunAsync("two", CancellationToken.None);
        OrderIntent taken = left with
        {
            State = IntentState.InDoubt,
            RunId = "two",
            RunEpoch = two.Epoch,
            UpdatedAt = Drafts.Now.AddSeconds(2),
        };
        OrderIntent noted = taken with { Problem = "It takes long.", UpdatedAt = Drafts.Now.AddSeconds(3) };
        OrderIntent ended = noted with { State = IntentState.Abandoned, UpdatedAt = Drafts.Now.AddSeconds(4) };
        Assert.True(await journal.TryChangeAsync(two, left, taken, CancellationToken.None));
        Assert.True(await journal.TryChangeAsync(two, taken, noted, CancellationToken.None));
        Assert.False(await journal.TryChangeAsync(two, taken, ended, CancellationToken.None));
        Assert.True(await journal.TryChangeAsync(two, noted, ended, CancellationToken.None));

        IReadOnlyList<IntentChange> history = await HistoryAsync();
        Assert.Equal(
            [
                (0, null, IntentState.Planned, "one"),
                (1, IntentState.Planned, IntentState.Sent, "one"),
                (2, IntentState.Sent, IntentState.InDoubt, "two"),
                (4, IntentState.InDoubt, IntentState.Abandoned, "two"),
            ],
            history.Select(step => ((int)(step.ChangedAt - Drafts.Now).TotalSeconds, step.From, step.To, step.RunId)));
        Assert.All(history, step => Assert.Equal((Environment.UserName, Environment.MachineName), (step.UserName, step.HostName)));
        RunOwner owner = (await OwnerAsync("one"))!;
        Assert.Equal((Environment.ProcessId, true), (owner.ProcessId, owner.EndedAt >= owner.StartedAt));
        Assert.Null(await OwnerAsync("nobody"));

        Assert.Equal(1, (await journal.RemoveAsync([ended], CancellationToken.None)).Count);
        Assert.Empty(await HistoryAsync());

        Task<RunOwner?> OwnerAsync(string run) => journal.FindOwnerAsync(run, CancellationToken.None);
        Task<IReadOnlyList<IntentChange>> HistoryAsync() => journal.ReadHistoryAsync(planned.Reference, CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task An_intent_is_found_again_as_it_was_written(string kind)
    {
        using var store = new JournalStore(kind);
        OrderIntent[] written;
        using (IJournalStorage journal = store.Open())
        {
            Assert.Empty(await FindAsync(journal, Intent(1, "none")));
            await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
            written = [Intent(1, run.RunId) with { Surname = "\u00D8deg\u00E5rd", Email = "nils@\u00F8st.example" }, Filled(2, run.RunId)];
            foreach (OrderIntent intent in written)
            {
                Assert.True(await ClaimAsync(journal, run, intent));
            }

            // A server may say anything; what it said is kept as far as it can be.
            OrderIntent odd = written[0] with { Problem = "It said \0 and \uD83D.", Reason = new string('x', 20_000) };
            Assert.True(await journal.TryChangeAsync(run, written[0], odd, CancellationToken.None));
            written[0] = odd;
        }

        using IJournalStorage again = store.Open();
        OrderIntent[] found = [.. (await FindAsync(again, written[0])).Concat(await FindAsync(again, written[1]))];
        Assert.StartsWith("It said ", found[0].Problem, StringComparison.Ordinal);
        Assert.Equal(written[0] with { Problem = null }, found[0] with { Problem = null });
        Assert.Equal(written[1], found[1]);
    }

    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task Intents_are_read_in_their_order_by_what_is_asked(string kind)
    {
        using var store = new JournalStore(kind);
        using IJournalStorage journal = store.Open();
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        OrderIntent[] written =
            [.. Enumerable.Range(0, 30).Select(number => Filled(number, run.RunId) with { CreatedAt = Drafts.Now.AddSeconds(number / 3) })];
        foreach (OrderIntent intent in written.Reverse())
        {
            Assert.True(await ClaimAsync(journal, run, intent));
        }

        Assert.Equal(
            written.OrderBy(one => one.CreatedAt).ThenBy(one => one.Reference, StringComparer.Ordinal),
            await ReadAsync(new JournalFilter()));
        OrderIntent seventh = written[7];
        foreach (JournalFilter filter in new JournalFilter[]
        {
            new() { Reference = seventh.Reference.ToLowerInvariant() },
            new() { OrderId = seventh.OrderId, AccountId = 1 },
            new() { TargetOrderId = 7, States = [IntentState.Sent, IntentState.Placed], Kinds = [IntentKind.Replacement] },
            new() { Email = seventh.Email.ToUpperInvariant() },
            new() { DirectoryId = seventh.DirectoryId, PublicKeySha256 = "F0" },
        })
        {
            Assert.Equal([seventh], await ReadAsync(filter));
        }

        Assert.Equal(30, (await ReadAsync(new JournalFilter { PublicKeySha256 = "F0" })).Count);
        Assert.Empty(await ReadAsync(new JournalFilter { AccountId = 2 }));
        Assert.Empty(await ReadAsync(new JournalFilter { ChangedSince = Drafts.Now.AddDays(1) }));

        async Task<List<OrderIntent>> ReadAsync(JournalFilter filter)
        {
            List<OrderIntent> read = [];
            await foreach (OrderIntent intent in journal.ReadAsync(filter, CancellationToken.None))
            {
                read.Add(intent);
            }

            return read;
        }
    }

    /// <summary>No index says no here: an order that was placed holds no claim. So what was written meanwhile must be seen.</summary>
    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task Of_a_claim_and_an_order_placed_at_the_same_time_one_must_look_again(string kind)
    {
        using var store = new JournalStore(kind);
        using IJournalStorage journal = store.Open();
        using IJournalStorage other = store.Open();
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        await using IJournalRun next = await other.EnterRunAsync("next", CancellationToken.None);
        for (int number = 0; number < 60; number++)
        {
            OrderIntent planned = Intent(number, "run") with { Kind = IntentKind.Renewal, TargetOrderId = 1000 + number };
            OrderIntent placed = Intent(number % 2 == 0 ? number : 500 + number, "next") with
            {
                Kind = number % 2 == 0 ? IntentKind.Order : IntentKind.Renewal,
                TargetOrderId = number % 2 == 0 ? null : planned.TargetOrderId,
                State = IntentState.Placed,
                OrderId = 5000 + number,
            };
            bool[] won = await TogetherAsync(() => ClaimAsync(journal, run, planned), () => ClaimAsync(other, next, placed));
            Assert.True(won[0] != won[1], $"{number}: {won[0]} {won[1]}");
        }
    }

    /// <summary>No index says no here: each address holds a claim of its own.</summary>
    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task Of_two_claims_of_one_person_under_two_addresses_at_once_one_must_look_again(string kind)
    {
        using var store = new JournalStore(kind);
        using IJournalStorage journal = store.Open();
        using IJournalStorage other = store.Open();
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        await using IJournalRun next = await other.EnterRunAsync("next", CancellationToken.None);
        for (int number = 0; number < 60; number++)
        {
            OrderIntent one = Intent(number, "run") with { DirectoryId = $"person-{number}" };
            OrderIntent moved = Intent(500 + number, "next") with
            {
                DirectoryId = one.DirectoryId,
                State = number % 2 == 0 ? IntentState.Planned : IntentState.Placed,
                OrderId = number % 2 == 0 ? null : 5000 + number,
            };
            bool[] won = await TogetherAsync(() => ClaimAsync(journal, run, one), () => ClaimAsync(other, next, moved));
            Assert.True(won[0] != won[1], $"{number}: {won[0]} {won[1]}");

            // Who has weighed what stands is let in, and so is another person.
            Assert.True(
                won[0] ? await ClaimAsync(other, next, moved, one.Reference) : await ClaimAsync(journal, run, one, moved.Reference));
            Assert.True(await ClaimAsync(journal, run, Intent(1000 + number, "run") with { DirectoryId = $"twin-{number}" }));
        }
    }

    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task Of_many_who_take_an_intent_over_at_the_same_time_one_has_it(string kind)
    {
        using var store = new JournalStore(kind);
        using IJournalStorage journal = store.Open();
        OrderIntent[] left = [.. Enumerable.Range(0, 20).Select(number => Intent(number, "gone") with { State = IntentState.Sent })];
        await using (IJournalRun gone = await journal.EnterRunAsync("gone", CancellationToken.None))
        {
            foreach (OrderIntent intent in left)
            {
                Assert.True(await ClaimAsync(journal, gone, intent));
            }
        }

        int[] taken = await Task.WhenAll(Enumerable.Range(0, 5).Select(owner => Task.Run(async () =>
        {
            using IJournalStorage mine = store.Open();
            await using IJournalRun run = await mine.EnterRunAsync($"run{owner}", CancellationToken.None);
            int mineNow = 0;
            foreach (OrderIntent intent in left)
            {
                OrderIntent inDoubt = intent with
                {
                    State = IntentState.InDoubt,
                    RunId = run.RunId,
                    RunEpoch = run.Epoch,
                    UpdatedAt = Drafts.Now.AddSeconds(owner + 1),
                };
                mineNow += await mine.TryChangeAsync(run, intent, inDoubt, CancellationToken.None) ? 1 : 0;
            }

            return mineNow;
        })));

        Assert.Equal(20, taken.Sum());
    }

    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task A_run_is_at_work_until_it_ends(string kind)
    {
        using var store = new JournalStore(kind);
        using IJournalStorage journal = store.Open();
        using IJournalStorage other = store.Open();
        Assert.False(await IsAtWorkAsync(other));
        await using (IJournalRun run = await journal.EnterRunAsync("one", CancellationToken.None))
        {
            Assert.Equal(("one", 1), (run.RunId, run.Epoch));
            await run.EnsureAtWorkAsync(CancellationToken.None);
            Assert.True(await IsAtWorkAsync(journal));
            Assert.True(await IsAtWorkAsync(other));
            Assert.True(await IsAtWorkAsync(other));
        }

        Assert.False(await IsAtWorkAsync(other));

        static Task<bool> IsAtWorkAsync(IJournalStorage storage) => storage.IsAtWorkAsync("one", CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task What_has_ended_is_removed_and_what_stands_is_not(string kind)
    {
        using var store = new JournalStore(kind);
        using IJournalStorage journal = store.Open();
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        OrderIntent refused = Intent(1, "run") with { State = IntentState.Refused };
        OrderIntent placed = Intent(2, "run") with { State = IntentState.Placed, OrderId = 7 };
        OrderIntent open = Intent(3, "run");
        foreach (OrderIntent intent in new[] { refused, placed, open })
        {
            Assert.True(await ClaimAsync(journal, run, intent));
        }

        OrderIntent changed = refused with { UpdatedAt = Drafts.Now.AddSeconds(1) };
        Assert.Equal(0, (await journal.RemoveAsync([changed, placed, open], CancellationToken.None)).Count);
        Assert.Equal(1, (await journal.RemoveAsync([refused, placed, open], CancellationToken.None)).Count);
        Assert.Equal([placed], await FindAsync(journal, placed));
        Assert.Equal([open], await FindAsync(journal, open));
    }

    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task A_person_and_an_order_to_be_renewed_have_one_open_intent_each(string kind)
    {
        using var store = new JournalStore(kind);
        using IJournalStorage journal = store.Open();
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        OrderIntent renewal = Intent(1, "run") with { Kind = IntentKind.Renewal, TargetOrderId = 77, State = IntentState.Sent };
        Assert.True(await ClaimAsync(journal, run, renewal));

        // The same person, in any kind; the same renewed order, for any address.
        Assert.False(await ClaimAsync(journal, run, Intent(1, "run")));
        Assert.False(await ClaimAsync(journal, run, Intent(2, "run") with { Kind = IntentKind.Replacement, TargetOrderId = 77 }));
        Assert.Equal([renewal], await journal.FindStandingAsync(Intent(2, "run").Key, 77, CancellationToken.None));

        // What is done to an order has a key of its own.
        Assert.True(await ClaimAsync(journal, run, Intent(1, "run") with { Kind = IntentKind.Revocation, TargetOrderId = 77 }));
        Assert.False(await ClaimAsync(journal, run, Intent(3, "run") with { Kind = IntentKind.Revocation, TargetOrderId = 77 }));
        Assert.True(await ClaimAsync(journal, run, Intent(1, "run") with { Kind = IntentKind.Reissue, TargetOrderId = 77 }));

        // A placed order that the caller has weighed leaves room; one that it has not seen does not.
        OrderIntent placed = renewal with { State = IntentState.Placed, OrderId = 78 };
        Assert.True(await journal.TryChangeAsync(run, renewal, placed, CancellationToken.None));
        Assert.False(await ClaimAsync(journal, run, Intent(1, "run")));
        Assert.False(await ClaimAsync(journal, run, Intent(2, "run") with { Kind = IntentKind.Renewal, TargetOrderId = 77 }));
        Assert.True(await ClaimAsync(journal, run, Intent(1, "run"), renewal.Reference));
    }

    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task Many_openers_of_a_new_journal_at_once_can_all_write_to_it(string kind)
    {
        for (int round = 0; round < 5; round++)
        {
            using var store = new JournalStore(kind);
            using var start = new ManualResetEventSlim();
            Task<bool>[] openers =
            [
                .. Enumerable.Range(0, 8).Select(owner => Task.Run(async () =>
                {
                    start.Wait();
                    using IJournalStorage journal = store.Open();
                    await using IJournalRun run = await journal.EnterRunAsync($"run{owner}", CancellationToken.None);
                    return await ClaimAsync(journal, run, Intent(owner, run.RunId));
                })),
            ];
            start.Set();

            Assert.All(await Task.WhenAll(openers), Assert.True);
        }
    }

    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task Many_open_a_new_journal_at_once_and_each_person_is_claimed_once(string kind)
    {
        using var store = new JournalStore(kind);

        int[] claims = await Task.WhenAll(Enumerable.Range(0, 6).Select(owner => Task.Run(async () =>
        {
            using IJournalStorage journal = store.Open();
            await using IJournalRun run = await journal.EnterRunAsync($"run{owner}", CancellationToken.None);
            int won = 0;
            for (int number = 0; number < 20; number++)
            {
                won += await ClaimAsync(journal, run, Intent(number, run.RunId)) ? 1 : 0;
            }

            return won;
        })));

        Assert.Equal(20, claims.Sum());
    }

    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task An_order_belongs_to_one_intent_and_a_change_needs_the_intent_as_it_is(string kind)
    {
        using var store = new JournalStore(kind);
        using IJournalStorage journal = store.Open();
        await using IJournalRun run = await journal.EnterRunAsync("a", CancellationToken.None);
        OrderIntent one = Intent(1, "a");
        OrderIntent two = Intent(2, "a");

        Assert.True(await ClaimAsync(journal, run, one));
        Assert.True(await ClaimAsync(journal, run, two));
        Assert.True(await ChangeAsync(one, one with { State = IntentState.Placed, OrderId = 7 }));
        Assert.False(await ChangeAsync(two, two with { State = IntentState.Placed, OrderId = 7 }));
        Assert.False(await ChangeAsync(one, one with { State = IntentState.Sent }));
        Assert.Equal(IntentState.Placed, Assert.Single(await FindAsync(journal, one)).State);
        Assert.False(await ClaimAsync(journal, run, Intent(1, "b")));

        Task<bool> ChangeAsync(OrderIntent from, OrderIntent to) => journal.TryChangeAsync(run, from, to, CancellationToken.None);
    }

    /// <summary>All begin at the same moment, on threads of their own.</summary>
    private static Task<bool[]> TogetherAsync(params Func<Task<bool>>[] claims)
    {
        var all = new Barrier(claims.Length);
        return Task.WhenAll(claims.Select(claim => Task.Run(() =>
        {
            all.SignalAndWait();
            return claim();
        })));
    }
}
