using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.Run;

namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>
/// Settles intents in doubt by the server's own records. An order that is found is adopted. One that two looks do not find, with the
/// settle time between them, was not placed; its intent is planned again.
/// </summary>
internal sealed class IntentReconciler(CertCentralClient client, IntentWriter intents, TimeProvider time, OrderingOptions options)
{
    public const string NotArrived = "The order did not arrive; it was not placed.";
    private readonly ServerPatience _patience = new(client, time, options);

    // By reference: when this process first looked in vain, by a clock that nobody sets. The journal's time alone would let a wall clock that
    // jumps forward shorten the settle time.
    private readonly Dictionary<string, long> _lookedHere = new(StringComparer.Ordinal);

    /// <summary>Takes what runs that are over have left in doubt.</summary>
    public async Task<IReadOnlyList<OrderIntent>> TakeLeftoversAsync(IOrderJournal journal, JournalFilter filter, CancellationToken cancellationToken)
    {
        var taken = new List<OrderIntent>();
        foreach (OrderIntent intent in await Leftovers.ReadAsync(journal, filter, options.RunId, cancellationToken).ConfigureAwait(false))
        {
            if (await intents.TakeInDoubtAsync(intent, options.RunId, cancellationToken).ConfigureAwait(false) is { } doubtful)
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
        IReadOnlyDictionary<string, Finding> findings = await _patience.AskAsync(
            patient =>
            {
                began = (intents.Now(), time.GetTimestamp());
                return new OrderSearch(patient).LookAsync(asked, cancellationToken);
            },
            "for the orders in doubt",
            cancellationToken).ConfigureAwait(false);
        foreach (DoubtfulIntent one in doubtful)
        {
            one.Intent = await ApplyAsync(one.Intent, findings[one.Intent.Reference], began).ConfigureAwait(false);
        }
    }

    /// <summary>How long until every intent that is in doubt may be looked for again; null when a further look would decide nothing.</summary>
    public TimeSpan? NextLookIn(IReadOnlyCollection<DoubtfulIntent> doubtful)
    {
        DateTimeOffset now = intents.Now();
        TimeSpan[] waits = [.. doubtful.Where(one => one.Intent is { State: IntentState.InDoubt, LookedInVainAt: not null }).Select(one => DueIn(one.Intent, now))];
        return waits.Length == 0 ? null : waits.Max();
    }

    private TimeSpan DueIn(OrderIntent intent, DateTimeOffset now)
    {
        TimeSpan byJournal = intent.LookedInVainAt!.Value + options.SettleTime - now;
        TimeSpan here = _lookedHere.TryGetValue(intent.Reference, out long first) ? options.SettleTime - time.GetElapsedTime(first) : TimeSpan.Zero;
        TimeSpan left = byJournal > here ? byJournal : here;
        return left > options.SettleTime ? options.SettleTime : left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    /// <summary>Gives up what was not placed and no row asks for: another run may need its person.</summary>
    public async Task GiveUpAsync(OrderIntent notPlaced, string problem) =>
        await intents.ChangeAsync(notPlaced, notPlaced with { State = IntentState.Abandoned, Problem = problem }).ConfigureAwait(false);

    private async Task<OrderIntent> ApplyAsync(OrderIntent intent, Finding finding, (DateTimeOffset Time, long Stamp) began)
    {
        DateTimeOffset now = intents.Now();
        switch (finding)
        {
            case Finding.Found found:
                PlacedOrder order = PlacedOrderReader.Read(found.Order, now);
                OrderIntent placed = OrderSender.Placed(intent, order);
                OrderIntent adopted = StatusWords.IsDead(order.Status) ? placed with { State = IntentState.Closed } : placed;
                return await intents.TryChangeAsync(intent, adopted, CancellationToken.None).ConfigureAwait(false)
                    ?? await intents.ChangeAsync(intent, intent with { Problem = $"Order {order.OrderId} bears its reference, but stands in the journal for somebody else." }).ConfigureAwait(false);

            case Finding.Likely likely:
                return await intents.ChangeAsync(
                    intent,
                    intent with { LookedInVainAt = null, Problem = $"Order {likely.OrderId} may be its order, but the server shows neither comment nor CSR of it: look there yourself." }).ConfigureAwait(false);

            default:
                return await intents.ChangeAsync(intent, AfterMissing(intent, began, now)).ConfigureAwait(false);
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

        bool settledHere = !_lookedHere.TryGetValue(intent.Reference, out long here) || time.GetElapsedTime(here, began.Stamp) >= options.SettleTime;
        return settledHere && began.Time - first >= options.SettleTime
            ? intent with { State = IntentState.Planned, LookedInVainAt = null, Problem = NotArrived }
            : intent;
    }
}
