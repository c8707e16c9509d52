using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

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
/// Sends an intent's order, and again only while it is certain that the server has not carried it out. The journal says "sent" before the
/// first byte leaves, so whatever happens afterwards can be reconciled.
/// </summary>
internal sealed class OrderSender(CertCentralClient client, IOrderJournal journal, TimeProvider time, OrderingOptions options)
{
    private readonly ServerPatience _patience = new(client, time, options);
    private readonly PlacedOrderReader _reader = new(options.IsSandbox);

    /// <param name="planned">In the state planned, and this run's.</param>
    /// <param name="input">What is ordered.</param>
    /// <param name="cancellationToken">Stops the sending; what may have left is in doubt then.</param>
    /// <exception cref="DocSigningException">The journal failed before anything left.</exception>
    /// <exception cref="OperationCanceledException">Stopped before anything left; the intent is planned.</exception>
    public async Task<SendResult> SendAsync(OrderIntent planned, OrderInput input, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        for (TimeSpan backoff = Backoff.First; ; backoff = Backoff.After(backoff))
        {
            CertCentralClient patient = client.WithPatience(_patience.Left(started));
            SendResult result = await SendOnceAsync(patient, planned, input, cancellationToken).ConfigureAwait(false);
            if (result.Intent.State != IntentState.Planned)
            {
                return result;
            }

            // Certainly not carried out, for a reason that may pass: the network, or the call limit.
            TimeSpan pause = Backoff.Before((CertCentralException)result.Fault!, backoff);
            if (time.GetElapsedTime(started) + pause > options.Patience)
            {
                // The intent is abandoned: another run that has the person as well would wait for this run to end.
                OrderIntent given = result.Intent with { State = IntentState.Abandoned };
                return result with { Intent = await journal.ChangeAsync(result.Intent, given).ConfigureAwait(false) };
            }

            planned = result.Intent;
            options.OnWaiting?.Invoke(
                $"{result.Fault!.Message} The order for {input.Person.Email} was not taken; it is sent again in {pause.TotalSeconds:0} s.");
            await time.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<SendResult> SendOnceAsync(
        CertCentralClient patient, OrderIntent planned, OrderInput input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OrderIntent sent = await journal.ChangeAsync(
            planned,
            planned with
            {
                State = IntentState.Sent,
                Sends = planned.Sends + 1,
                Problem = null,
                LookedInVainAt = null,
                ServerTimeAtSend = planned.ServerTimeAtSend ?? patient.ServerTime,
            }).ConfigureAwait(false);
        try
        {
            OrderRequest body = input.Request.WithComments(IntentReference.Sign(input.Comment, sent.Reference));
            OrderCreated created = await patient.Orders.CreateAsync(body, cancellationToken).ConfigureAwait(false);
            return await PlacedAsync(sent, input, created).ConfigureAwait(false);
        }
        catch (CallCanceledException stopped) when (stopped.Executed == false)
        {
            await journal.ChangeAsync(sent, sent with { State = IntentState.Planned }).ConfigureAwait(false);
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
                await journal.ChangeAsync(sent, sent with { State = state, Problem = notTaken.Message }).ConfigureAwait(false);
            return new SendResult(changed, null, notTaken);
        }
    }

    private async Task<SendResult> PlacedAsync(OrderIntent sent, OrderInput input, OrderCreated created)
    {
        PlacedOrder order = _reader.Read(input.Request, created) with { KeyReference = input.KeyReference };
        try
        {
            OrderIntent? placed =
                await journal.TryChangeAsync(sent, PlacedOrderReader.Placed(sent, order), CancellationToken.None).ConfigureAwait(false);
            string taken = $"The server answered with order {order.OrderId}, which stands in the journal for somebody else.";
            return placed is not null ? new SendResult(placed, order, null) : await InDoubtAsync(sent, taken, null).ConfigureAwait(false);
        }
        catch (DocSigningException journalFailed)
        {
            return new SendResult(sent, order, OrderFaults.NotNoted(sent, order, journalFailed));
        }
    }

    private async Task<SendResult> InDoubtAsync(OrderIntent sent, string reason, Exception? inner)
    {
        try
        {
            OrderIntent doubtful =
                await journal.ChangeAsync(sent, sent with { State = IntentState.InDoubt, Problem = reason }).ConfigureAwait(false);
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
