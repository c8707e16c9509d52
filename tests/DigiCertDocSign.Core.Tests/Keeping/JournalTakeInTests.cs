using DigiCertDocSign.Journal;
using DigiCertDocSign.Keeping;
using DigiCertDocSign.Tests.Journal;
using DigiCertDocSign.Tests.Orders;
using static DigiCertDocSign.Tests.Journal.Intents;

namespace DigiCertDocSign.Tests.Keeping;

/// <summary>Journals of users' files are taken into a team's database, and sealed.</summary>
public class JournalTakeInTests
{
    [PostgresFact]
    public async Task All_of_a_journal_is_in_the_database_and_its_file_takes_no_change()
    {
        using var team = new TeamDatabase();
        OrderIntent placed = Intent(1, "old") with { State = IntentState.Placed, OrderId = 7, Sends = 1, KeyReference = "file:a" };
        OrderIntent sent = Filled(2, "old") with { OrderId = null };
        OrderIntent inDoubt = Intent(3, "older") with { State = IntentState.InDoubt, Sends = 1, Problem = "No answer." };
        OrderIntent act = Intent(1, "old") with { Kind = IntentKind.Revocation, TargetOrderId = 7, State = IntentState.InDoubt, Sends = 1 };
        OrderIntent refused = Intent(4, "old") with { State = IntentState.Refused, Problem = "It said \0 and \uD83D." };
        OrderIntent planned = Intent(5, "old");
        OrderIntent ofOther = Intent(1, "old") with { Key = IntentKey.Of(2, "ds_org_individual", "nils@other.example") };
        string path = await team.WriteAsync("journal.db", placed, sent, inDoubt, act, refused, planned, ofOther);
        ScopeMemory scope = await KeepAsync(JournalPlace.At(path), "Legal");

        TakeInPlan plan = await team.TakeInAsync(path);

        Assert.Equal((7, 7, 0, 0), (plan.Entries, plan.Added, plan.Changed, plan.Known));
        Assert.Empty(plan.Collisions);
        Assert.Equal(Sorted([sent.Reference, inDoubt.Reference, act.Reference]), Sorted(plan.InDoubt));
        OrderIntent[] wanted =
        [
            placed,
            sent with
            {
                State = IntentState.InDoubt,
                Problem = "The process that sent the order ended before the answer came.",
                LookedInVainAt = null,
                ServerTimeAtLook = null,
                LookSawLaterOrder = false,
            },
            inDoubt, act, refused with { Problem = "It said \uFFFD and \uFFFD." }, planned, ofOther,
        ];
        Assert.Equal(wanted.OrderBy(one => one.Reference, StringComparer.Ordinal), Ordered(await team.ReadAsync()));
        await team.AssertSealedAsync(path, 7);
        using IJournalStorage database = team.Place.OpenStorage();
        ScopeMemory kept = Assert.Single(await database.ReadScopesAsync(1, CancellationToken.None));
        Assert.Equal((scope.Scope, scope.Comparisons, scope.ComparedAt), (kept.Scope, kept.Comparisons, kept.ComparedAt));
        Assert.Equal(scope.People, kept.People);
        Assert.Equal(scope.MayBe, kept.MayBe);

        // The claims came along, and the runs that had them are over.
        await using IJournalRun run = await database.EnterRunAsync("next", CancellationToken.None);
        Assert.False(await ClaimAsync(database, run, Intent(3, "next")));
        OrderIntent taken = inDoubt with { RunId = "next", RunEpoch = run.Epoch, UpdatedAt = Drafts.Now.AddDays(1) };
        Assert.True(await database.TryChangeAsync(run, inDoubt, taken, CancellationToken.None));

        // And so did who did what.
        RunOwner? owner = await database.FindOwnerAsync("older", CancellationToken.None);
        Assert.Equal((Environment.UserName, Environment.MachineName), (owner?.UserName, owner?.HostName));
        Assert.Equal(
            [(null, IntentState.Sent, "old"), (IntentState.Sent, IntentState.InDoubt, "old")],
            (await database.ReadHistoryAsync(sent.Reference, CancellationToken.None)).Select(step => (step.From, step.To, step.RunId)));
        Assert.Equal(
            ["older", "next"],
            (await database.ReadHistoryAsync(inDoubt.Reference, CancellationToken.None)).Select(step => step.RunId));

        // A second time changes nothing, whatever has become of the entries meanwhile.
        Assert.Equal(1, (await database.RemoveAsync([wanted[4]], CancellationToken.None)).Count);
        TakeInPlan again = await team.TakeInAsync(path);
        Assert.Equal((true, 7, 0, 0), (again.WasTaken, again.Known, again.Added, again.Changed));
        Assert.Equal(6, (await team.ReadAsync()).Count);
    }

    [PostgresFact]
    public async Task What_is_no_journal_is_told_and_nothing_is_made()
    {
        using var team = new TeamDatabase();
        await AssertRefusedAsync(FaultKind.JournalFileMissing, team.File("missing.db"));
        Assert.False(File.Exists(team.File("missing.db")));
        Directory.CreateDirectory(team.File("folder.db"));
        await AssertRefusedAsync(FaultKind.JournalNotWritable, team.File("folder.db"));
        await File.WriteAllTextAsync(team.File("empty.db"), "");
        await AssertRefusedAsync(FaultKind.JournalFileMissing, team.File("empty.db"));
        await File.WriteAllTextAsync(team.File("text.db"), string.Concat(Enumerable.Repeat("This is no database. ", 400)));
        await AssertRefusedAsync(FaultKind.JournalCorrupt, team.File("text.db"));
        string torn = await team.WriteAsync("torn.db", [.. Enumerable.Range(0, 100).Select(number => Filled(number, "old"))]);
        await using (FileStream file = new(torn, FileMode.Open))
        {
            file.Position = 8_192;
            file.Write(new byte[file.Length - 8_192]);
        }

        await AssertRefusedAsync(FaultKind.JournalCorrupt, torn);

        // A file takes no other file in.
        string path = await team.WriteAsync("journal.db", Intent(1, "old"));
        DocSigningException notShared = Assert.Throws<DocSigningException>(JournalPlace.At(path).OpenCollector);
        Assert.Equal(FaultKind.JournalNotShared, notShared.Kind);
        Assert.Empty(await team.ReadAsync());

        async Task AssertRefusedAsync(FaultKind kind, string refused)
        {
            DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(() => team.TakeInAsync(refused));
            Assert.Equal((kind, true), (fault.Kind, fault.Message.Contains(refused, StringComparison.Ordinal)));
        }
    }

    [PostgresFact]
    public async Task A_journal_with_a_run_at_work_is_not_taken_in()
    {
        using var team = new TeamDatabase();
        string path = await team.WriteAsync("journal.db", Intent(1, "old"));
        using IJournalStorage storage = JournalPlace.At(path).OpenStorage();
        await using (await storage.EnterRunAsync("run", CancellationToken.None))
        {
            Assert.Equal(FaultKind.JournalBusy, (await Assert.ThrowsAsync<DocSigningException>(() => team.TakeInAsync(path))).Kind);

            // Also where it began after the first look.
            using IJournalCollector database = team.Place.OpenCollector();
            using IJournalFile file = JournalPlace.OpenFile(path);
            var takeIn = new JournalTakeIn(file, database, path);
            DocSigningException late = await Assert.ThrowsAsync<DocSigningException>(() => takeIn.TakeAsync(CancellationToken.None));
            Assert.Equal(FaultKind.JournalBusy, late.Kind);
        }

        Assert.Empty(await team.ReadAsync());
        Assert.Equal(1, (await team.TakeInAsync(path)).Added);

        // Who has it open still is told at the next claim.
        DocSigningException refused = await Assert.ThrowsAsync<DocSigningException>(
            () => ClaimAsync(storage, new StandInRun("late", () => { }), Intent(2, "late")));
        Assert.Equal(FaultKind.JournalSealed, refused.Kind);
    }

    /// <summary>Of a run that begins and a database that takes the journal in at the same time, one is told.</summary>
    [PostgresFact]
    public async Task A_run_that_begins_at_the_same_time_loses_or_its_journal_is_not_taken_in()
    {
        int taken = 0;
        for (int round = 0; round < 30; round++)
        {
            using var team = new TeamDatabase();
            string path = await team.WriteAsync("journal.db", Intent(1, "old"));
            using var start = new ManualResetEventSlim();
            OrderIntent late = Intent(2, "late");
            using IJournalStorage storage = JournalPlace.At(path).OpenStorage();
            Task<FaultKind?> run = Task.Run(async () =>
            {
                start.Wait();
                return await KindOfAsync(async () =>
                {
                    await using IJournalRun entered = await storage.EnterRunAsync("late", CancellationToken.None);
                    Assert.True(await ClaimAsync(storage, entered, late));
                    await entered.EnsureAtWorkAsync(CancellationToken.None);
                });
            });
            Task<FaultKind?> takeIn = Task.Run(async () =>
            {
                start.Wait();
                Thread.SpinWait(round * 20_000);
                return await KindOfAsync(() => team.TakeInAsync(path));
            });
            start.Set();
            (FaultKind? ofRun, FaultKind? ofTakeIn) = (await run, await takeIn);

            int there = (await team.ReadAsync()).Count;
            Assert.True(
                (ofRun, ofTakeIn, there) is (null, null, 2) or (null, FaultKind.JournalBusy, 0) or (FaultKind.JournalSealed, null, 1)
                    or (FaultKind.JournalNotWritable, null, 1),
                $"round {round}: {ofRun} {ofTakeIn} {there}");
            taken += ofTakeIn is null ? 1 : 0;
        }

        Assert.NotEqual(0, taken);
    }

    [PostgresFact]
    public async Task Of_two_open_for_one_person_the_older_holds_the_claim_and_both_are_told()
    {
        using var team = new TeamDatabase();
        OrderIntent young = Intent(1, "team") with { State = IntentState.InDoubt, Sends = 1, CreatedAt = Drafts.Now.AddDays(1) };
        OrderIntent old = Intent(2, "team") with { State = IntentState.InDoubt, Sends = 1, CreatedAt = Drafts.Now.AddDays(-1) };
        OrderIntent placed = Intent(3, "team") with { State = IntentState.Placed, OrderId = 30, Sends = 1 };
        await team.WriteAsync(young, old, placed);
        OrderIntent[] ofUser =
            [.. Enumerable.Range(1, 3).Select(number => Intent(number, "user") with { State = IntentState.InDoubt, Sends = 1 })];
        string path = await team.WriteAsync("journal.db", ofUser);

        TakeInPlan plan = await team.TakeInAsync(path);

        Assert.Equal(3, plan.Added);
        Assert.Equal(
            Sorted(ofUser.Zip([young, old, placed], (one, other) => $"{one.Reference} {other.Reference}")),
            Sorted(plan.Collisions.Select(one => $"{one.Reference} {one.OtherReference}")));
        Assert.All(plan.Collisions, one => Assert.Contains(one.OtherReference, one.Text, StringComparison.Ordinal));
        Assert.Equal(Ordered([young, old, placed, .. ofUser]), Ordered(await team.ReadAsync()));
        Assert.Equal(
            Sorted([ofUser[0].Reference, old.Reference, ofUser[2].Reference]),
            Sorted(PostgresServer.Shared.Sql(team.Name, "SELECT reference FROM docsigning.intents WHERE holds_claim = 1").Split('\n')));

        // While one of the two is open nobody claims the person, and each can be reconciled.
        using IJournalStorage database = team.Place.OpenStorage();
        await using IJournalRun run = await database.EnterRunAsync("next", CancellationToken.None);
        OrderIntent done = ofUser[0] with { State = IntentState.Abandoned, RunId = "next", UpdatedAt = Drafts.Now.AddDays(2) };
        Assert.True(await database.TryChangeAsync(run, ofUser[0], done, CancellationToken.None));
        Assert.False(await ClaimAsync(database, run, Intent(1, "next")));
        OrderIntent other = young with { State = IntentState.Abandoned, RunId = "next", UpdatedAt = Drafts.Now.AddDays(2) };
        Assert.True(await database.TryChangeAsync(run, young, other, CancellationToken.None));
        Assert.True(await ClaimAsync(database, run, Intent(1, "next")));
    }

    [PostgresFact]
    public async Task An_order_that_the_team_noted_from_the_account_gets_what_the_user_knows_of_it()
    {
        using var team = new TeamDatabase();
        OrderIntent noted = Intent(1, "sync") with { State = IntentState.Closed, OrderId = 7, OrderStatus = "Expired" };
        OrderIntent known = Intent(2, "team") with { State = IntentState.Placed, OrderId = 8, Sends = 1, PublicKeySha256 = "F0" };
        OrderIntent twice = Intent(3, "team") with { State = IntentState.Placed, OrderId = 9, Sends = 1 };
        await team.WriteAsync(noted, known, twice);
        OrderIntent sent = Intent(1, "user") with
        {
            State = IntentState.Placed,
            OrderId = 7,
            Sends = 1,
            KeyReference = "file:a",
            DirectoryId = "8f1c",
        };
        OrderIntent filled =
            Intent(2, "user") with { State = IntentState.Placed, OrderId = 8, PublicKeySha256 = "F0", KeyReference = "file:b" };
        OrderIntent rival = Intent(3, "user") with { State = IntentState.Placed, OrderId = 9, Sends = 1 };
        string path = await team.WriteAsync("journal.db", sent, filled, rival);

        TakeInPlan plan = await team.TakeInAsync(path);

        Assert.Equal((1, 2), (plan.Added, plan.Changed));
        IReadOnlyList<OrderIntent> there = await team.ReadAsync();
        Assert.Equal(4, there.Count);
        Assert.Equal(
            sent with { State = IntentState.Closed, OrderStatus = "Expired" },
            Assert.Single(there, one => one.OrderId == 7));
        OrderIntent still = Assert.Single(there, one => one.OrderId == 8);
        Assert.Equal((known.Reference, "file:b"), (still.Reference, still.KeyReference));

        // Two sent orders cannot be one.
        OrderIntent doubtful = Assert.Single(there, one => one.Reference == rival.Reference);
        Assert.Equal((IntentState.InDoubt, null), (doubtful.State, doubtful.OrderId));
        Assert.Contains(twice.Reference, doubtful.Problem, StringComparison.Ordinal);
        Assert.Contains(plan.Collisions, one => (one.Reference, one.OtherReference) == (rival.Reference, twice.Reference));
    }

    [PostgresFact]
    public async Task Two_orders_of_one_person_are_told_also_under_two_addresses()
    {
        using var team = new TeamDatabase();
        OrderIntent[] there =
        [
            .. Enumerable.Range(1, 5).Select(number => Placed(number, "team", 10 + number) with { DirectoryId = $"8f1c-{number}" }),
        ];
        await team.WriteAsync(there);
        OrderIntent same = Placed(1, "user", 21);
        OrderIntent renewed = Placed(2, "user", 22) with { Kind = IntentKind.Renewal, TargetOrderId = 12 };
        OrderIntent married = Placed(33, "user", 23) with { DirectoryId = "8f1c-3" };
        OrderIntent renewedAndMarried = renewed with
        {
            Reference = IntentReference.Create(),
            Key = Intent(44, "user").Key,
            OrderId = 24,
            TargetOrderId = 14,
            DirectoryId = "8f1c-4",
        };
        OrderIntent open = Intent(55, "user") with { DirectoryId = "8f1c-5", State = IntentState.InDoubt };
        string path = await team.WriteAsync("journal.db", same, renewed, married, renewedAndMarried, open);

        TakeInPlan plan = await team.TakeInAsync(path);

        Assert.Equal(
            Sorted(
                new[] { (same, there[0]), (married, there[2]), (open, there[4]) }
                    .Select(pair => $"{pair.Item1.Reference} {pair.Item2.Reference}")),
            Sorted(plan.Collisions.Select(one => $"{one.Reference} {one.OtherReference}")));

        static OrderIntent Placed(int number, string runId, long orderId) =>
            Intent(number, runId) with { State = IntentState.Placed, OrderId = orderId, Sends = 1 };
    }

    /// <summary>A file that was restored from a backup is another journal with the same entries.</summary>
    [PostgresFact]
    public async Task What_two_journals_do_not_agree_about_is_in_doubt()
    {
        using var team = new TeamDatabase();
        IntentState[] states = [IntentState.Planned, IntentState.InDoubt, IntentState.Placed, IntentState.Refused, IntentState.Abandoned];
        (OrderIntent There, OrderIntent Taken)[] pairs =
        [
            .. states.SelectMany(there => states.Select(taken => (there, taken))).Select((pair, number) =>
            {
                OrderIntent one = Intent(number, "run");
                return (InState(one, pair.there, number), InState(one, pair.taken, number) with { UpdatedAt = Drafts.Now.AddSeconds(1) });
            }),
        ];
        await team.WriteAsync([.. pairs.Select(pair => pair.There)]);
        string path = await team.WriteAsync("journal.db", [.. pairs.Select(pair => pair.Taken)]);

        await team.TakeInAsync(path);

        var found = (await team.ReadAsync()).ToDictionary(one => one.Reference, one => one.State);
        Assert.Equal(pairs.Length, found.Count);
        Assert.All(pairs, pair => Assert.Equal(
            pair.There.State switch
            {
                IntentState.Placed => IntentState.Placed,
                IntentState.InDoubt => IntentState.InDoubt,
                _ => pair.Taken.State is IntentState.InDoubt or IntentState.Placed ? IntentState.InDoubt : pair.There.State,
            },
            found[pair.There.Reference]));

        static OrderIntent InState(OrderIntent one, IntentState state, int number) => one with
        {
            State = state,
            OrderId = state == IntentState.Placed ? 100 + number : null,
            Sends = state == IntentState.Planned ? 0 : 1,
        };
    }

    [PostgresFact]
    public async Task Journals_of_several_users_are_taken_in_at_the_same_time()
    {
        using var team = new TeamDatabase();
        string[] paths = await Task.WhenAll(Enumerable.Range(0, 4).Select(user => team.WriteAsync(
            $"user{user}.db",
            [
                .. Enumerable.Range(0, 40)
                    .Select(number => Intent((user * 20) + number, $"run{user}") with { State = IntentState.InDoubt }),
            ])));
        string[] scopes = ["Legal", "Legal", "Sales", "Board"];
        foreach ((string path, string scope) in paths.Zip(scopes))
        {
            await KeepAsync(JournalPlace.At(path), scope);
        }

        // Each file twice, as by two administrators.
        TakeInPlan[] plans = await Task.WhenAll(paths.Concat(paths).Select(path => Task.Run(() => team.TakeInAsync(path))));

        Assert.Equal(160, plans.Sum(plan => plan.Added));
        IReadOnlyList<OrderIntent> there = await team.ReadAsync();
        Assert.Equal(160, there.Select(one => one.Reference).Distinct().Count());
        Assert.Equal(60, plans.Sum(plan => plan.Collisions.Count));
        Assert.Equal("100", PostgresServer.Shared.Sql(team.Name, "SELECT count(*) FROM docsigning.intents WHERE holds_claim = 1"));
        Assert.Equal(3, plans.Sum(plan => plan.Scopes.Count));
        foreach (string path in paths)
        {
            await team.AssertSealedAsync(path, 40);
        }
    }

    private static async Task<ScopeMemory> KeepAsync(JournalPlace place, string name)
    {
        var scope = new ScopeMemory
        {
            AccountId = 1,
            Scope = name,
            Comparisons = 3,
            ComparedAt = Drafts.Now,
            Inputs = 2,
            People = [new ScopePerson("a", 7, "Clerk", null), new ScopePerson("b", null, null, Drafts.Now)],
            MayBe = [12],
        };
        using IJournalStorage storage = place.OpenStorage();
        Assert.True(await storage.TryKeepScopeAsync(null, scope, CancellationToken.None));
        return scope;
    }

    private static async Task<FaultKind?> KindOfAsync(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (DocSigningException fault)
        {
            return fault.Kind;
        }
    }

    private static IEnumerable<OrderIntent> Ordered(IEnumerable<OrderIntent> intents) =>
        intents.OrderBy(one => one.Reference, StringComparer.Ordinal);

    private static IEnumerable<string> Sorted(IEnumerable<string> texts) => texts.Order(StringComparer.Ordinal);
}
