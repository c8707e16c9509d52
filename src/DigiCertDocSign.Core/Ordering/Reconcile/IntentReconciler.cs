using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

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
/// settle time between them, was not placed; its intent is planned again.
/// </summary>
internal sealed class IntentReconciler(CertCentralClient client, IOrderJournal journal, TimeProvider time, OrderingOptions options)
{
    private const string NotArrived = "The order did not arrive; it was not placed.";
    private readonly ServerPatience _patience = new(client, time, options);
    private readonly PlacedOrderReader _reader = new(options.IsSandbox);

    // By reference: when this process first looked in vain, by a clock that nobody sets. The journal's time alone would let a wall clock
    // that jumps forward shorten the settle time.
    private readonly Dictionary<string, long> _lookedHere = new(StringComparer.Ordinal);

    /// <summary>What runs that are over have left in doubt. Changes nothing.</summary>
    /// <param name="filter">Which intents, but for their states: those are not looked at.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DocSigningException">The journal cannot be used.</exception>
    public async Task<IReadOnlyList<OrderIntent>> FindInDoubtAsync(JournalFilter filter, CancellationToken cancellationToken)
    {
        var open = new JournalFilter
        {
            AccountId = filter.AccountId,
            Reference = filter.Reference,
            Email = filter.Email,
            States = [IntentState.Sent, IntentState.InDoubt],
        };
        var free = new List<OrderIntent>();
        await foreach (OrderIntent intent in journal.ReadAsync(open, cancellationToken).ConfigureAwait(false))
        {
            // The intents of the run that asks are free to it.
            if (intent.RunId == options.RunId || !await journal.IsAtWorkAsync(intent.RunId, cancellationToken).ConfigureAwait(false))
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
        foreach (OrderIntent intent in await FindInDoubtAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            if (await journal.TakeInDoubtAsync(intent, options.RunId, cancellationToken).ConfigureAwait(false) is { } doubtful)
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
        (DateTimeOffset Time, long Stamp) began = default;
        IReadOnlyDictionary<string, SearchResult> results = await _patience.AskAsync(
            patient =>
            {
                began = (journal.Now, time.GetTimestamp());
                return new OrderSearch(patient, journal).LookAsync(asked, cancellationToken);
            },
            "for the orders in doubt",
            cancellationToken).ConfigureAwait(false);
        foreach (DoubtfulIntent one in doubtful)
        {
            one.Intent = await ApplyAsync(one.Intent, results[one.Intent.Reference], began).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// How long until every intent that is in doubt may be looked for again; null when a further look would decide nothing.
    /// </summary>
    public TimeSpan? NextLookIn(IReadOnlyCollection<DoubtfulIntent> doubtful)
    {
        DateTimeOffset now = journal.Now;
        IEnumerable<OrderIntent> looked =
            doubtful.Select(one => one.Intent).Where(intent => intent is { State: IntentState.InDoubt, LookedInVainAt: not null });
        TimeSpan[] waits = [.. looked.Select(intent => DueIn(intent, now))];
        return waits.Length == 0 ? null : waits.Max();
    }

    /// <summary>Abandons an intent that was not placed and that no input asks for: another run may need its person.</summary>
    [NotCancellable("A change takes milliseconds, and what has happened must be written down also when the run is being stopped.")]
    public Task AbandonAsync(OrderIntent notPlaced) =>
        journal.ChangeAsync(notPlaced, notPlaced with { State = IntentState.Abandoned, Problem = NotArrived });

    private TimeSpan DueIn(OrderIntent intent, DateTimeOffset now)
    {
        TimeSpan byJournal = intent.LookedInVainAt!.Value + options.SettleTime - now;
        TimeSpan here = _lookedHere.TryGetValue(intent.Reference, out long first)
            ? options.SettleTime - time.GetElapsedTime(first)
            : TimeSpan.Zero;
        TimeSpan left = byJournal > here ? byJournal : here;
        return left > options.SettleTime ? options.SettleTime : left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    private async Task<OrderIntent> ApplyAsync(OrderIntent intent, SearchResult result, (DateTimeOffset Time, long Stamp) began)
    {
        DateTimeOffset now = journal.Now;
        switch (result)
        {
            case SearchResult.Found found:
                PlacedOrder order = _reader.Read(found.Order, now);
                OrderIntent placed = PlacedOrderReader.Placed(intent, order);
                OrderIntent adopted = StatusWords.IsDead(order.Status) ? placed with { State = IntentState.Closed } : placed;
                string taken = $"Order {order.OrderId} looks like its order, but stands in the journal for somebody else.";
                return await journal.TryChangeAsync(intent, adopted, CancellationToken.None).ConfigureAwait(false)
                    ?? await journal.ChangeAsync(intent, intent with { Problem = taken }).ConfigureAwait(false);

            case SearchResult.Unclear unclear:
                OrderIntent open = intent with { LookedInVainAt = null, Problem = unclear.Problem };
                return await journal.ChangeAsync(intent, open).ConfigureAwait(false);

            default:
                return await journal.ChangeAsync(intent, AfterMissing(intent, began, now)).ConfigureAwait(false);
        }
    }

    private OrderIntent AfterMissing(OrderIntent intent, (DateTimeOffset Time, long Stamp) began, DateTimeOffset now)
    {
        // A clock that was set back makes the first look one of the future: it counts anew.
        if (intent.LookedInVainAt is not { } first || first > now)
        {
            _lookedHere[intent.Reference] = time.GetTimestamp();
            return intent with { LookedInVainAt = now };
        }

        bool passedHere =
            !_lookedHere.TryGetValue(intent.Reference, out long here) || time.GetElapsedTime(here, began.Stamp) >= options.SettleTime;
        return passedHere && began.Time - first >= options.SettleTime
            ? intent with { State = IntentState.Planned, LookedInVainAt = null, Problem = NotArrived }
            : intent;
    }
}
