using CertCentral.Errors;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>Brings one input to its outcome: claims its person, sends the order, and puts off what is not known yet.</summary>
internal sealed class OrderPlacer(
    long accountId, OrderClaimer claimer, OrderSender sender, RefusalDiagnosis diagnosis, NamedOrders named, RunDoubts doubts,
    RunNamesakes namesakes, RunTally tally, ServerPatience patience, TimeProvider time, Action<string>? onDoubt)
{
    // Under a limit that is far lower than CertCentral's, an order never gets its turn within a minute of the lists.
    private const int FreshTries = 3;

    private readonly object _gate = new();
    private readonly Dictionary<string, Task> _atWork = new(StringComparer.Ordinal);

    /// <summary>Since when the run waits for others; null while it has met none.</summary>
    public long? WaitingSince => claimer.WaitingSince;

    /// <exception cref="OperationCanceledException">Stopped before anything left.</exception>
    public Task<OrderOutcome> PlaceAsync(OrderInput input, CancellationToken cancellationToken) =>
        PlaceAsync(input, takesNamesakes: false, cancellationToken);

    /// <summary>An input that was put off because orders of its name stand under other addresses, when the list is at its end.</summary>
    /// <exception cref="OperationCanceledException">Stopped before anything left.</exception>
    public async Task<OrderOutcome> PlaceNamesakeAsync(NamesakeInput namesake, CancellationToken cancellationToken)
    {
        if (namesakes.Refusal(namesake) is not { } refusal)
        {
            return await PlaceAsync(namesake.Input, takesNamesakes: true, cancellationToken).ConfigureAwait(false);
        }

        var refused = new OrderOutcome { Input = namesake.Input, Fault = refusal };
        tally.Count(refused);
        return refused;
    }

    /// <summary>
    /// What is to be told besides of inputs whose orders in doubt were found, in their order. The lists are read once for all of them;
    /// nothing is told when the run is being stopped.
    /// </summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> WarnAsync(
        IReadOnlyCollection<OrderInput> inputs, CancellationToken cancellationToken)
    {
        Exception? unread = inputs.Count == 0
            ? null
            : await TryAsync(() => claimer.ReadAgainAsync(cancellationToken)).ConfigureAwait(false);
        var warnings = new List<IReadOnlyList<string>>();
        foreach (OrderInput input in inputs)
        {
            IReadOnlyList<string> told = [];
            Exception? problem = unread
                ?? await TryAsync(async () => told = await claimer.WarnAsync(input, cancellationToken).ConfigureAwait(false))
                    .ConfigureAwait(false);

            // The order that was found stands all the same. At a stop it must still be told; the next step of the run notices the stop.
            warnings.Add(problem is null or OperationCanceledException ? told : [OrderFaults.SecondNotAsked(input.Person.Email, problem)]);
        }

        return warnings;
    }

    private static async Task<Exception?> TryAsync(Func<Task> ask)
    {
        try
        {
            await ask().ConfigureAwait(false);
            return null;
        }
        catch (Exception problem) when (problem is DocSigningException or CertCentralException or OperationCanceledException)
        {
            return problem;
        }
    }

    private async Task<OrderOutcome> PlaceAsync(OrderInput input, bool takesNamesakes, CancellationToken cancellationToken)
    {
        var key = IntentKey.Of(accountId, SigningProduct.NameId, input.Person.Email);
        var done = new TaskCompletionSource<bool>();
        string[] marks = [.. input.Wanted.Marks()];

        // The same person, or the same key, a few inputs before: what comes of that decides here.
        await Task.WhenAll(Enter(marks, done.Task)).ConfigureAwait(false);

        OrderOutcome outcome;
        try
        {
            outcome = await OutcomeAsync(input, ClaimAndSendAsync(input, key, takesNamesakes, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            Leave(marks, done);
        }

        tally.Count(outcome);
        return outcome;
    }

    private static async Task<OrderOutcome> OutcomeAsync(OrderInput input, Task<OrderOutcome> placing)
    {
        try
        {
            return await placing.ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is DocSigningException or CertCentralException)
        {
            return new OrderOutcome { Input = input, Fault = fault };
        }
    }

    /// <summary>
    /// An order that was certainly not carried out is decided about anew before it is sent again: meanwhile somebody else may have ordered.
    /// </summary>
    private async Task<OrderOutcome> ClaimAndSendAsync(
        OrderInput input, IntentKey key, bool takesNamesakes, CancellationToken cancellationToken)
    {
        if (!takesNamesakes && namesakes.TryAddBehind(input))
        {
            return new OrderOutcome { Input = input, IsDeferred = true };
        }

        long started = time.GetTimestamp();
        TimeSpan backoff = Backoff.First;
        int withheld = 0;
        while (true)
        {
            ClaimResult claim = await claimer.ClaimAsync(input, key, takesNamesakes, cancellationToken).ConfigureAwait(false);
            if (claim is not ClaimResult.Mine mine)
            {
                return NotSent(input, claim);
            }

            if (!tally.TryReserve())
            {
                string problem = $"Nothing was sent. {tally.StoppedBy?.Message ?? "An error of another input had ended the run."}";
                await sender.AbandonAsync(mine.Intent, problem).ConfigureAwait(false);
                return new OrderOutcome { Input = input, Warnings = claim.Warnings };
            }

            SendResult result = await SendAsync(mine.Intent, input, withheld < FreshTries, cancellationToken).ConfigureAwait(false);
            if (result.IsWithheld)
            {
                withheld++;
                continue;
            }

            if (result.Intent.State != IntentState.Planned
                || !await sender.WaitToSendAgainAsync(result, input, patience.Left(started), backoff, cancellationToken)
                    .ConfigureAwait(false))
            {
                return await SentAsync(input, result, claim.Warnings, cancellationToken).ConfigureAwait(false);
            }

            backoff = Backoff.After(backoff);
        }
    }

    private OrderOutcome NotSent(OrderInput input, ClaimResult claim)
    {
        var outcome = new OrderOutcome { Input = input, Warnings = claim.Warnings };
        switch (claim)
        {
            case ClaimResult.Existing existing:
                return outcome with { Order = existing.Order, AlreadyOrdered = true };

            case ClaimResult.InDoubt known:
                doubts.Add(known.Intent, input, isOwn: false);
                return outcome with { IsDeferred = true };

            case ClaimResult.InDoubtElsewhere:
                doubts.AddElsewhere(input);
                return outcome with { IsDeferred = true };

            // The warning comes with the order, or not at all.
            case ClaimResult.Namesake namesake:
                namesakes.Add(input, namesake.Order);
                return outcome with { IsDeferred = true, Warnings = [] };

            case ClaimResult.Refused refused:
                return outcome with { Fault = refused.Fault };

            default:
                throw new InvalidOperationException($"No order can be placed after {claim}.");
        }
    }

    /// <returns>How it ended; what is not placed and not in doubt leaves its place in the run to another.</returns>
    private async Task<SendResult> SendAsync(
        OrderIntent planned, OrderInput input, bool mustBeFresh, CancellationToken cancellationToken)
    {
        bool keepsPlace = false;
        try
        {
            SendResult result = await sender.SendAsync(planned, input, mustBeFresh, cancellationToken).ConfigureAwait(false);

            // Also one that the journal could not note: it may stand.
            keepsPlace = result.Intent.State is not (IntentState.Planned or IntentState.Refused) || result.Order is not null;
            return result;
        }
        finally
        {
            if (!keepsPlace)
            {
                tally.GiveBack();
            }
        }
    }

    private async Task<OrderOutcome> SentAsync(
        OrderInput input, SendResult result, IReadOnlyList<string> warnings, CancellationToken cancellationToken)
    {
        if (result.IsInDoubt)
        {
            doubts.Add(result.Intent, input, isOwn: true);
            if (!tally.HasEnded)
            {
                onDoubt?.Invoke(
                    $"It is not known whether the order for {input.Person.Email} was placed: {result.Intent.Problem} "
                    + "The run goes on, and asks CertCentral when the other inputs are through.");
            }

            return new OrderOutcome { Input = input, IsDeferred = true, Warnings = warnings };
        }

        if (result is { Intent: { State: IntentState.Placed } placed, Fault: null })
        {
            named.Add(placed);
        }

        Exception? fault = result.Fault is CallRefusedException refused
            ? await diagnosis.ExplainAsync(input.Body, refused, cancellationToken).ConfigureAwait(false)
            : result.Fault;
        return new OrderOutcome { Input = input, Order = result.Order, Fault = fault, Warnings = warnings };
    }

    /// <returns>The inputs before this one that it can meet, as far as they have not ended yet; they never fail.</returns>
    private HashSet<Task> Enter(IEnumerable<string> marks, Task mine)
    {
        lock (_gate)
        {
            var before = new HashSet<Task>();
            foreach (string mark in marks)
            {
                if (_atWork.TryGetValue(mark, out Task? other))
                {
                    before.Add(other);
                }

                _atWork[mark] = mine;
            }

            return before;
        }
    }

    private void Leave(IEnumerable<string> marks, TaskCompletionSource<bool> done)
    {
        lock (_gate)
        {
            foreach (string mark in marks.Where(mark => _atWork[mark] == done.Task))
            {
                _atWork.Remove(mark);
            }
        }

        done.SetResult(true);
    }
}
