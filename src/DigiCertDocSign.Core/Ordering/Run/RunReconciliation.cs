using System.Collections.Concurrent;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.Reconcile;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>Settles what a run, or an earlier one, has in doubt, and sends again what was certainly not placed.</summary>
internal sealed class RunReconciliation(
    IntentReconciler settlement, OrderPlacer placer, RunDoubts doubtful, RunTally tally, TimeProvider time, OrderingOptions options)
{
    private const int MostLosses = 3;
    private static readonly TimeSpan OtherRunPause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<OrderOutcome> _recovered = new();
    private readonly List<OrderInput> _elsewhere = [];

    // By reference: how often this run has found that an order did not arrive.
    private readonly Dictionary<string, int> _losses = new(StringComparer.Ordinal);
    private long? _waitingElsewhereSince;

    /// <summary>Whether rows wait for another run to settle their person.</summary>
    public bool HasElsewhere
    {
        get
        {
            _elsewhere.AddRange(doubtful.TakeElsewhere());
            return _elsewhere.Count > 0;
        }
    }

    /// <summary>Takes up what runs that are over have left in doubt, and looks for it once.</summary>
    public async Task TakeUpAsync(IOrderJournal journal, long accountId, CancellationToken cancellationToken)
    {
        foreach (OrderIntent intent in await settlement.TakeLeftoversAsync(journal, new JournalFilter { AccountId = accountId }, cancellationToken).ConfigureAwait(false))
        {
            doubtful.Add(intent, row: null, isOwn: false);
        }

        if (doubtful.All() is { Count: > 0 } leftovers)
        {
            await settlement.LookAsync(leftovers, cancellationToken).ConfigureAwait(false);
            foreach (DoubtfulIntent one in leftovers.Where(one => one.Intent.State != IntentState.InDoubt))
            {
                doubtful.Remove(one);
                if (one.Intent.OrderId is not null)
                {
                    Recover(one.Intent);
                }
                else
                {
                    await settlement.GiveUpAsync(one.Intent, IntentReconciler.NotArrived).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Orders that an earlier run had left in doubt, and that are found.</summary>
    public IReadOnlyList<OrderOutcome> TakeRecovered()
    {
        var taken = new List<OrderOutcome>();
        while (_recovered.TryDequeue(out OrderOutcome? outcome))
        {
            taken.Add(outcome);
        }

        return taken;
    }

    /// <summary>One step: a look for what is in doubt and what follows from it, or a wait and the look after it.</summary>
    public async Task<IReadOnlyList<OrderOutcome>> SettleSomeAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<DoubtfulIntent> awaited = doubtful.Awaited();
        if (awaited.Count == 0)
        {
            return await TryElsewhereAsync(cancellationToken).ConfigureAwait(false);
        }

        Exception? problem = null;
        try
        {
            await settlement.LookAsync(awaited, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is CertCentralException or DocSigningException)
        {
            problem = fault;
        }

        var outcomes = new List<OrderOutcome>();
        foreach (DoubtfulIntent one in awaited.Where(one => one.Intent.State != IntentState.InDoubt))
        {
            doubtful.Remove(one);
            outcomes.AddRange(await FollowAsync(one, cancellationToken).ConfigureAwait(false));
        }

        // Those that a further look decides have been looked for once in vain; the others need a person.
        outcomes.AddRange(awaited
            .Where(one => one.Intent.State == IntentState.InDoubt && (problem is not null || one.Intent.LookedInVainAt is null))
            .SelectMany(one => GiveUp(one, problem?.Message ?? one.Problem, problem)));
        if (settlement.NextLookIn(doubtful.Awaited()) is { } wait)
        {
            options.OnWaiting?.Invoke(
                $"{doubtful.Awaited().Count} order(s) are in doubt and not on the server's list, which may lag behind; the run looks again in {wait.TotalSeconds:0} s.");
            await time.DelayAsync(wait, cancellationToken).ConfigureAwait(false);
        }

        return outcomes;
    }

    private async Task<IReadOnlyList<OrderOutcome>> FollowAsync(DoubtfulIntent one, CancellationToken cancellationToken)
    {
        var outcomes = new List<OrderOutcome>();
        var rows = new Queue<OrderInput>(one.Rows);
        OrderInput first = rows.Dequeue();
        if (one.Intent.OrderId is not null)
        {
            outcomes.Add(Found(one, first));
            outcomes.ForEach(tally.Count);
        }
        else
        {
            if (one.IsOwn)
            {
                tally.GiveBack();
            }

            outcomes.Add(await AfterLossAsync(one.Intent, first, cancellationToken).ConfigureAwait(false));
        }

        // The other rows of the same person meet what became of the first.
        foreach (OrderInput row in rows)
        {
            outcomes.Add(await placer.PlaceAsync(row, cancellationToken).ConfigureAwait(false));
        }

        return outcomes;
    }

    /// <summary>The order was certainly not placed.</summary>
    private async Task<OrderOutcome> AfterLossAsync(OrderIntent notPlaced, OrderInput row, CancellationToken cancellationToken)
    {
        int losses = _losses.TryGetValue(notPlaced.Reference, out int before) ? before + 1 : 1;
        _losses[notPlaced.Reference] = losses;
        if (losses < MostLosses)
        {
            return await placer.PlaceAgainAsync(notPlaced, row, cancellationToken).ConfigureAwait(false);
        }

        await settlement.GiveUpAsync(notPlaced, IntentReconciler.NotArrived).ConfigureAwait(false);
        var outcome = new OrderOutcome { Row = row, Fault = NotPlaced(notPlaced, losses) };
        tally.Count(outcome);
        return outcome;
    }

    private static OrderOutcome Found(DoubtfulIntent one, OrderInput row)
    {
        PlacedOrder order = PlacedOrderReader.Read(one.Intent, one.Intent.OrderStatus ?? StatusWords.Unknown) with { KeyReference = row.KeyReference ?? one.Intent.KeyReference };
        return new OrderOutcome
        {
            Row = row,
            Order = order,
            AlreadyOrdered = !one.IsOwn,
            Warning = one.IsOwn ? null : $"{row.Person.Email} has order {order.OrderId}, which an earlier run had left in doubt; nothing was bought now.",
        };
    }

    private IEnumerable<OrderOutcome> GiveUp(DoubtfulIntent one, string reason, Exception? fault)
    {
        doubtful.Remove(one);
        foreach (OrderInput row in one.Rows)
        {
            var outcome = new OrderOutcome { Row = row, Fault = OrderFaults.InDoubt(one.Intent, reason, fault) };
            tally.Count(outcome);
            yield return outcome;
        }
    }

    private async Task<IReadOnlyList<OrderOutcome>> TryElsewhereAsync(CancellationToken cancellationToken)
    {
        _waitingElsewhereSince ??= time.GetTimestamp();
        OrderInput[] rows = [.. _elsewhere];
        _elsewhere.Clear();
        var outcomes = new List<OrderOutcome>();
        foreach (OrderInput row in rows)
        {
            outcomes.Add(await placer.PlaceAsync(row, cancellationToken).ConfigureAwait(false));
        }

        if (HasElsewhere)
        {
            if (time.GetElapsedTime(_waitingElsewhereSince.Value) > options.Patience)
            {
                outcomes.AddRange(_elsewhere.Select(GiveUpElsewhere));
                _elsewhere.Clear();
            }
            else
            {
                options.OnWaiting?.Invoke($"Another run has {_elsewhere.Count} person(s) of this list in hand; this one waits until it has settled them.");
                await time.DelayAsync(OtherRunPause, cancellationToken).ConfigureAwait(false);
            }
        }

        return outcomes;
    }

    private OrderOutcome GiveUpElsewhere(OrderInput row)
    {
        var fault = new DocSigningException(
            FaultKind.OrderOutcomeUnknown,
            "Order",
            $"Another run is at an order for {row.Person.Email} and has not settled it; nothing was sent by this one. Run the command again when that run has ended.");
        var outcome = new OrderOutcome { Row = row, Fault = fault };
        tally.Count(outcome);
        return outcome;
    }

    private void Recover(OrderIntent intent)
    {
        PlacedOrder order = PlacedOrderReader.Read(intent, intent.OrderStatus ?? StatusWords.Unknown) with { KeyReference = intent.KeyReference };
        var outcome = new OrderOutcome
        {
            Order = order,
            Warning = $"Order {order.OrderId} for {intent.Email}, which an earlier run had left in doubt, was placed and is in the journal now.",
        };
        tally.Count(outcome);
        _recovered.Enqueue(outcome);
    }

    private static DocSigningException NotPlaced(OrderIntent intent, int losses) => new(
        FaultKind.OrderNotPlaced,
        "Order",
        $"The order for {intent.Email} was sent {losses} times, and did not arrive each time. Nothing was placed; try again when CertCentral is well.");
}
