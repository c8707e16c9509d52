using System.Collections.Concurrent;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.Decide;
using DigiCertDocSign.Ordering.LiveOrders;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>What an input finds in the journal and on the server for its person.</summary>
internal abstract record ClaimResult
{
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The intent is this run's to send.</summary>
    public sealed record Mine(OrderIntent Intent) : ClaimResult;

    /// <summary>An order stands already.</summary>
    public sealed record Existing(PlacedOrder Order) : ClaimResult;

    /// <summary>This run has to reconcile first whether an earlier order was placed.</summary>
    public sealed record InDoubt(OrderIntent Intent) : ClaimResult;

    /// <summary>Another run that is at work has the person in doubt, or has been at it for long.</summary>
    public sealed record InDoubtElsewhere : ClaimResult;

    /// <summary>Somebody of this name has an order under another address: how many such inputs there are decides.</summary>
    public sealed record Namesake(LiveOrder Order) : ClaimResult;

    /// <summary>There can be no order for this input.</summary>
    public sealed record Refused(DocSigningException Fault) : ClaimResult;
}

/// <summary>
/// Decides whether a person may be ordered for, and claims the person if so. The lists of the account are read again right before a claim:
/// another administrator, or another journal, may order for the same people at this moment.
/// </summary>
internal sealed class OrderClaimer(
    IOrderJournal journal, IJournalRun run, LiveOrderLookup server, OrderDecider decider, RunDoubts doubts, ServerPatience patience,
    TimeProvider time, OrderingOptions options)
{
    // Two administrators with the same small list must not meet. A long list has no time for a reading before each order.
    public const int ReadBeforeEach = 100;

    /// <summary>The two lists of undecided requests and the newest page of the orders.</summary>
    public const int CallsOfReading = 3;

    private static readonly TimeSpan OtherRunPause = TimeSpan.FromSeconds(1);

    // After this time, or at the end of its patience, the run puts off to its end what another run has in hand. Two runs that each work on
    // a person of the other's would wait for ever.
    private static readonly TimeSpan OtherRunPatience = TimeSpan.FromMinutes(1);

    private readonly PlacedOrderReader _reader = new(options.IsSandbox);

    // The other runs that were met: each is told of once.
    private readonly ConcurrentDictionary<string, bool> _met = new(StringComparer.Ordinal);
    private readonly object _gate = new();
    private long? _waitingSince;
    private int _claims;

    /// <summary>Since when this run does nothing but wait for others, by the clock that nobody sets; null while it goes on.</summary>
    public long? WaitingSince
    {
        get
        {
            lock (_gate)
            {
                return _waitingSince;
            }
        }

        private set
        {
            lock (_gate)
            {
                _waitingSince = value is null ? null : _waitingSince ?? value;
            }
        }
    }

    /// <param name="input">The input.</param>
    /// <param name="key">Its person.</param>
    /// <param name="takesNamesakes">Whether orders of the same name under other addresses are no reason to put the input off.</param>
    /// <param name="cancellationToken">Stops the calls and the waits.</param>
    /// <exception cref="DocSigningException">The journal failed.</exception>
    /// <exception cref="CertCentralException">The server could not be asked.</exception>
    public async Task<ClaimResult> ClaimAsync(
        OrderInput input, IntentKey key, bool takesNamesakes, CancellationToken cancellationToken)
    {
        bool isFresh = false;
        while (true)
        {
            int readings = server.Readings;
            DecidedOrder decided = await decider.DecideAsync(input.Wanted, [], cancellationToken).ConfigureAwait(false);
            await CloseAsync(decided, cancellationToken).ConfigureAwait(false);
            OrderDecision decision = decided.Decision;
            if (decision.Kind == DecisionKind.Order && doubts.TakeFound(key, input.Person) is { } found)
            {
                return Existing(found, decision);
            }

            if (decision.Kind == DecisionKind.Order && !isFresh && MustRead())
            {
                await server.RefreshAsync(readings, patience, cancellationToken).ConfigureAwait(false);
                isFresh = true;
                continue;
            }

            ClaimResult? result = decision switch
            {
                { Kind: DecisionKind.Order, Namesake: { } namesake } when !takesNamesakes => new ClaimResult.Namesake(namesake),
                { Kind: DecisionKind.Order } => await ClaimAsync(decided, input, key, cancellationToken).ConfigureAwait(false),
                { Kind: DecisionKind.Existing } => new ClaimResult.Existing(Read(decision.Order!)),
                { Kind: DecisionKind.InDoubt } => await TakeAsync(decision.Intent!, cancellationToken).ConfigureAwait(false),
                { Kind: DecisionKind.Busy } => await WaitAsync(decision.Intent!, cancellationToken).ConfigureAwait(false),
                _ => new ClaimResult.Refused(decision.Fault!),
            };

            // What was read before a wait says nothing of the time after it.
            isFresh = false;
            if (result is not null)
            {
                WaitingSince = result is ClaimResult.InDoubtElsewhere ? WaitingSince : null;
                string[] existing = decision.Kind == DecisionKind.Existing ? [decision.Reason!] : [];
                return result with { Warnings = [.. existing, .. decision.AllWarnings] };
            }
        }
    }

    private ClaimResult.Existing Existing(OrderIntent found, OrderDecision decision)
    {
        PlacedOrder order = _reader.Read(found, found.OrderStatus ?? StatusWords.Unknown);
        return new ClaimResult.Existing(order with { KeyReference = found.KeyReference })
        {
            Warnings = [OrderFaults.FoundInDoubt(found), .. decision.Warnings],
        };
    }

    /// <summary>Reads the lists again, so that <see cref="WarnAsync"/> speaks of what they show now.</summary>
    /// <exception cref="CertCentralException">The server could not be asked.</exception>
    public Task ReadAgainAsync(CancellationToken cancellationToken) => server.RefreshAsync(server.Readings, patience, cancellationToken);

    /// <summary>What is to be told of a person whose order in doubt was found: the lists may show another one.</summary>
    /// <exception cref="DocSigningException">The journal failed.</exception>
    /// <exception cref="CertCentralException">The server could not be asked.</exception>
    public async Task<IReadOnlyList<string>> WarnAsync(OrderInput input, CancellationToken cancellationToken)
    {
        DecidedOrder decided = await decider.DecideAsync(input.Wanted, [], cancellationToken).ConfigureAwait(false);
        return decided.Decision.Warnings;
    }

    private bool MustRead() =>
        (Volatile.Read(ref _claims) < ReadBeforeEach && !server.IsLong) || server.IsOld;

    /// <summary>Notes the end of orders, and gives up what runs that are over had planned and nobody will send.</summary>
    private async Task CloseAsync(DecidedOrder decided, CancellationToken cancellationToken)
    {
        // Whether a change of ours or another run's gets through: the next decision reads the journal again.
        foreach ((OrderIntent intent, string status) in decided.Ended)
        {
            OrderIntent closed = intent with { State = IntentState.Closed, OrderStatus = status };
            await journal.TryChangeAsync(run, intent, closed, cancellationToken).ConfigureAwait(false);
        }

        bool isOrdered = decided.Decision.Kind == DecisionKind.Order;
        foreach (OrderIntent stale in isOrdered ? decided.Stale : decided.Takes is { } takes ? [.. decided.Stale, takes] : decided.Stale)
        {
            string problem = isOrdered
                ? "Nothing was sent; another order was asked for."
                : "Nothing was sent; another order stands for the person.";
            OrderIntent given = stale with { State = IntentState.Abandoned, Problem = problem };
            await journal.TryChangeAsync(run, stale, given, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>Null: another run was faster.</returns>
    private async Task<ClaimResult?> ClaimAsync(
        DecidedOrder decided, OrderInput input, IntentKey key, CancellationToken cancellationToken)
    {
        OrderIntent? mine = decided.Takes is { } planned
            ? await journal.TryChangeAsync(run, planned, Describe(input, planned), cancellationToken).ConfigureAwait(false)
            : await journal.TryClaimAsync(run, Plan(input, key), decided.Weighed, cancellationToken).ConfigureAwait(false);
        if (mine is null)
        {
            return null;
        }

        Interlocked.Increment(ref _claims);
        return new ClaimResult.Mine(mine);
    }

    private OrderIntent Plan(OrderInput input, IntentKey key)
    {
        DateTimeOffset now = journal.Now;
        return Describe(input, new OrderIntent
        {
            Reference = options.NewReference(),
            Key = key,
            Kind = input.Wanted.Kind,
            TargetOrderId = input.Wanted.Follows,
            State = IntentState.Planned,
            GivenName = input.Person.GivenName,
            Surname = input.Person.Surname,
            Email = input.Person.Email,
            RunId = run.RunId,
            CreatedAt = now,
            UpdatedAt = now,
        });
    }

    private static OrderIntent Describe(OrderInput input, OrderIntent intent) => intent with
    {
        GivenName = input.Person.GivenName,
        Surname = input.Person.Surname,
        Email = input.Person.Email,
        OrganizationId = input.Body.Organization?.Id,
        CsrSha256 = input.Wanted.CsrSha256,
        PublicKeySha256 = input.Wanted.PublicKeySha256,
        KeyReference = input.KeyReference,
        DirectoryId = input.DirectoryId,
    };

    private PlacedOrder Read(LiveOrder order)
    {
        PlacedOrder placed = order.Details is { } details ? _reader.Read(details, server.Now)
            : order.Intent is { } intent ? _reader.Read(intent, order.Status)
            : _reader.Read(order.OrderId!.Value, order.Status, order.Name);
        return placed with { KeyReference = order.Intent?.KeyReference };
    }

    /// <returns>Null: another run was faster.</returns>
    private async Task<ClaimResult?> TakeAsync(OrderIntent open, CancellationToken cancellationToken) =>
        await journal.TakeInDoubtAsync(run, open, cancellationToken).ConfigureAwait(false) is { } doubtful
            ? new ClaimResult.InDoubt(doubtful)
            : null;

    /// <returns>Null: it is time to look again.</returns>
    private async Task<ClaimResult?> WaitAsync(OrderIntent open, CancellationToken cancellationToken)
    {
        WaitingSince = time.GetTimestamp();
        TimeSpan longest = options.Patience < OtherRunPatience ? options.Patience : OtherRunPatience;
        if (open.State == IntentState.InDoubt || (WaitingSince is { } since && time.GetElapsedTime(since) >= longest))
        {
            return new ClaimResult.InDoubtElsewhere();
        }

        if (_met.TryAdd(open.RunId, true))
        {
            options.OnWaiting?.Invoke($"Another run orders for {open.Email} at this moment{open.ByWhom}; this one waits for it.");
        }

        await time.DelayAsync(OtherRunPause, cancellationToken).ConfigureAwait(false);
        return null;
    }
}
