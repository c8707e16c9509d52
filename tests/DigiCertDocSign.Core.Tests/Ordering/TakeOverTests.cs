using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Reconcile;
using DigiCertDocSign.Tests.Journal;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>What somebody has in doubt is his as long as his run is at work, whatever keeps the journal.</summary>
public class TakeOverTests
{
    [Theory]
    [MemberData(nameof(JournalStore.Places), MemberType = typeof(JournalStore))]
    public async Task What_a_run_at_work_has_in_doubt_is_left_to_it_and_then_one_of_two_has_it(string kind)
    {
        using var store = new JournalStore(kind);
        using var fixture = new OrderingFixture(place: store.Place);
        var left = new List<OrderIntent>();
        for (int number = 1; number <= 12; number++)
        {
            IntentState state = number % 2 == 0 ? IntentState.InDoubt : IntentState.Sent;
            left.Add(await fixture.LeaveBehindAsync(OrderingFixture.Person(number), state, "alive"));
        }

        await using (await fixture.Storage.EnterRunAsync("alive", CancellationToken.None))
        {
            using var journal = new OrderJournal(store.Open(), fixture.Time);
            Assert.Empty(await ReconcileAsync(fixture, journal, [.. left.Select(one => one.Reference)]));
            Assert.Empty(await ReconcileAsync(fixture, journal, []));
            Assert.Equal(left.OrderBy(Reference), (await fixture.IntentsAsync()).OrderBy(Reference));

            // Who has it is told.
            IReadOnlyList<OrderIntent> told = await OnDemand(fixture, journal).FindLeftAsync([], CancellationToken.None);
            Assert.Equal(left.Select(Reference).Order(), told.Select(Reference).Order());
            string whose = $"by {Environment.UserName} on {Environment.MachineName} (run alive)";
            Assert.All(told, one => Assert.Contains(whose, OrderFaults.LeftToRun(one), StringComparison.Ordinal));
        }

        // Its host is gone. Two administrators notice at the same moment, and each stays until the other has taken what he takes.
        TaskCompletionSource[] haveTaken = [new(), new()];
        IReadOnlyList<OrderIntent>[] taken = await Task.WhenAll(Enumerable.Range(0, 2).Select(who => Task.Run(async () =>
        {
            using var journal = new OrderJournal(store.Open(), fixture.Time);
            IReadOnlyList<OrderIntent> mine = await ReconcileAsync(fixture, journal, [], async () =>
            {
                haveTaken[who].TrySetResult();
                await haveTaken[1 - who].Task;
            });
            haveTaken[who].TrySetResult();
            return mine;
        })));

        Assert.Equal(left.Select(Reference).Order(), taken.SelectMany(mine => mine).Select(Reference).Order());
        Assert.Equal(0, fixture.Sends);

        static string Reference(OrderIntent intent) => intent.Reference;
    }

    private static ReconciliationOnDemand OnDemand(OrderingFixture fixture, IOrderJournal journal) =>
        new(fixture.Client, journal, OrderingFixture.AccountId, new OrderingOptions(), fixture.Time);

    private static async Task<IReadOnlyList<OrderIntent>> ReconcileAsync(
        OrderingFixture fixture, IOrderJournal journal, string[] references, Func<Task>? onFirst = null)
    {
        List<OrderIntent> reconciled = [];
        await foreach (OrderIntent intent in OnDemand(fixture, journal).ReconcileAsync(references, CancellationToken.None))
        {
            reconciled.Add(intent);
            if (reconciled.Count == 1 && onFirst is not null)
            {
                await onFirst();
            }
        }

        return reconciled;
    }
}
