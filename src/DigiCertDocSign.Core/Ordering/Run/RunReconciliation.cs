using System.Collections.Concurrent;
using CertCentral.Errors;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.Reconcile;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>Reconciles what a run, or an earlier one, has in doubt, and sends again what was certainly not placed.</summary>
internal sealed class RunReconciliation(
    IntentReconciler reconciler, OrderPlacer placer, RunDoubts doubts, RunTally tally, TimeProvider time, OrderingOptions options)
{
    private const int MostLosses = 3;
    private static readonly TimeSpan OtherRunPause = TimeSpan.FromSeconds(5);

    private readonly PlacedOrderReader _reader = new(options.IsSandbox);
    private readonly ConcurrentQueue<OrderOutcome> _found = new();
    private readonly List<OrderInput> _elsewhere = [];

    // By reference: how often this run has found that an order did not arrive.
    private readonly Dictionary<string, int> _losses = new(StringComparer.Ordinal);
    private long? _waitingElsewhereSince;

    /// <summary>Whether inputs wait for another run to reconcile their person.</summary>
    public bool HasElsewhere
    {
        get
        {
            _elsewhere.AddRange(doubts.TakeElsewhere());
            return _elsewhere.Count > 0;
        }
    }

    /// <summary>Takes up what runs that are over have left in doubt, and looks for it once.</summary>
    /// <returns>Whether there was something: then the look has seen newer lists than the run has.</returns>
    public async Task<bool> TakeUpAsync(long accountId, CancellationToken cancellationToken)
    {
        var ofAccount = new JournalFilter { AccountId = accountId };
        foreach (OrderIntent intent in await reconciler.TakeInDoubtAsync(ofAccount, cancellationToken).ConfigureAwait(false))
        {
            doubts.Add(intent, input: null, isOwn: false);
        }

        if (doubts.All() is not { Count: > 0 } inDoubt)
        {
            return false;
        }

        try
        {
            await reconciler.LookAsync(inDoubt, cancellationToken).ConfigureAwait(false);
        }
        catch (DocSigningException contradiction) when (!FaultTable.EndsRun(contradiction))
        {
            // An answer about another order decides nothing, and stops nobody else.
            options.OnWaiting?.Invoke(contradiction.Message);
            return true;
        }

        foreach (DoubtfulIntent one in inDoubt.Where(one => one.Intent.State != IntentState.InDoubt))
        {
            doubts.Remove(one);
            if (one.Intent.OrderId is not null)
            {
                TellFound(one.Intent);
            }
            else
            {
                await reconciler.AbandonAsync(one.Intent).ConfigureAwait(false);
            }
        }

        return true;
    }

    /// <summary>Orders that an earlier run had left in doubt, and that are found.</summary>
    public IReadOnlyList<OrderOutcome> TakeFound()
    {
        var taken = new List<OrderOutcome>();
        while (_found.TryDequeue(out OrderOutcome? outcome))
        {
            taken.Add(outcome);
        }

        return taken;
    }

    /// <summary>One step: a look for what is in doubt and what follows from it, or a wait and the look after it.</summary>
    public async Task<IReadOnlyList<OrderOutcome>> ReconcileSomeAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<DoubtfulIntent> awaited = doubts.Awaited();
        if (awaited.Count == 0)
        {
            return await TryElsewhereAsync(cancellationToken).ConfigureAwait(false);
        }

        Exception? problem = null;
        try
        {
            await reconciler.LookAsync(awaited, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is CertCentralException or DocSigningException)
        {
            problem = fault;
        }

        var outcomes = new List<OrderOutcome>();
        foreach (DoubtfulIntent one in awaited.Where(one => one.Intent.State != IntentState.InDoubt))
        {
            doubts.Remove(one);
            outcomes.AddRange(await FollowAsync(one, cancellationToken).ConfigureAwait(false));
        }

        // Those that a further look in this run decides have been looked for once in vain; the others need a person, or more time.
        outcomes.AddRange(awaited
            .Where(one => one.Intent.State == IntentState.InDoubt && (problem is not null || !reconciler.IsWorthWaiting(one.Intent)))
            .SelectMany(one => GiveUp(one, problem?.Message ?? reconciler.Explain(one), problem)));
        if (reconciler.NextLookIn(doubts.Awaited()) is { } wait)
        {
            options.OnWaiting?.Invoke(
                $"{doubts.Awaited().Count} order(s) are in doubt and not on the server's list, which may lag behind; "
                + $"the run looks again in {wait.TotalSeconds:0} s.");
            await time.DelayAsync(wait, cancellationToken).ConfigureAwait(false);
        }

        return outcomes;
    }

    private async Task<IReadOnlyList<OrderOutcome>> FollowAsync(DoubtfulIntent one, CancellationToken cancellationToken)
    {
        var outcomes = new List<OrderOutcome>();
        var inputs = new Queue<OrderInput>(one.Inputs);
        OrderInput first = inputs.Dequeue();
        if (one.Intent.OrderId is not null)
        {
            OrderOutcome found = Found(one, first);
            IReadOnlyList<string> warnings = await placer.WarnAsync(first, cancellationToken).ConfigureAwait(false);
            found = found with { Warnings = [.. found.Warnings, .. warnings] };
            tally.Count(found);
            outcomes.Add(found);
        }
        else
        {
            if (one.IsOwn)
            {
                tally.GiveBack();
            }

            outcomes.Add(await AfterLossAsync(one.Intent, first, cancellationToken).ConfigureAwait(false));
        }

        // The other inputs of the same person meet what became of the first. One that is dead by now is not bought again in this run.
        foreach (OrderInput input in inputs)
        {
            if (one.Intent.State == IntentState.Closed)
            {
                OrderOutcome dead = Found(one, input) with { AlreadyOrdered = true };
                tally.Count(dead);
                outcomes.Add(dead);
                continue;
            }

            outcomes.Add(await placer.PlaceAsync(input, cancellationToken).ConfigureAwait(false));
        }

        return outcomes;
    }

    /// <summary>The order was certainly not placed.</summary>
    private async Task<OrderOutcome> AfterLossAsync(OrderIntent notPlaced, OrderInput input, CancellationToken cancellationToken)
    {
        int losses = _losses.TryGetValue(notPlaced.Reference, out int before) ? before + 1 : 1;
        _losses[notPlaced.Reference] = losses;
        if (losses < MostLosses)
        {
            return await placer.PlaceAsync(input, cancellationToken).ConfigureAwait(false);
        }

        await reconciler.AbandonAsync(notPlaced).ConfigureAwait(false);
        return CountFault(input, OrderFaults.NotPlaced(notPlaced, losses));
    }

    private OrderOutcome Found(DoubtfulIntent one, OrderInput input)
    {
        PlacedOrder order = Read(one.Intent) with { KeyReference = input.KeyReference ?? one.Intent.KeyReference };
        return new OrderOutcome
        {
            Input = input,
            Order = order,
            AlreadyOrdered = !one.IsOwn,
            Warnings = one.IsOwn
                ? []
                : [$"{input.Person.Email} has order {order.OrderId}, which an earlier run had left in doubt; nothing was bought now."],
        };
    }

    /// <summary>An order of an earlier run that no input of this one asks for.</summary>
    private void TellFound(OrderIntent intent)
    {
        PlacedOrder order = Read(intent) with { KeyReference = intent.KeyReference };
        var outcome = new OrderOutcome
        {
            Order = order,
            Warnings =
            [
                $"Order {order.OrderId} for {intent.Email}, which an earlier run had left in doubt, was placed and is in the journal now.",
            ],
        };
        tally.Count(outcome);
        _found.Enqueue(outcome);
    }

    private PlacedOrder Read(OrderIntent intent) => _reader.Read(intent, intent.OrderStatus ?? StatusWords.Unknown);

    private IEnumerable<OrderOutcome> GiveUp(DoubtfulIntent one, string reason, Exception? fault)
    {
        doubts.Remove(one);
        foreach (OrderInput input in one.Inputs)
        {
            yield return CountFault(input, OrderFaults.InDoubt(one.Intent, reason, fault));
        }
    }

    private async Task<IReadOnlyList<OrderOutcome>> TryElsewhereAsync(CancellationToken cancellationToken)
    {
        _waitingElsewhereSince ??= time.GetTimestamp();
        OrderInput[] inputs = [.. _elsewhere];
        _elsewhere.Clear();
        var outcomes = new List<OrderOutcome>();
        foreach (OrderInput input in inputs)
        {
            outcomes.Add(await placer.PlaceAsync(input, cancellationToken).ConfigureAwait(false));
        }

        if (HasElsewhere)
        {
            if (time.GetElapsedTime(_waitingElsewhereSince.Value) > options.Patience)
            {
                outcomes.AddRange(_elsewhere.Select(input => CountFault(input, OrderFaults.InDoubtElsewhere(input.Person))));
                _elsewhere.Clear();
            }
            else
            {
                options.OnWaiting?.Invoke(
                    $"Another run has {_elsewhere.Count} person(s) of this list in hand; this one waits until that run has reconciled "
                    + "them.");
                await time.DelayAsync(OtherRunPause, cancellationToken).ConfigureAwait(false);
            }
        }

        return outcomes;
    }

    private OrderOutcome CountFault(OrderInput input, DocSigningException fault)
    {
        var outcome = new OrderOutcome { Input = input, Fault = fault };
        tally.Count(outcome);
        return outcome;
    }
}
