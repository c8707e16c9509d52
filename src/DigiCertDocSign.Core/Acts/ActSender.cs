using System.Runtime.ExceptionServices;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Acts;

/// <summary>The call of an act.</summary>
/// <param name="reference">Of its entry in the journal.</param>
/// <param name="mayLeave">Asked right before the call leaves.</param>
/// <param name="cancellationToken">Stops it.</param>
/// <returns>What the server itself has answered; null where any proxy may have answered so.</returns>
internal delegate Task<ActAnswer?> ActCall(string reference, Func<Task<bool>> mayLeave, CancellationToken cancellationToken);

/// <summary>An answer in the server's own words.</summary>
/// <param name="RequestId">The request that came of it; null where it names none.</param>
internal sealed record ActAnswer(long? RequestId);

/// <summary>
/// Sends an act once. The journal says "sent" before the first byte leaves, and what became of it is read from the order: any proxy can
/// answer with 200.
/// </summary>
internal sealed class ActSender(
    CertCentralClient client, long accountId, IOrderJournal journal, IJournalRun run, ActReconciler reconciler, TimeProvider time)
{
    /// <param name="act">As it was confirmed.</param>
    /// <param name="claimed">Its entry, this run's.</param>
    /// <param name="send">The call.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<OrderAct> SendAsync(OrderAct act, OrderIntent claimed, ActCall send, CancellationToken cancellationToken)
    {
        if (await LookBeforeAsync(act, claimed, cancellationToken).ConfigureAwait(false) is { } done)
        {
            return done;
        }

        using var gate = new ActGate(client, journal, run, time, cancellationToken) { Intent = claimed };
        ActAnswer? answer = null;
        CertCentralException? failure = null;
        try
        {
            answer = await CallAsync(gate, send, cancellationToken).ConfigureAwait(false);
        }
        catch (CallCanceledException late) when (gate.IsTooLate)
        {
            throw await LateAsync(act, gate.Intent, late).ConfigureAwait(false);
        }
        catch (OperationCanceledException stopped)
        {
            if (!gate.HasLeft || stopped is CallCanceledException { Executed: false })
            {
                await UnsendAsync(act, gate.Intent, "The command was stopped before it was sent.").ConfigureAwait(false);
                throw;
            }

            throw await DoubtAsync(act, gate.Intent, "The command was stopped while it was being sent.", stopped).ConfigureAwait(false);
        }
        catch (CertCentralException problem)
        {
            failure = problem;
        }

        if (failure is { Executed: false })
        {
            await UnsendAsync(act, gate.Intent, failure.Message).ConfigureAwait(false);
            ExceptionDispatchInfo.Capture(failure).Throw();
        }

        return await JudgeAsync(act, gate.Intent, answer, failure, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The operator may have taken long over the question, and somebody else may have done something to the order meanwhile.
    /// </summary>
    /// <returns>Null: it is as it was confirmed. Else it is done already.</returns>
    private async Task<OrderAct?> LookBeforeAsync(OrderAct act, OrderIntent claimed, CancellationToken cancellationToken)
    {
        SigningOrder now;
        try
        {
            await RequireNoOtherAsync(act, claimed, cancellationToken).ConfigureAwait(false);
            now = await ActReconciler.ReadAsync(client, act.Order.OrderId, cancellationToken).ConfigureAwait(false);
            if (!IsEnd(act, claimed, now))
            {
                await RequireUnchangedAsync(act, claimed, now, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception problem) when (problem is DocSigningException or CertCentralException or OperationCanceledException)
        {
            string words = problem is OperationCanceledException ? "The command was stopped before it was sent." : problem.Message;
            await UnsendAsync(act, claimed, words).ConfigureAwait(false);
            throw;
        }

        return IsEnd(act, claimed, now)
            ? await NoteAsync(act, claimed, now, RequestOf(act, claimed, now), isSeen: true).ConfigureAwait(false)
            : null;
    }

    /// <exception cref="DocSigningException">It is not as it was confirmed.</exception>
    private async Task RequireUnchangedAsync(
        OrderAct act, OrderIntent claimed, SigningOrder now, CancellationToken cancellationToken)
    {
        if (now.Status != act.Order.Status || now.CertificateId != act.CertificateId)
        {
            throw ActFaults.Changed(act, now);
        }

        if (act.Kind != IntentKind.Reissue)
        {
            // The reissue that is canceled is another one than that which was confirmed, in the same words.
            if (ActComparison.Compare(claimed, now, null) is ActFinding.Replaced replaced)
            {
                throw ActFaults.Changed(act, now, replaced.Problem);
            }

            return;
        }

        // None waited when it was confirmed. A revocation would take the new certificate with it.
        if ((ActComparison.OpenReissue(now) ?? ActComparison.OpenRevocation(now)) is { } waiting)
        {
            throw ActFaults.Changed(act, now, waiting);
        }

        if (act.Csr is null
            && await TokenReissues.FindAsync(journal, accountId, now, cancellationToken).ConfigureAwait(false) is { } asked
            && TokenReissues.IsToCome(asked, now))
        {
            throw ActFaults.TokenAskedFor(asked, now);
        }
    }

    private static long? RequestOf(OrderAct act, OrderIntent claimed, SigningOrder now) => act.Kind == IntentKind.Revocation
        ? (ActComparison.Compare(claimed, now, null) as ActFinding.Done)?.RequestId
        : null;

    /// <summary>The journal keeps two acts of one kind apart. One of another kind may have been claimed at the same time.</summary>
    private async Task RequireNoOtherAsync(OrderAct act, OrderIntent claimed, CancellationToken cancellationToken)
    {
        JournalFilter filter = ActReconciler.OpenOf(accountId, act.Order.OrderId);
        await foreach (OrderIntent other in journal.ReadAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            if (other.Reference == claimed.Reference)
            {
                continue;
            }

            if (await journal.IsAtWorkAsync(other.RunId, cancellationToken).ConfigureAwait(false))
            {
                throw ActFaults.UnderWay(await journal.WithOwnerAsync(other, cancellationToken).ConfigureAwait(false));
            }

            if (act.Kind == IntentKind.Reissue)
            {
                throw ActFaults.InDoubt(other, act.Order);
            }
        }
    }

    /// <summary>
    /// Whoever has brought it about, there is nothing left to send. A request that has come while all certificates were confirmed may be
    /// for one of them, unless all were asked for before.
    /// </summary>
    private static bool IsEnd(OrderAct act, OrderIntent claimed, SigningOrder now) =>
        act.Kind != IntentKind.Reissue
        && ActComparison.Compare(claimed, now, null) is ActFinding.Done
        && (!act.IsWholeOrder || now.Status == StatusWords.Revoked || act.Again is { IsWholeOrder: true });

    private static async Task<ActAnswer?> CallAsync(ActGate gate, ActCall send, CancellationToken cancellationToken)
    {
        try
        {
            return await send(gate.Intent.Reference, gate.OpenAsync, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await gate.CloseAsync().ConfigureAwait(false);
        }
    }

    private async Task<OrderAct> JudgeAsync(
        OrderAct act, OrderIntent sent, ActAnswer? answer, CertCentralException? failure, CancellationToken cancellationToken)
    {
        // A refusal of a reissue is about this one, whoever else has asked for another meanwhile.
        bool isRefused = failure is { Executed: true };
        (SigningOrder Order, ActFinding Finding)? seen = isRefused && act.Kind == IntentKind.Reissue
            ? null
            : await LookAsync(act, sent, cancellationToken).ConfigureAwait(false);
        if (seen is { Finding: ActFinding.Done done } shown)
        {
            return await NoteAsync(act, sent, shown.Order, answer?.RequestId ?? done.RequestId, isSeen: true).ConfigureAwait(false);
        }

        // An order may stay issued when its certificates are revoked.
        if (act.Kind == IntentKind.Revocation && isRefused && failure!.Errors.Any(IsRevokedAlready))
        {
            return await NoteAsync(act, sent, seen?.Order ?? act.Order, null, isSeen: false).ConfigureAwait(false);
        }

        if (isRefused)
        {
            OrderIntent refused = Ended(sent) with { State = IntentState.Refused, Problem = failure!.Message };
            await NoteUndoneAsync(act, sent, refused).ConfigureAwait(false);
            ExceptionDispatchInfo.Capture(failure).Throw();
        }

        if (answer is not null)
        {
            return await NoteAsync(act, sent, seen?.Order ?? act.Order, answer.RequestId, seen is not null).ConfigureAwait(false);
        }

        string reason = seen?.Finding switch
        {
            ActFinding.Unclear unclear => unclear.Problem,
            ActFinding.Replaced replaced => replaced.Problem,
            ActFinding.Ended ended => ended.Problem,
            _ => failure is null ? "CertCentral says so, and does not show it." : "CertCentral has not confirmed it, and does not show it.",
        };
        throw await DoubtAsync(act, sent, $"{reason} {failure?.Message}".TrimEnd(), failure).ConfigureAwait(false);
    }

    private static bool IsRevokedAlready(ApiError error) => error.Code is "order_already_revoked" or "order_is_revoked";

    /// <returns>Null: what cannot be read shows nothing.</returns>
    private async Task<(SigningOrder Order, ActFinding Finding)?> LookAsync(
        OrderAct act, OrderIntent sent, CancellationToken cancellationToken)
    {
        try
        {
            SigningOrder now = await ActReconciler.ReadAsync(client, act.Order.OrderId, cancellationToken).ConfigureAwait(false);
            return (now, await reconciler.LookAsync(sent, now, cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException stopped)
        {
            throw await DoubtAsync(act, sent, "The command was stopped before it could look.", stopped).ConfigureAwait(false);
        }
        catch (Exception unread) when (unread is CertCentralException or DocSigningException { Kind: FaultKind.OrderOfAnotherProduct })
        {
            return null;
        }
    }

    /// <summary>Whatever happens from here on, CertCentral has it.</summary>
    private async Task<OrderAct> NoteAsync(OrderAct act, OrderIntent sent, SigningOrder order, long? requestId, bool isSeen)
    {
        OrderAct done = act with
        {
            IsDone = true,
            RequestId = ActComparison.Waiting(order, requestId),
            Order = order,
            IsSeen = isSeen,
        };
        try
        {
            OrderIntent placed = Ended(sent) with
            {
                State = IntentState.Placed,
                RequestId = requestId,
                OrderStatus = order.Status,
                Problem = null,
            };
            await journal.ChangeAsync(run, sent, placed).ConfigureAwait(false);
            await ActReconciler.NoteOrderAsync(journal, placed, order).ConfigureAwait(false);
            return done;
        }
        catch (DocSigningException journalFailed)
        {
            return done with { Unnoted = ActFaults.NotNoted(act, journalFailed) };
        }
    }

    /// <summary>Nothing of this try was carried out. An earlier one may have been.</summary>
    private Task UnsendAsync(OrderAct act, OrderIntent intent, string problem) => NoteUndoneAsync(
        act,
        intent,
        act.Again is null
            ? intent with { State = IntentState.Abandoned, Problem = problem }
            : intent with
            {
                State = IntentState.InDoubt,
                Problem = problem,
                SendEndedAt = intent.SendEndedAt ?? journal.Now,
                ServerTimeAtEnd = intent.ServerTimeAtEnd ?? client.ServerTime,
            });

    /// <exception cref="DocSigningException">The journal cannot be written to; both are told.</exception>
    private async Task NoteUndoneAsync(OrderAct act, OrderIntent from, OrderIntent to)
    {
        try
        {
            await journal.ChangeAsync(run, from, to).ConfigureAwait(false);
        }
        catch (DocSigningException journalFailed)
        {
            throw ActFaults.UndoneAndNotNoted(act, to.Problem!, journalFailed);
        }
    }

    /// <summary>It did not leave now. An earlier try of the same call may have.</summary>
    /// <returns>To be thrown.</returns>
    private async Task<DocSigningException> LateAsync(OrderAct act, OrderIntent intent, CallCanceledException late)
    {
        const string Words = "This machine stood still before it was sent.";
        if (late.Executed != false)
        {
            return await DoubtAsync(act, intent, Words, late).ConfigureAwait(false);
        }

        await UnsendAsync(act, intent, Words).ConfigureAwait(false);
        return ActFaults.TooLate(act, late);
    }

    /// <returns>To be thrown.</returns>
    private async Task<DocSigningException> DoubtAsync(OrderAct act, OrderIntent sent, string reason, Exception? inner)
    {
        OrderIntent doubtful = Ended(sent) with { State = IntentState.InDoubt, Problem = reason };
        try
        {
            await journal.ChangeAsync(run, sent, doubtful).ConfigureAwait(false);
        }
        catch (DocSigningException journalFailed)
        {
            // The journal goes on saying "sent", which the next command reads as in doubt.
            return ActFaults.InDoubt(doubtful with { Problem = $"{reason} {journalFailed.Message}" }, act.Order, journalFailed);
        }

        return ActFaults.InDoubt(doubtful, act.Order, inner);
    }

    private OrderIntent Ended(OrderIntent intent) => intent.State == IntentState.Sent
        ? intent with { SendEndedAt = journal.Now, ServerTimeAtEnd = client.ServerTime }
        : intent;
}

/// <summary>
/// Writes "sent" into the journal when the call has its turn, its connection and its body. Unlike the gate of an order it lets a call leave
/// again that the server itself has put off (429): such a call was not carried out, and what it names cannot be bought twice.
/// </summary>
internal sealed class ActGate(
    CertCentralClient client, IOrderJournal journal, IJournalRun run, TimeProvider time, CancellationToken cancellationToken) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private bool _isClosed;

    /// <summary>As the journal has it.</summary>
    public required OrderIntent Intent { get; set; }

    /// <summary>Whether it was written down that the call leaves.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>The order may have changed since it was looked at: the machine slept, or the journal could not be reached.</summary>
    public bool IsTooLate { get; private set; }

    /// <returns>Whether the call may leave.</returns>
    /// <exception cref="DocSigningException">The run is no longer at work, or the journal failed.</exception>
    [NotCancellable("The gate has the token of its call.")]
    public async Task<bool> OpenAsync()
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isClosed)
            {
                return false;
            }

            var began = TwoClocks.Now(time);
            await run.EnsureAtWorkAsync(cancellationToken).ConfigureAwait(false);

            // Each time: from the last one on CertCentral may carry it out.
            Intent = await NoteSentAsync(Intent).ConfigureAwait(false);
            IsTooLate = began.Age(time) > TwoClocks.LongestCommit;
            HasLeft |= !IsTooLate;
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

    private Task<OrderIntent> NoteSentAsync(OrderIntent planned) => journal.ChangeAsync(run, planned, planned with
    {
        State = IntentState.Sent,
        Sends = planned.Sends + 1,
        Problem = null,
        SendEndedAt = null,
        ServerTimeAtEnd = null,
        ServerTimeAtSend = client.ServerTime,
    });
}
