using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>How sending an intent ended.</summary>
/// <param name="Intent">As the journal has it now.</param>
/// <param name="Order">When it was placed.</param>
/// <param name="Fault">Why it was not; also a journal that failed after the order was placed.</param>
internal sealed record SendResult(OrderIntent Intent, PlacedOrder? Order, Exception? Fault)
{
    public bool IsInDoubt => Intent.State == IntentState.InDoubt;
}

/// <summary>
/// Sends an intent's order once. The journal says "sent" before the first byte leaves, so whatever happens afterwards can be reconciled.
/// </summary>
internal sealed class OrderSender(
    CertCentralClient client, IOrderJournal journal, IJournalRun run, LiveOrderLookup server, TimeProvider time, OrderingOptions options)
{
    private const int NoteAttempts = 5;
    private readonly PlacedOrderReader _reader = new(options.IsSandbox);

    /// <param name="planned">In the state planned, and this run's.</param>
    /// <param name="input">What is ordered.</param>
    /// <param name="cancellationToken">Stops the sending; what may have left is in doubt then.</param>
    /// <exception cref="DocSigningException">The journal failed before anything left.</exception>
    /// <exception cref="OperationCanceledException">Stopped before anything left; the intent is planned.</exception>
    /// <remarks>The client does not repeat it by itself: before each send the lists are read again.</remarks>
    public Task<SendResult> SendAsync(OrderIntent planned, OrderInput input, CancellationToken cancellationToken) =>
        SendOnceAsync(client.WithPatience(TimeSpan.Zero), planned, input, cancellationToken);

    /// <summary>Waits until an order that was certainly not carried out may be sent again.</summary>
    /// <param name="notTaken">How the last try ended: for a reason that may pass, the network or the call limit.</param>
    /// <param name="input">Its input.</param>
    /// <param name="left">What is left of the run's patience with the input.</param>
    /// <param name="backoff">The pause where the server asks for none.</param>
    /// <param name="cancellationToken">Ends the wait; the intent is planned.</param>
    /// <returns>False: the patience is at its end, and the intent is abandoned.</returns>
    public async Task<bool> WaitToSendAgainAsync(
        SendResult notTaken, OrderInput input, TimeSpan left, TimeSpan backoff, CancellationToken cancellationToken)
    {
        TimeSpan pause = Backoff.Before((CertCentralException)notTaken.Fault!, backoff);
        if (pause > left)
        {
            // Another run that has the person as well would wait for this run to end.
            await AbandonAsync(notTaken.Intent, notTaken.Intent.Problem!).ConfigureAwait(false);
            return false;
        }

        options.OnWaiting?.Invoke(
            $"{notTaken.Fault!.Message} The order for {input.Person.Email} was not taken; it is sent again in {pause.TotalSeconds:0} s.");
        await time.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Gives up an intent of which nothing was sent.</summary>
    [NotCancellable("A change takes milliseconds, and what has happened must be written down also when the run is being stopped.")]
    public Task AbandonAsync(OrderIntent planned, string problem) =>
        journal.ChangeAsync(run, planned, planned with { State = IntentState.Abandoned, Problem = problem });

    private async Task<SendResult> SendOnceAsync(
        CertCentralClient patient, OrderIntent planned, OrderInput input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await run.EnsureAtWorkAsync(cancellationToken).ConfigureAwait(false);
        int readings = server.Readings;
        OrderIntent sent = await NoteSentAsync(planned, patient.ServerTime).ConfigureAwait(false);
        try
        {
            OrderRequest body = input.Body.WithComments(IntentReference.Sign(input.Comment, sent.Reference));
            OrderCreated created = await patient.Orders.CreateAsync(body, cancellationToken).ConfigureAwait(false);
            return await PlacedAsync(sent, input, created, readings).ConfigureAwait(false);
        }
        catch (CallCanceledException stopped) when (stopped.Executed == false)
        {
            await journal.ChangeAsync(run, sent, sent with { State = IntentState.Planned }).ConfigureAwait(false);
            throw;
        }
        catch (OperationCanceledException stopped)
        {
            return await InDoubtAsync(sent, "The call was stopped while the order was being sent.", stopped).ConfigureAwait(false);
        }
        catch (CertCentralException unknown) when (unknown.Executed is null)
        {
            return await InDoubtAsync(sent, unknown.Message, unknown).ConfigureAwait(false);
        }
        catch (CertCentralException notTaken)
        {
            IntentState state = notTaken.Executed == false ? IntentState.Planned : IntentState.Refused;
            OrderIntent changed =
                await journal.ChangeAsync(run, sent, Ended(sent) with { State = state, Problem = notTaken.Message }).ConfigureAwait(false);
            return new SendResult(changed, null, notTaken);
        }
    }

    private Task<OrderIntent> NoteSentAsync(OrderIntent planned, DateTimeOffset? serverTime) => journal.ChangeAsync(
        run,
        planned,
        planned.WithoutLook() with
        {
            State = IntentState.Sent,
            Sends = planned.Sends + 1,
            Problem = null,
            SendEndedAt = null,
            ServerTimeAtEnd = null,
            ServerTimeAtSend = planned.ServerTimeAtSend ?? serverTime,
            HighestOrderIdBefore = planned.HighestOrderIdBefore ?? server.HighestOrderId,
        });

    /// <param name="sent">The intent.</param>
    /// <param name="input">Its input.</param>
    /// <param name="created">The answer.</param>
    /// <param name="readings">How many readings of the lists there were before the order was sent.</param>
    private async Task<SendResult> PlacedAsync(OrderIntent sent, OrderInput input, OrderCreated created, int readings)
    {
        PlacedOrder order = _reader.Read(input.Body, created) with { KeyReference = input.KeyReference };
        if (server.WasKnown(order.OrderId, readings))
        {
            string old = $"The server answered with order {order.OrderId}, which stood in its list before the order was sent.";
            return await InDoubtAsync(sent, old, null).ConfigureAwait(false);
        }

        try
        {
            return await NoteAsync(sent, order).ConfigureAwait(false);
        }
        catch (DocSigningException journalFailed)
        {
            return new SendResult(sent, order, OrderFaults.NotNoted(sent, order, journalFailed));
        }
    }

    /// <summary>Writes an answer down, also one that comes late, when another run has taken the intent over.</summary>
    private async Task<SendResult> NoteAsync(OrderIntent sent, PlacedOrder order)
    {
        OrderIntent current = sent;
        for (int attempt = 0; attempt < NoteAttempts; attempt++)
        {
            OrderIntent placed = PlacedOrderReader.Placed(Ended(current), order);
            if (await journal.TryChangeAsync(run, current, placed, CancellationToken.None).ConfigureAwait(false) is { } noted)
            {
                return new SendResult(noted, order, null);
            }

            OrderIntent? now = await journal
                .FindByReferenceAsync(sent.Key.AccountId, sent.Reference, CancellationToken.None).ConfigureAwait(false);
            if (now is null || now == current)
            {
                break;
            }

            if (now.OrderId is { } other)
            {
                return other == order.OrderId
                    ? new SendResult(now, order, null)
                    : new SendResult(now, order, OrderFaults.PlacedTwice(sent, order.OrderId, other));
            }

            current = now;
        }

        string taken = $"The server answered with order {order.OrderId}, which stands in the journal for somebody else.";
        return await InDoubtAsync(current, taken, null).ConfigureAwait(false);
    }

    private OrderIntent Ended(OrderIntent sent) => sent with { SendEndedAt = journal.Now, ServerTimeAtEnd = client.ServerTime };

    private async Task<SendResult> InDoubtAsync(OrderIntent sent, string reason, Exception? inner)
    {
        try
        {
            OrderIntent doubtful =
                await journal.ChangeAsync(
                    run,
                    sent,
                    Ended(sent) with { State = IntentState.InDoubt, Problem = reason }).ConfigureAwait(false);
            return new SendResult(doubtful, null, OrderFaults.InDoubt(doubtful, reason, inner));
        }
        catch (DocSigningException journalFailed)
        {
            // The journal goes on saying "sent", which the next run reads as in doubt.
            string both = $"{reason.TrimEnd('.', ' ')}. {journalFailed.Message}";
            return new SendResult(sent, null, OrderFaults.InDoubt(sent, both, journalFailed));
        }
    }
}
