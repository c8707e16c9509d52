using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>How sending an intent ended.</summary>
/// <param name="Intent">As the journal has it now.</param>
/// <param name="Order">When it was placed.</param>
/// <param name="Fault">Why it was not; also a journal that failed after the order was placed.</param>
internal sealed record SendResult(OrderIntent Intent, PlacedOrder? Order, Exception? Fault)
{
    public bool IsInDoubt => Intent.State == IntentState.InDoubt;

    /// <summary>Nothing was sent, since too much time had passed when its turn came: it must be decided about again.</summary>
    public bool IsWithheld => Intent.State == IntentState.Planned && Fault is null;
}

/// <summary>
/// Sends an intent's order once. The journal says "sent" before the first byte leaves, so whatever happens afterwards can be reconciled.
/// </summary>
internal sealed class OrderSender(
    CertCentralClient client, IOrderJournal journal, IJournalRun run, LiveOrderLookup server, TimeProvider time, OrderingOptions options)
{
    private const int NoteAttempts = 5;
    private const string RenewedAlready = "order_renewed_already";
    private static readonly string[] RefusedRenewals = [RenewedAlready, "order_not_eligible_for_renewal"];
    private readonly PlacedOrderReader _reader = new(options.IsSandbox);

    /// <param name="planned">In the state planned, and this run's.</param>
    /// <param name="input">What is ordered.</param>
    /// <param name="mustBeFresh">Whether it is withheld when the lists have grown old while it waited for its turn.</param>
    /// <param name="cancellationToken">Stops the sending; what may have left is in doubt then.</param>
    /// <exception cref="DocSigningException">The journal failed before anything left.</exception>
    /// <exception cref="OperationCanceledException">Stopped before anything left; the intent is planned.</exception>
    /// <remarks>The client does not repeat it by itself: before each send the lists are read again.</remarks>
    public async Task<SendResult> SendAsync(
        OrderIntent planned, OrderInput input, bool mustBeFresh, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var gate = new SendGate(client, journal, run, server, time, cancellationToken)
        {
            Intent = planned,
            MustBeFresh = mustBeFresh,
        };
        try
        {
            OrderCreated created = await CallAsync(gate, input, cancellationToken).ConfigureAwait(false);
            return await PlacedAsync(gate.Intent, input, created, gate.Readings).ConfigureAwait(false);
        }
        catch (CallCanceledException stopped)
            when (stopped.Executed == false && (gate.Intent.State == IntentState.Planned || gate.IsTooLate))
        {
            OrderIntent unsent = gate.Intent.State == IntentState.Planned
                ? gate.Intent
                : await journal.ChangeAsync(run, gate.Intent, gate.Intent with { State = IntentState.Planned }).ConfigureAwait(false);
            if (gate.IsTooLate)
            {
                return new SendResult(unsent, null, null);
            }

            throw;
        }
        catch (OperationCanceledException stopped)
        {
            return await InDoubtAsync(gate.Intent, "The call was stopped while the order was being sent.", stopped).ConfigureAwait(false);
        }
        catch (CertCentralException unknown) when (unknown.Executed is null)
        {
            return await InDoubtAsync(gate.Intent, unknown.Message, unknown).ConfigureAwait(false);
        }
        catch (CertCentralException notTaken)
        {
            IntentState state = notTaken.Executed == false ? IntentState.Planned : IntentState.Refused;
            OrderIntent changed = Ended(gate.Intent) with { State = state, Problem = notTaken.Message };
            return new SendResult(
                await journal.ChangeAsync(run, gate.Intent, changed).ConfigureAwait(false), null, RenewalRefused(input, notTaken));
        }
    }

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

    /// <summary>The server may know of the old order what nobody has seen, as that somebody renews it at this moment.</summary>
    private static Exception RenewalRefused(OrderInput input, CertCentralException notTaken) =>
        input.Body.RenewalOfOrderId is { } renewed && notTaken is CallRefusedException { Executed: true } refused
            && refused.Errors.FirstOrDefault(error => RefusedRenewals.Contains(error.Code, StringComparer.Ordinal)) is { } why
            ? OrderFaults.RenewalRefused(renewed, why.Code == RenewedAlready, refused)
            : notTaken;

    private async Task<OrderCreated> CallAsync(SendGate gate, OrderInput input, CancellationToken cancellationToken)
    {
        OrderRequest body = input.Body.WithComments(IntentReference.Sign(input.Comment, gate.Intent.Reference));
        try
        {
            return await client.WithPatience(TimeSpan.Zero).Orders.CreateAsync(body, gate.OpenAsync, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            await gate.CloseAsync().ConfigureAwait(false);
        }
    }

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
            if (now is null)
            {
                if (await NoteAnewAsync(current, order).ConfigureAwait(false) is { } anew)
                {
                    return new SendResult(anew, order, null);
                }

                break;
            }

            if (now == current)
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

    /// <summary>
    /// The entry is gone, as where a database has lost its last commits: it is written anew, whoever else stands for the person by now.
    /// </summary>
    /// <returns>The entry that has the order; null: that is somebody else's.</returns>
    /// <exception cref="DocSigningException">The journal cannot be written to.</exception>
    private async Task<OrderIntent?> NoteAnewAsync(OrderIntent lost, PlacedOrder order)
    {
        OrderIntent placed = PlacedOrderReader.Placed(Ended(lost), order) with { UpdatedAt = journal.Now };
        for (int attempt = 0; attempt < NoteAttempts; attempt++)
        {
            string[] standing = await StandingAsync(placed).ConfigureAwait(false);
            if (await journal.TryClaimAsync(run, placed, standing, CancellationToken.None).ConfigureAwait(false) is { } noted)
            {
                return noted;
            }

            // The lists may have told it to somebody meanwhile.
            OrderIntent? other = await journal
                .FindByOrderIdAsync(placed.Key.AccountId, order.OrderId, CancellationToken.None).ConfigureAwait(false);
            if (other is not null)
            {
                return other.Key == placed.Key ? other : null;
            }
        }

        throw JournalFaults.ChangedTimeAndAgain(placed);
    }

    private async Task<string[]> StandingAsync(OrderIntent placed)
    {
        IReadOnlyList<OrderIntent> known = await journal
            .FindStandingAsync(placed.Key, placed.TargetOrderId, CancellationToken.None).ConfigureAwait(false);
        List<string> standing = [.. known.Select(intent => intent.Reference)];
        if (placed.DirectoryId is { } id)
        {
            var ofPerson = new JournalFilter { AccountId = placed.Key.AccountId, DirectoryId = id };
            await foreach (OrderIntent intent in journal.ReadAsync(ofPerson, CancellationToken.None).ConfigureAwait(false))
            {
                standing.Add(intent.Reference);
            }
        }

        return [.. standing.Distinct(StringComparer.Ordinal)];
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
            string both = $"{Sentence.WithoutStop(reason)}. {journalFailed.Message}";
            return new SendResult(sent, null, OrderFaults.InDoubt(sent, both, journalFailed));
        }
    }
}

/// <summary>
/// Lets one order leave once. It is asked when the call has its turn, its connection and its body, so that nothing slow stands between the
/// journal's "sent" and the order's first byte.
/// </summary>
internal sealed class SendGate(
    CertCentralClient client, IOrderJournal journal, IJournalRun run, LiveOrderLookup server, TimeProvider time,
    CancellationToken cancellationToken) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private bool _isClosed;

    /// <summary>As the journal has it: planned until the gate opens, then sent.</summary>
    public required OrderIntent Intent { get; set; }

    /// <summary>Whether lists that have grown old keep the gate closed.</summary>
    public required bool MustBeFresh { get; init; }

    /// <summary>How many readings of the lists there were before the order left.</summary>
    public int Readings { get; private set; }

    /// <summary>The order must be decided about anew: its decision is too old, or it has left once already.</summary>
    public bool IsTooLate { get; private set; }

    /// <returns>Whether the order may leave.</returns>
    /// <exception cref="DocSigningException">The run is no longer at work, or the journal failed.</exception>
    [NotCancellable("The gate has the token of its call.")]
    public async Task<bool> OpenAsync()
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            IsTooLate = Intent.State == IntentState.Sent || (MustBeFresh && server.IsOld);
            if (_isClosed || IsTooLate)
            {
                return false;
            }

            // A run may wait here until its journal can be reached again. Then the decision is as old as the wait was long.
            var began = TwoClocks.Now(time);
            await run.EnsureAtWorkAsync(cancellationToken).ConfigureAwait(false);
            Readings = server.Readings;
            Intent = await NoteSentAsync(Intent).ConfigureAwait(false);

            // When the machine slept just here, or the disk hung, somebody may have ordered meanwhile.
            IsTooLate = began.Age(time) > TwoClocks.LongestCommit;
            return !IsTooLate;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>When the call is over: on .NET Framework a call that was stopped may end before its transport does.</summary>
    [NotCancellable("It waits for a commit, which takes milliseconds.")]
    public async Task CloseAsync()
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _isClosed = true;
        _turn.Release();
    }

    public void Dispose() => _turn.Dispose();

    private Task<OrderIntent> NoteSentAsync(OrderIntent planned) => journal.ChangeAsync(
        run,
        planned,
        planned.WithoutLook() with
        {
            State = IntentState.Sent,
            Sends = planned.Sends + 1,
            Problem = null,
            SendEndedAt = null,
            ServerTimeAtEnd = null,
            ServerTimeAtSend = planned.ServerTimeAtSend ?? client.ServerTime,
            HighestOrderIdBefore = planned.HighestOrderIdBefore ?? server.HighestOrderId,
        });
}
