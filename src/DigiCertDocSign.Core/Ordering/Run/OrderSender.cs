using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>
/// Sends an intent's order, and again only while it is certain that the server has not carried it out. The journal says "sent" before the
/// first byte leaves, so whatever happens afterwards can be settled.
/// </summary>
internal sealed class OrderSender(CertCentralClient client, IntentWriter intents, TimeProvider time, OrderingOptions options)
{
    /// <param name="planned">In the state planned, and this run's.</param>
    /// <param name="row">What is ordered.</param>
    /// <param name="cancellationToken">Stops the sending; what may have left is in doubt then.</param>
    /// <exception cref="DocSigningException">The journal failed before anything left.</exception>
    /// <exception cref="OperationCanceledException">Stopped before anything left; the intent is planned.</exception>
    public async Task<SendResult> SendAsync(OrderIntent planned, OrderInput row, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        for (TimeSpan backoff = Backoff.First; ; backoff = Backoff.After(backoff))
        {
            TimeSpan left = options.Patience - time.GetElapsedTime(started);
            SendResult result = await SendOnceAsync(client.WithPatience(left > TimeSpan.Zero ? left : TimeSpan.Zero), planned, row, cancellationToken).ConfigureAwait(false);
            if (result.Intent.State != IntentState.Planned)
            {
                return result;
            }

            // Certainly not carried out, for a reason that may pass: the network, or the request limit.
            TimeSpan pause = Backoff.Before((CertCentralException)result.Fault!, backoff);
            if (time.GetElapsedTime(started) + pause > options.Patience)
            {
                // Given free: another run that has the person as well would wait for this one to end.
                OrderIntent given = result.Intent with { State = IntentState.Abandoned };
                return result with { Intent = await intents.ChangeAsync(result.Intent, given).ConfigureAwait(false) };
            }

            planned = result.Intent;
            options.OnWaiting?.Invoke($"{result.Fault!.Message} The order for {row.Person.Email} was not taken; it is sent again in {pause.TotalSeconds:0} s.");
            await time.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<SendResult> SendOnceAsync(CertCentralClient patient, OrderIntent planned, OrderInput row, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OrderIntent sent = await intents.ChangeAsync(
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
            row.Request.Comments = IntentReference.Sign(row.Comment, sent.Reference);
            OrderCreated created = await patient.Orders.CreateAsync(row.Request, cancellationToken).ConfigureAwait(false);
            return await PlacedAsync(sent, row, created).ConfigureAwait(false);
        }
        catch (CallCanceledException stopped) when (stopped.Executed == false)
        {
            await intents.ChangeAsync(sent, sent with { State = IntentState.Planned }).ConfigureAwait(false);
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
            OrderIntent changed = await intents.ChangeAsync(sent, sent with { State = state, Problem = notTaken.Message }).ConfigureAwait(false);
            return new SendResult(changed, null, notTaken);
        }
    }

    private async Task<SendResult> PlacedAsync(OrderIntent sent, OrderInput row, OrderCreated created)
    {
        PlacedOrder order = PlacedOrderReader.Read(row.Request, created) with { KeyReference = row.KeyReference };
        try
        {
            OrderIntent? placed = await intents.TryChangeAsync(sent, Placed(sent, order), CancellationToken.None).ConfigureAwait(false);
            return placed is not null
                ? new SendResult(placed, order, null)
                : await InDoubtAsync(sent, $"The server answered with order {order.OrderId}, which stands in the journal for somebody else.", null).ConfigureAwait(false);
        }
        catch (DocSigningException journalFailed)
        {
            // The order stands, and whoever reads this must not lose its id.
            var fault = new DocSigningException(
                journalFailed.Kind,
                "JournalPath",
                $"Order {order.OrderId} for {sent.Email} was placed, but the journal could not note it. {journalFailed.Message}",
                journalFailed);
            return new SendResult(sent, order, fault);
        }
    }

    public static OrderIntent Placed(OrderIntent intent, PlacedOrder order) => intent with
    {
        State = IntentState.Placed,
        OrderId = order.OrderId,
        RequestId = order.RequestId,
        OrderStatus = order.Status,
        OrganizationId = order.OrganizationId ?? intent.OrganizationId,
        Problem = null,
        LookedInVainAt = null,
    };

    private async Task<SendResult> InDoubtAsync(OrderIntent sent, string reason, Exception? inner)
    {
        try
        {
            OrderIntent doubtful = await intents.ChangeAsync(sent, sent with { State = IntentState.InDoubt, Problem = reason }).ConfigureAwait(false);
            return new SendResult(doubtful, null, OrderFaults.InDoubt(doubtful, reason, inner));
        }
        catch (DocSigningException journalFailed)
        {
            // The journal goes on saying "sent", which the next run reads as in doubt.
            return new SendResult(sent, null, OrderFaults.InDoubt(sent, $"{reason.TrimEnd('.', ' ')}. {journalFailed.Message}", journalFailed));
        }
    }
}
