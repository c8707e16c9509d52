using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>An intent in doubt, with the inputs of this run that wait for it.</summary>
internal sealed class DoubtfulIntent(OrderIntent intent)
{
    public OrderIntent Intent { get; set; } = intent;

    /// <summary>Empty for what an earlier run left behind.</summary>
    public List<OrderInput> Inputs { get; } = [];

    /// <summary>The order was sent by this run, so that its discovery is no surprise.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Why it is still open; the last thing that is known.</summary>
    public string Problem => Intent.Problem ?? "The answer never came.";
}

/// <summary>
/// Reconciles intents in doubt with the server's own records. An order that is found is adopted. One that two looks do not find, with the
/// settle time between them, was not placed; its intent is planned again. A run uses it (ReconciliationInRun), and Resume-DocSigningOrder
/// (<see cref="ReconciliationOnDemand"/>); <see cref="ReconciliationByHand"/> asks the operator in place of the lists.
/// </summary>
internal sealed class IntentReconciler(
    CertCentralClient client, IOrderJournal journal, IJournalRun run, TimeProvider time, OrderingOptions options)
{
    private const string NotArrived = "The order did not arrive; it was not placed.";
    private const string TakenElsewhere = "Another run has taken it over, and reconciles it.";
    private readonly ServerPatience _patience = new(client, time, options);
    private readonly PlacedOrderReader _reader = new(options.IsSandbox);
    private readonly FurtherWitnesses _witnesses = new(journal);

    // By reference: the time of the first look in vain, if this process made it, by a clock that nobody sets.
    private readonly Dictionary<string, long> _lookedHere = new(StringComparer.Ordinal);

    // By the clock of a journal that hosts share, the moment at which it was asked last; null where it has none.
    private ThreeClocks? _asked;

    /// <summary>What runs that are over have left in doubt. Changes nothing.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="runId">The run that asks: its own intents are free to it. Null for no run.</param>
    /// <param name="filter">Which intents, but for their states: those are not looked at.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DocSigningException">The journal cannot be used.</exception>
    public static async Task<IReadOnlyList<OrderIntent>> FindInDoubtAsync(
        IOrderJournal journal, string? runId, JournalFilter filter, CancellationToken cancellationToken)
    {
        var open = new JournalFilter
        {
            AccountId = filter.AccountId,
            Reference = filter.Reference,
            Email = filter.Email,
            Kinds = filter.Kinds,
            States = [IntentState.Sent, IntentState.InDoubt],
        };
        var free = new List<OrderIntent>();
        await foreach (OrderIntent intent in journal.ReadAsync(open, cancellationToken).ConfigureAwait(false))
        {
            if (intent.RunId == runId || !await journal.IsAtWorkAsync(intent.RunId, cancellationToken).ConfigureAwait(false))
            {
                free.Add(intent);
            }
        }

        return free;
    }

    /// <summary>Takes what runs that are over have left in doubt.</summary>
    /// <param name="filter">Which intents, but for their states: those are not looked at.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    /// <exception cref="DocSigningException">The journal cannot be used.</exception>
    public async Task<IReadOnlyList<OrderIntent>> TakeInDoubtAsync(JournalFilter filter, CancellationToken cancellationToken)
    {
        var taken = new List<OrderIntent>();
        foreach (OrderIntent intent in await FindInDoubtAsync(journal, run.RunId, filter, cancellationToken).ConfigureAwait(false))
        {
            if (await journal.TakeInDoubtAsync(run, intent, cancellationToken).ConfigureAwait(false) is { } doubtful)
            {
                taken.Add(doubtful);
            }
        }

        return taken;
    }

    /// <summary>One look for all of them. Each is placed, closed, planned, or in doubt still afterwards.</summary>
    /// <exception cref="CertCentralException">The server could not be asked; nothing has changed.</exception>
    public async Task LookAsync(IReadOnlyCollection<DoubtfulIntent> doubtful, CancellationToken cancellationToken)
    {
        OrderIntent[] asked = [.. doubtful.Select(one => one.Intent)];

        // A look is as old as its beginning, when it read the lists: what follows may take minutes.
        ThreeClocks began = default!;
        (IReadOnlyDictionary<string, SearchResult> results, DateTimeOffset? serverTime) = await _patience.AskAsync(
            async patient =>
            {
                began = await NowAsync(cancellationToken).ConfigureAwait(false);
                return await new OrderSearch(patient, journal, _witnesses).LookAsync(asked, cancellationToken).ConfigureAwait(false);
            },
            "for the orders in doubt",
            cancellationToken).ConfigureAwait(false);
        began = began with { Server = serverTime };
        ThreeClocks ended = results.Values.Any(result => result is SearchResult.Missing)
            ? await NowAsync(CancellationToken.None).ConfigureAwait(false)
            : began;
        foreach (DoubtfulIntent one in doubtful)
        {
            one.Intent = await ApplyAsync(one.Intent, results[one.Intent.Reference], began, ended).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a further look, soon, decides about an intent that is in doubt still.</summary>
    public bool IsWorthWaiting(OrderIntent intent) => DueIn(intent) <= options.ShortSettleTime;

    /// <summary>
    /// How long until every intent that is worth waiting for may be looked for again; null when there is none.
    /// </summary>
    public TimeSpan? NextLookIn(IReadOnlyCollection<DoubtfulIntent> doubtful)
    {
        TimeSpan?[] waits = [.. doubtful.Select(one => one.Intent).Where(IsWorthWaiting).Select(DueIn)];
        return waits.Max();
    }

    /// <summary>Why an intent is open still, and from when on it can be decided.</summary>
    public string Explain(DoubtfulIntent one) => DueIn(one.Intent) is { } due
        ? $"{Sentence.WithoutStop(one.Problem)}. CertCentral does not show the order, and its lists may lag; from "
        + $"{Moments.Utc(journal.Now + due)} on, Resume-DocSigningOrder can tell"
        : one.Problem;

    /// <summary>
    /// Abandons an intent that was not placed and that no input asks for: another run may need its person. One that another run has taken
    /// by now is that run's to end.
    /// </summary>
    [NotCancellable("A change takes milliseconds, and what has happened must be written down also when the run is being stopped.")]
    public Task AbandonAsync(OrderIntent notPlaced) => journal.TryChangeAsync(
        run,
        notPlaced,
        notPlaced with { State = IntentState.Abandoned, Problem = NotArrived },
        CancellationToken.None);

    /// <summary>How long until a look may decide that the order was not placed; null when none will.</summary>
    private TimeSpan? DueIn(OrderIntent intent)
    {
        if (intent is not { State: IntentState.InDoubt, LookedInVainAt: { } first })
        {
            return null;
        }

        TimeSpan settle = SettleTime(intent);
        DateTimeOffset present = _asked is { } asked ? asked.Shared + time.GetElapsedTime(asked.Stamp) : journal.Now;
        TimeSpan byJournal = first + settle - present;
        TimeSpan here = _lookedHere.TryGetValue(intent.Reference, out long stamp) ? settle - time.GetElapsedTime(stamp) : TimeSpan.Zero;
        TimeSpan left = byJournal > here ? byJournal : here;
        return left > settle ? settle : left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    private TimeSpan SettleTime(OrderIntent intent) => intent.LookSawLaterOrder ? options.ShortSettleTime : options.SettleTime;

    private async Task<ThreeClocks> NowAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? shared = await run.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        var now = new ThreeClocks(shared ?? journal.Now, time.GetTimestamp(), client.ServerTime);
        _asked = shared is null ? null : now;
        return now;
    }

    private async Task<OrderIntent> ApplyAsync(OrderIntent intent, SearchResult result, ThreeClocks began, ThreeClocks ended)
    {
        switch (result)
        {
            case SearchResult.Found found:
                PlacedOrder order = _reader.Read(found.Order, journal.Now);
                OrderIntent adopted = PlacedOrderReader.Adopted(intent, order);
                string taken = $"Order {order.OrderId} looks like its order, but stands in the journal for somebody else.";
                return await journal.TryChangeAsync(run, intent, adopted, CancellationToken.None).ConfigureAwait(false)
                    ?? await ChangeAsync(intent, Undecided(intent, taken)).ConfigureAwait(false);

            case SearchResult.Unclear unclear:
                return await ChangeAsync(intent, Undecided(intent, unclear.Problem)).ConfigureAwait(false);

            case SearchResult.Missing missing:
                return await ChangeAsync(intent, AfterMissing(intent, missing.SawLaterOrder, began, ended)).ConfigureAwait(false);

            default:
                throw new InvalidOperationException($"A look does not end with {result}.");
        }
    }

    /// <summary>
    /// Where another run has taken the intent meanwhile, the intent is what that run has made of it: placed, or in doubt as far as this
    /// run can tell, and nothing that it may decide any more.
    /// </summary>
    private async Task<OrderIntent> ChangeAsync(OrderIntent intent, OrderIntent to)
    {
        if (await journal.TryChangeAsync(run, intent, to, CancellationToken.None).ConfigureAwait(false) is { } changed)
        {
            return changed;
        }

        OrderIntent? there = await journal.FindByReferenceAsync(intent.Key.AccountId, intent.Reference, CancellationToken.None)
            .ConfigureAwait(false);
        return there is { OrderId: not null, State: IntentState.Placed or IntentState.Closed } ? there
            : Undecided(intent, TakenElsewhere) with { State = IntentState.InDoubt };
    }

    private static OrderIntent Undecided(OrderIntent intent, string problem) => intent.WithoutLook() with { Problem = problem };

    private OrderIntent AfterMissing(OrderIntent intent, bool sawLaterOrder, ThreeClocks began, ThreeClocks ended)
    {
        // When the clock was set back, the first look seems to lie in the future. Then this look counts as the first.
        if (intent.LookedInVainAt is not { } first || first > ended.Shared)
        {
            return FirstLook(intent, sawLaterOrder, ended);
        }

        if (Passed(intent, first, began) is { } isProven)
        {
            return isProven
                ? Undecided(intent, NotArrived) with { State = IntentState.Planned }
                : Undecided(
                    intent,
                    "The clocks of this machine and of CertCentral do not agree how much time has passed since it was sent.");
        }

        // This look has seen a later order, and the first had not. So the lists keep up, and the shorter settle time, from now on, is
        // enough.
        return sawLaterOrder && !intent.LookSawLaterOrder && DueIn(intent) > options.ShortSettleTime
            ? FirstLook(intent, sawLaterOrder, ended)
            : intent;
    }

    private OrderIntent FirstLook(OrderIntent intent, bool sawLaterOrder, ThreeClocks now)
    {
        _lookedHere[intent.Reference] = now.Stamp;
        return intent with { LookedInVainAt = now.Shared, ServerTimeAtLook = now.Server, LookSawLaterOrder = sawLaterOrder };
    }

    /// <summary>
    /// Whether the settle time has passed between the first look and the beginning of this one. A clock that leaps, stands still or is
    /// missing must not shorten it. So at least two clocks have to be there, and all of them have to agree.
    /// </summary>
    /// <returns>Null: not yet. False: the clocks do not agree.</returns>
    private bool? Passed(OrderIntent intent, DateTimeOffset first, ThreeClocks began)
    {
        TimeSpan settle = SettleTime(intent);
        TimeSpan? here = _lookedHere.TryGetValue(intent.Reference, out long stamp) ? time.GetElapsedTime(stamp, began.Stamp) : null;
        if (began.Shared - first < settle || here < settle)
        {
            return null;
        }

        // The server's Date is in whole seconds.
        TimeSpan? there = began.Server - intent.ServerTimeAtLook + TimeSpan.FromSeconds(1);
        return there is null ? here is not null : there >= settle;
    }

    /// <summary>One moment by the clocks that there are.</summary>
    /// <param name="Shared">
    /// The one of all who share the journal, as precise as that keeps it: the database's, or where it is in a file this machine's.
    /// </param>
    /// <param name="Stamp">One that nobody sets, good within this process.</param>
    /// <param name="Server">The server's; null when it does not tell.</param>
    private sealed record ThreeClocks(DateTimeOffset Shared, long Stamp, DateTimeOffset? Server);
}
