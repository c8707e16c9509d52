using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Acts;

/// <summary>An entry of the journal about an order, and what the server says of it.</summary>
/// <param name="Intent">As it is now.</param>
/// <param name="Finding">Null where nothing had left, so that nobody was asked.</param>
internal sealed record ReconciledAct(OrderIntent Intent, ActFinding? Finding);

/// <summary>
/// Asks the server what became of what was done to an order. The order itself tells, and of a reissue its list of reissues. It sends
/// nothing.
/// </summary>
internal sealed class ActReconciler(CertCentralClient client, IOrderJournal journal, ActOptions options)
{
    private static readonly IntentState[] Open = [IntentState.Planned, IntentState.Sent, IntentState.InDoubt];

    /// <summary>What is open on an order.</summary>
    public static JournalFilter OpenOf(long accountId, long orderId) =>
        new() { AccountId = accountId, TargetOrderId = orderId, Kinds = IntentKinds.Acts, States = Open };

    /// <summary>The order, if it is certainly the one that was asked for, and of this product.</summary>
    /// <exception cref="DocSigningException">OrderOfAnotherProduct.</exception>
    /// <exception cref="CertCentralException">It cannot be read.</exception>
    public static async Task<SigningOrder> ReadAsync(CertCentralClient client, long orderId, CancellationToken cancellationToken)
    {
        SigningOrder order =
            SigningOrderReader.Order(await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false));
        return order.OrderId == orderId && SigningProduct.Is(order.ProductNameId)
            ? order
            : throw ActFaults.OfAnotherProduct(orderId, order);
    }

    /// <summary>What runs that are over have left open, and what runs that are at work have in hand.</summary>
    /// <exception cref="DocSigningException">ActUnderWay: a run is at work on one of them; or the journal cannot be read.</exception>
    public static async Task<IReadOnlyList<OrderIntent>> FindOpenAsync(
        IOrderJournal journal, JournalFilter filter, CancellationToken cancellationToken)
    {
        var found = new List<OrderIntent>();
        await foreach (OrderIntent act in journal.ReadAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            found.Add(await journal.IsAtWorkAsync(act.RunId, cancellationToken).ConfigureAwait(false)
                ? throw ActFaults.UnderWay(await journal.WithOwnerAsync(act, cancellationToken).ConfigureAwait(false))
                : act);
        }

        return found;
    }

    /// <summary>What became of it, noted in the journal unless this is a trial.</summary>
    /// <exception cref="DocSigningException">ActUnderWay: another process was faster; or the journal cannot be written to.</exception>
    /// <exception cref="CertCentralException">The list of reissues cannot be read.</exception>
    public async Task<ReconciledAct> ReconcileAsync(OrderIntent open, SigningOrder order, CancellationToken cancellationToken)
    {
        ActFinding? finding =
            open.State == IntentState.Planned ? null : await LookAsync(open, order, cancellationToken).ConfigureAwait(false);
        OrderIntent now = After(open, order, finding);
        if (options.IsTrial || now == open)
        {
            return new ReconciledAct(now, finding);
        }

        OrderIntent noted = await journal.TryChangeAsync(null, open, now, CancellationToken.None).ConfigureAwait(false)
            ?? throw ActFaults.UnderWay(open);
        await NoteOrderAsync(journal, noted, order).ConfigureAwait(false);
        return new ReconciledAct(noted, finding);
    }

    /// <summary>What was planned and had not left when its process ended: nobody needs to be asked.</summary>
    /// <exception cref="DocSigningException">ActUnderWay: another process was faster; or the journal cannot be written to.</exception>
    [NotCancellable("A change takes milliseconds.")]
    public async Task<OrderIntent> GiveUpAsync(OrderIntent planned) =>
        await journal.TryChangeAsync(null, planned, NeverSent(planned), CancellationToken.None).ConfigureAwait(false)
            ?? throw ActFaults.UnderWay(planned);

    /// <exception cref="CertCentralException">The list of reissues cannot be read.</exception>
    public async Task<ActFinding> LookAsync(OrderIntent act, SigningOrder order, CancellationToken cancellationToken)
    {
        IReadOnlyList<ReissuedCertificate>? reissues =
            act.Kind == IntentKind.Reissue ? await ListReissuesAsync(client, order.OrderId, cancellationToken).ConfigureAwait(false) : null;
        return ActComparison.Compare(act, order, reissues);
    }

    /// <summary>The entry of the order itself ends with the order.</summary>
    /// <exception cref="DocSigningException">The journal cannot be written to.</exception>
    [NotCancellable("The order has ended, so it is noted also when the command is being stopped.")]
    public static async Task NoteOrderAsync(IOrderJournal journal, OrderIntent act, SigningOrder order)
    {
        if (act.State != IntentState.Placed || order.Status is not (StatusWords.Canceled or StatusWords.Revoked))
        {
            return;
        }

        OrderIntent? intent =
            await journal.FindByOrderIdAsync(act.Key.AccountId, order.OrderId, CancellationToken.None).ConfigureAwait(false);
        if (intent is { State: IntentState.Placed })
        {
            // Another process that changes the entry meanwhile has asked the server as well.
            OrderIntent closed = intent with { State = IntentState.Closed, OrderStatus = order.Status };
            await journal.TryChangeAsync(null, intent, closed, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>The entry as it is after a look.</summary>
    private OrderIntent After(OrderIntent act, SigningOrder order, ActFinding? finding)
    {
        // A process that died has not noted when its call ended: then the time counts at which it wrote that it sent. It is held
        // fast, since each look that is noted is a later change.
        OrderIntent ended =
            act.State == IntentState.Planned ? act : act with { SendEndedAt = act.SendEndedAt ?? act.UpdatedAt };
        return finding switch
        {
            null => NeverSent(act),
            ActFinding.Done done => ended with
            {
                State = IntentState.Placed,
                RequestId = done.RequestId,
                OrderStatus = order.Status,
                Problem = null,
            },
            ActFinding.Ended end => ended with { State = IntentState.Closed, OrderStatus = order.Status, Problem = end.Problem },
            ActFinding.Replaced replaced => ended with { State = IntentState.Abandoned, Problem = replaced.Problem },
            ActFinding.Unclear unclear => ended with { State = IntentState.InDoubt, Problem = unclear.Problem },
            _ => NotSeen(ended),
        };
    }

    private static OrderIntent NeverSent(OrderIntent planned) =>
        planned with { State = IntentState.Abandoned, Problem = "Its process ended before it was sent." };

    private OrderIntent NotSeen(OrderIntent act)
    {
        DateTimeOffset due = (act.SendEndedAt ?? act.UpdatedAt) + options.SettleTime;

        // Two clocks, since one may be set. The server's is in whole seconds.
        TimeSpan? there = client.ServerTime - (act.ServerTimeAtEnd ?? act.ServerTimeAtSend) + TimeSpan.FromSeconds(1);
        string problem = $"CertCentral does not show it. From {Moments.Utc(due)} on, Resume-DocSigningOrder can tell.";
        return journal.Now >= due && there >= options.SettleTime
            ? act with { State = IntentState.Abandoned, Problem = "CertCentral does not show it, so it counts as not carried out." }
            : journal.Now >= due
                ? act with
                {
                    State = IntentState.InDoubt,
                    Problem = "CertCentral does not show it, and its clock does not tell that enough time has passed.",
                }
                : act with { State = IntentState.InDoubt, Problem = problem };
    }

    /// <returns>Null: the server has no such list, or does not show it.</returns>
    /// <exception cref="CertCentralException">The call failed.</exception>
    public static async Task<IReadOnlyList<ReissuedCertificate>?> ListReissuesAsync(
        CertCentralClient client, long orderId, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Orders.ListReissuesAsync(orderId, cancellationToken).ConfigureAwait(false);
        }
        catch (CertCentralException unknown) when (unknown is UnreadableAnswerException || Refusals.Includes(unknown))
        {
            return null;
        }
    }
}
