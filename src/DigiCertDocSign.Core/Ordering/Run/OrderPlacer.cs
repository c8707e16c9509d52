using CertCentral;
using CertCentral.Errors;
using CertCentral.Finance;
using CertCentral.Orders;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>Brings one input to its outcome: claims its person, sends the order, and puts off what is not known yet.</summary>
internal sealed class OrderPlacer(
    long accountId, OrderClaims claims, OrderSender sender, IOrderJournal journal, RefusalDiagnosis diagnosis, RunDoubts doubts,
    RunTally tally, Action<string>? onDoubt)
{
    private readonly object _gate = new();
    private readonly Dictionary<IntentKey, Task> _atWork = [];

    /// <exception cref="OperationCanceledException">Stopped before anything left.</exception>
    public async Task<OrderOutcome> PlaceAsync(OrderInput input, CancellationToken cancellationToken)
    {
        var key = IntentKey.Of(accountId, SigningProduct.NameId, input.Person.Email, input.Request.RenewalOfOrderId);
        var done = new TaskCompletionSource<bool>();
        if (Enter(key, done.Task) is { } before)
        {
            // The same person, a few inputs before: what comes of that decides here.
            await before.ConfigureAwait(false);
        }

        OrderOutcome outcome;
        try
        {
            outcome = await OutcomeAsync(input, ClaimAndSendAsync(input, key, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            Leave(key, done);
        }

        tally.Count(outcome);
        return outcome;
    }

    /// <summary>The input of an intent that was sent, was certainly not placed, and is this run's.</summary>
    /// <exception cref="OperationCanceledException">Stopped before anything left.</exception>
    public async Task<OrderOutcome> PlaceAgainAsync(OrderIntent planned, OrderInput input, CancellationToken cancellationToken)
    {
        if (planned.Key.Copy.Length == 0)
        {
            return await PlaceAsync(input, cancellationToken).ConfigureAwait(false);
        }

        OrderOutcome outcome = await OutcomeAsync(input, SendAsync(planned, input, cancellationToken)).ConfigureAwait(false);
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

    private async Task<OrderOutcome> ClaimAndSendAsync(OrderInput input, IntentKey key, CancellationToken cancellationToken)
    {
        switch (await claims.ClaimAsync(input, key, cancellationToken).ConfigureAwait(false))
        {
            case ClaimResult.Mine mine:
                return await SendAsync(mine.Intent, input, cancellationToken).ConfigureAwait(false);

            case ClaimResult.Existing existing:
                return new OrderOutcome { Input = input, Order = existing.Order, AlreadyOrdered = true, Warning = existing.Warning };

            case ClaimResult.InDoubt known:
                doubts.Add(known.Intent, input, isOwn: false);
                return new OrderOutcome { Input = input, IsDeferred = true };

            case ClaimResult.InDoubtElsewhere:
                doubts.AddElsewhere(input);
                return new OrderOutcome { Input = input, IsDeferred = true };

            case ClaimResult.Refused refused:
                return new OrderOutcome { Input = input, Fault = refused.Fault };

            case var other:
                throw new InvalidOperationException($"No order can be placed after {other}.");
        }
    }

    private async Task<OrderOutcome> SendAsync(OrderIntent planned, OrderInput input, CancellationToken cancellationToken)
    {
        if (!tally.TryReserve())
        {
            string problem = $"Nothing was sent. {tally.StoppedBy!.Message}";
            await journal.ChangeAsync(planned, planned with { State = IntentState.Abandoned, Problem = problem }).ConfigureAwait(false);
            return new OrderOutcome { Input = input };
        }

        SendResult result;
        try
        {
            result = await sender.SendAsync(planned, input, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            tally.GiveBack();
            throw;
        }

        if (result.IsInDoubt)
        {
            doubts.Add(result.Intent, input, isOwn: true);
            onDoubt?.Invoke(
                $"It is not known whether the order for {input.Person.Email} was placed: {result.Intent.Problem} "
                + "The run goes on, and asks CertCentral when the other inputs are through.");
            return new OrderOutcome { Input = input, IsDeferred = true };
        }

        if (result.Order is null)
        {
            tally.GiveBack();
        }

        Exception? fault = result.Fault is RequestRefusedException refused
            ? await diagnosis.ExplainAsync(input.Request, refused, cancellationToken).ConfigureAwait(false)
            : result.Fault;
        return new OrderOutcome { Input = input, Order = result.Order, Fault = fault };
    }

    /// <returns>The input before this one of the same person, which has not ended yet; null when there is none.</returns>
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

/// <summary>
/// Asks, when the server has refused an order, whether the refusal lies in the account: no code for that is documented, and a run must not
/// fail thousands of times for it.
/// </summary>
internal sealed class RefusalDiagnosis(CertCentralClient client, TimeProvider time)
{
    // A list of bad inputs must not cost as many calls again.
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);
    private const string BalanceMethod = "balance";
    private long? _asked;

    /// <summary>The fault of the account, if it has one; else what the server said.</summary>
    public async Task<Exception> ExplainAsync(OrderRequest request, RequestRefusedException refused, CancellationToken cancellationToken)
    {
        if (request.PaymentMethod != BalanceMethod || (_asked is { } before && time.GetElapsedTime(before) < AskAgainAfter))
        {
            return refused;
        }

        _asked = time.GetTimestamp();
        try
        {
            AccountBalance balance = await client.Finance.GetBalanceAsync(request.Container?.Id, cancellationToken).ConfigureAwait(false);
            if (balance.UnlimitedNegativeBalance == true || balance.TotalAvailableFunds is not { } funds)
            {
                return refused;
            }

            var question = new OrderPricingRequest { ProductNameId = SigningProduct.NameId, OrderValidity = request.OrderValidity };
            OrderPricing price = await client.Finance.EstimatePriceAsync(question, cancellationToken).ConfigureAwait(false);
            return funds <= 0 || funds < price.TotalPrice
                ? OrderFaults.FundsExhausted($"{funds:0.00} {balance.Currency}", price.TotalPrice, refused)
                : refused;
        }
        catch (CertCentralException)
        {
            // The refusal itself is what must be told; that its reason could not be asked for is not.
            return refused;
        }
    }
}
