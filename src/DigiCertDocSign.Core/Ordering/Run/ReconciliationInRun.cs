using System.Collections.Concurrent;
using CertCentral.Errors;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.Reconcile;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>Reconciles what a run, or an earlier one, has in doubt, and sends again what was certainly not placed.</summary>
internal sealed class ReconciliationInRun(
    IntentReconciler reconciler, OrderPlacer placer, RunDoubts doubts, RunTally tally, TimeProvider time, OrderingOptions options)
{
    private const int MostLosses = 3;
    private static readonly TimeSpan ElsewherePause = TimeSpan.FromSeconds(5);

    private readonly PlacedOrderReader _reader = new(options.IsSandbox);
    private readonly ConcurrentQueue<OrderOutcome> _outcomes = new();
    private readonly List<OrderInput> _elsewhere = [];

    // By reference: how often this run has found that an order did not arrive.
    private readonly Dictionary<string, int> _losses = new(StringComparer.Ordinal);
    private bool _hasToldWait;

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
        var ofAccount = new JournalFilter { AccountId = accountId, Kinds = IntentKinds.Orders };
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
                doubts.AddFound(one.Intent);
                TellFound(one.Intent);
            }
            else
            {
                await reconciler.AbandonAsync(one.Intent).ConfigureAwait(false);
            }
        }

        return true;
    }

    /// <summary>What is known of inputs by now, also when a step was stopped, and orders that an earlier run had left in doubt.</summary>
    public IReadOnlyList<OrderOutcome> TakeOutcomes()
    {
        var taken = new List<OrderOutcome>();
        while (_outcomes.TryDequeue(out OrderOutcome? outcome))
        {
            taken.Add(outcome);
        }

        return taken;
    }

    /// <summary>One input that was put off to the end of the list.</summary>
    public async Task PlaceNamesakeAsync(NamesakeInput namesake, CancellationToken cancellationToken) =>
        _outcomes.Enqueue(await placer.PlaceNamesakeAsync(namesake, cancellationToken).ConfigureAwait(false));

    /// <summary>One step: a look for what is in doubt and what follows from it, or a wait and the look after it.</summary>
    public async Task ReconcileSomeAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<DoubtfulIntent> awaited = doubts.Awaited();
        if (awaited.Count == 0)
        {
            await TryElsewhereAsync(cancellationToken).ConfigureAwait(false);
            return;
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

        GiveUpUndecided(awaited, problem);
        DoubtfulIntent[] known = [.. awaited.Where(one => one.Intent.State != IntentState.InDoubt)];

        // First what is known, then new orders: a stop among those must not leave it untold.
        await TellAsync(known, cancellationToken).ConfigureAwait(false);
        foreach (DoubtfulIntent one in known)
        {
            await FollowAsync(one, cancellationToken).ConfigureAwait(false);
        }

        await WaitForNextLookAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Those that a further look in this run decides have been looked for once in vain; the others need a person, or more time.
    /// </summary>
    private void GiveUpUndecided(IReadOnlyList<DoubtfulIntent> awaited, Exception? problem)
    {
        foreach (DoubtfulIntent one in awaited.Where(one => one.Intent.State == IntentState.InDoubt))
        {
            if (problem is not null || !reconciler.IsWorthWaiting(one.Intent))
            {
                GiveUp(one, problem?.Message ?? reconciler.Explain(one), problem);
            }
        }
    }

    private async Task WaitForNextLookAsync(CancellationToken cancellationToken)
    {
        if (reconciler.NextLookIn(doubts.Awaited()) is { } wait)
        {
            options.OnWaiting?.Invoke(
                $"{doubts.Awaited().Count} order(s) are in doubt and not on the server's list, which may lag behind; "
                + $"the run looks again in {wait.TotalSeconds:0} s.");
            await time.DelayAsync(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TellAsync(IReadOnlyList<DoubtfulIntent> known, CancellationToken cancellationToken)
    {
        DoubtfulIntent[] found = [.. known.Where(one => one.Intent.OrderId is not null && IsOfFirstInput(one))];
        IReadOnlyList<IReadOnlyList<string>> warnings =
            await placer.WarnAsync([.. found.Select(one => one.Inputs[0])], cancellationToken).ConfigureAwait(false);
        for (int place = 0; place < found.Length; place++)
        {
            if (found[place].Intent.State == IntentState.Closed)
            {
                doubts.AddFound(found[place].Intent);
            }

            OrderOutcome outcome = Found(found[place], found[place].Inputs[0]);
            TellCounted(outcome with { Warnings = [.. outcome.Warnings, .. warnings[place]] });
        }

        foreach (DoubtfulIntent one in known)
        {
            doubts.Remove(one);
            if (one.IsOwn && one.Intent.OrderId is null)
            {
                tally.GiveBack();
            }
        }
    }

    /// <summary>Orders again for the first input, if it has no order; the others of the same address meet what became of that.</summary>
    private async Task FollowAsync(DoubtfulIntent one, CancellationToken cancellationToken)
    {
        bool isPlaced = one.Intent.OrderId is not null;
        if (!isPlaced)
        {
            await AfterLossAsync(one.Intent, one.Inputs[0], cancellationToken).ConfigureAwait(false);
        }

        foreach (OrderInput input in one.Inputs.Skip(isPlaced && !IsOfFirstInput(one) ? 0 : 1))
        {
            await PlaceAsync(input, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Not so where the input that waits has the address under another name: then what is found is somebody else's.</summary>
    private static bool IsOfFirstInput(DoubtfulIntent one) =>
        NameKeys.Fits(one.Inputs[0].Person.GivenName, one.Inputs[0].Person.Surname, one.Intent.Person) != false;

    private async Task PlaceAsync(OrderInput input, CancellationToken cancellationToken) =>
        _outcomes.Enqueue(await placer.PlaceAsync(input, cancellationToken).ConfigureAwait(false));

    private void TellCounted(OrderOutcome outcome)
    {
        tally.Count(outcome);
        _outcomes.Enqueue(outcome);
    }

    /// <summary>The order was certainly not placed.</summary>
    private async Task AfterLossAsync(OrderIntent notPlaced, OrderInput input, CancellationToken cancellationToken)
    {
        int losses = _losses.TryGetValue(notPlaced.Reference, out int before) ? before + 1 : 1;
        _losses[notPlaced.Reference] = losses;
        if (losses < MostLosses)
        {
            await PlaceAsync(input, cancellationToken).ConfigureAwait(false);
            return;
        }

        await reconciler.AbandonAsync(notPlaced).ConfigureAwait(false);
        TellFault(input, OrderFaults.NotPlaced(notPlaced, losses));
    }

    private OrderOutcome Found(DoubtfulIntent one, OrderInput input)
    {
        string? key = one.IsOwn ? input.KeyReference : null;
        PlacedOrder order = Read(one.Intent) with { KeyReference = key ?? one.Intent.KeyReference };
        return new OrderOutcome
        {
            Input = input,
            Order = order,
            AlreadyOrdered = !one.IsOwn,
            Warnings = one.IsOwn
                ? []
                : [OrderFaults.FoundInDoubt(one.Intent)],
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
        TellCounted(outcome);
    }

    private PlacedOrder Read(OrderIntent intent) => _reader.Read(intent, intent.OrderStatus ?? StatusWords.Unknown);

    private void GiveUp(DoubtfulIntent one, string reason, Exception? fault)
    {
        doubts.GiveUp(one);
        foreach (OrderInput input in one.Inputs)
        {
            TellFault(input, OrderFaults.InDoubt(one.Intent, reason, fault));
        }
    }

    private async Task TryElsewhereAsync(CancellationToken cancellationToken)
    {
        var inputs = new Queue<OrderInput>(_elsewhere);
        _elsewhere.Clear();
        while (inputs.Count > 0)
        {
            await PlaceAsync(inputs.Dequeue(), cancellationToken).ConfigureAwait(false);
        }

        if (!HasElsewhere)
        {
            return;
        }

        TimeSpan left = placer.WaitingSince is { } since ? options.Patience - time.GetElapsedTime(since) : TimeSpan.Zero;
        if (left <= TimeSpan.Zero)
        {
            _elsewhere.ForEach(input => TellFault(input, OrderFaults.InDoubtElsewhere(input.Person)));
            _elsewhere.Clear();
            return;
        }

        if (!_hasToldWait)
        {
            _hasToldWait = true;
            options.OnWaiting?.Invoke(
                $"Another run has {_elsewhere.Count} person(s) of this list in hand; this one waits until that run has reconciled them, "
                + $"{left.TotalSeconds:0} s at the most.");
        }

        await time.DelayAsync(left < ElsewherePause ? left : ElsewherePause, cancellationToken).ConfigureAwait(false);
    }

    private void TellFault(OrderInput input, DocSigningException fault) => TellCounted(new OrderOutcome { Input = input, Fault = fault });
}
