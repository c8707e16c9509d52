using CertCentral.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>Brings one row to its outcome: claims its person, sends the order, and puts off what is not known yet.</summary>
internal sealed class OrderPlacer(
    long accountId, OrderClaims claims, OrderSender sender, IntentWriter intents, RefusalDiagnosis diagnosis, RunDoubts doubtful, RunTally tally,
    Action<string>? onDoubt)
{
    private readonly object _gate = new();
    private readonly Dictionary<IntentKey, Task> _atWork = [];

    /// <exception cref="OperationCanceledException">Stopped before anything left.</exception>
    public async Task<OrderOutcome> PlaceAsync(OrderInput row, CancellationToken cancellationToken)
    {
        IntentKey key = IntentKey.Of(accountId, SigningProduct.NameId, row.Person.Email, row.Request.RenewalOfOrderId);
        var done = new TaskCompletionSource<bool>();
        if (Enter(key, done.Task) is { } before)
        {
            // The same person, a few rows up: what comes of that decides here.
            await before.ConfigureAwait(false);
        }

        OrderOutcome outcome;
        try
        {
            outcome = await PlaceAsync(row, key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is DocSigningException or CertCentralException)
        {
            outcome = new OrderOutcome { Row = row, Fault = fault };
        }
        finally
        {
            Leave(key, done);
        }

        tally.Count(outcome);
        return outcome;
    }

    /// <summary>The row of an intent that was sent, was certainly not placed, and is this run's.</summary>
    /// <exception cref="OperationCanceledException">Stopped before anything left.</exception>
    public async Task<OrderOutcome> PlaceAgainAsync(OrderIntent planned, OrderInput row, CancellationToken cancellationToken)
    {
        if (planned.Key.Copy.Length == 0)
        {
            return await PlaceAsync(row, cancellationToken).ConfigureAwait(false);
        }

        OrderOutcome outcome;
        try
        {
            outcome = await SendAsync(planned, row, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is DocSigningException or CertCentralException)
        {
            outcome = new OrderOutcome { Row = row, Fault = fault };
        }

        tally.Count(outcome);
        return outcome;
    }

    private async Task<OrderOutcome> SendAsync(OrderIntent planned, OrderInput row, CancellationToken cancellationToken)
    {
        if (!tally.TryReserve())
        {
            await intents.ChangeAsync(planned, planned with { State = IntentState.Abandoned, Problem = $"Nothing was sent. {tally.StoppedBy!.Message}" }).ConfigureAwait(false);
            return new OrderOutcome { Row = row };
        }

        SendResult result;
        try
        {
            result = await sender.SendAsync(planned, row, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            tally.GiveBack();
            throw;
        }

        if (result.IsInDoubt)
        {
            doubtful.Add(result.Intent, row, isOwn: true);
            onDoubt?.Invoke($"It is not known whether the order for {row.Person.Email} was placed: {result.Intent.Problem} The run goes on, and asks CertCentral when the other rows are through.");
            return new OrderOutcome { Row = row, IsDeferred = true };
        }

        if (result.Order is null)
        {
            tally.GiveBack();
        }

        Exception? fault = result.Fault is RequestRefusedException refused
            ? await diagnosis.ExplainAsync(row.Request, refused, cancellationToken).ConfigureAwait(false)
            : result.Fault;
        return new OrderOutcome { Row = row, Order = result.Order, Fault = fault };
    }

    private async Task<OrderOutcome> PlaceAsync(OrderInput row, IntentKey key, CancellationToken cancellationToken)
    {
        switch (await claims.ClaimAsync(row, key, cancellationToken).ConfigureAwait(false))
        {
            case ClaimResult.Mine mine:
                return await SendAsync(mine.Intent, row, cancellationToken).ConfigureAwait(false);

            case ClaimResult.Existing existing:
                return new OrderOutcome { Row = row, Order = existing.Order, AlreadyOrdered = true, Warning = existing.Warning };

            case ClaimResult.InDoubt known:
                doubtful.Add(known.Intent, row, isOwn: false);
                return new OrderOutcome { Row = row, IsDeferred = true };

            case ClaimResult.InDoubtElsewhere:
                doubtful.AddElsewhere(row);
                return new OrderOutcome { Row = row, IsDeferred = true };

            case ClaimResult.Refused refused:
                return new OrderOutcome { Row = row, Fault = refused.Fault };

            case var other:
                throw new InvalidOperationException($"No row can be placed after {other}.");
        }
    }

    /// <returns>The row before this one of the same person, which has not ended yet; null when there is none.</returns>
    private Task? Enter(IntentKey key, Task mine)
    {
        lock (_gate)
        {
            _atWork.TryGetValue(key, out Task? before);
            _atWork[key] = mine;
            return before;
        }
    }

    private void Leave(IntentKey key, TaskCompletionSource<bool> done)
    {
        lock (_gate)
        {
            if (_atWork[key] == done.Task)
            {
                _atWork.Remove(key);
            }
        }

        done.SetResult(true);
    }
}
