using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>What an input finds in the journal and on the server for its person.</summary>
internal abstract record ClaimResult
{
    /// <summary>The intent is this run's to send.</summary>
    public sealed record Mine(OrderIntent Intent) : ClaimResult;

    /// <summary>An order stands already.</summary>
    public sealed record Existing(PlacedOrder Order, string Warning) : ClaimResult;

    /// <summary>This run has to reconcile first whether an earlier order was placed.</summary>
    public sealed record InDoubt(OrderIntent Intent) : ClaimResult;

    /// <summary>Another run that is at work has the person in doubt, or has been at it for long.</summary>
    public sealed record InDoubtElsewhere : ClaimResult;

    /// <summary>There can be no order for this input.</summary>
    public sealed record Refused(DocSigningException Fault) : ClaimResult;
}

/// <summary>
/// Finds out whether a person may be ordered for, and claims the person if so. The journal is asked first, since it also knows what is on
/// its way; then the live orders of the server, which know what was ordered elsewhere.
/// </summary>
internal sealed class OrderClaims(
    CertCentralClient client, IOrderJournal journal, LiveOrderLookup server, TimeProvider time, OrderingOptions options)
{
    private static readonly TimeSpan OtherRunPause = TimeSpan.FromSeconds(1);

    // Then the input is put off to the end of the run: two runs that each have a person of the other would else wait for ever.
    private static readonly TimeSpan OtherRunPatience = TimeSpan.FromMinutes(1);

    private readonly PlacedOrderReader _reader = new(options.IsSandbox);

    /// <exception cref="DocSigningException">The journal failed.</exception>
    /// <exception cref="CertCentralException">The server could not be asked.</exception>
    public async Task<ClaimResult> ClaimAsync(OrderInput input, IntentKey key, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        while (true)
        {
            // A duplicate that was asked for has a key of its own, so it meets nobody.
            OrderIntent? live = options.AllowDuplicate ? null : await journal.FindLiveAsync(key, cancellationToken).ConfigureAwait(false);
            ClaimResult? result = live is null
                ? await ClaimNewAsync(input, key, cancellationToken).ConfigureAwait(false)
                : live.State == IntentState.Placed
                    ? await ReadPlacedAsync(live, input, cancellationToken).ConfigureAwait(false)
                    : await TakeOverAsync(live, input, started, cancellationToken).ConfigureAwait(false);
            if (result is not null)
            {
                return result;
            }
        }
    }

    /// <returns>Null: another run was faster.</returns>
    private async Task<ClaimResult?> ClaimNewAsync(OrderInput input, IntentKey key, CancellationToken cancellationToken)
    {
        if (!options.AllowDuplicate && await FindOnServerAsync(input, key, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        OrderIntent planned = Plan(input, key);
        return await journal.TryClaimAsync(planned, cancellationToken).ConfigureAwait(false) is { } claimed
            ? new ClaimResult.Mine(claimed)
            : null;
    }

    /// <returns>Null: the lists show no order for the person.</returns>
    private async Task<ClaimResult?> FindOnServerAsync(OrderInput input, IntentKey key, CancellationToken cancellationToken)
    {
        IReadOnlyList<SigningOrder> orders = await server.FindAsync(input.Person, cancellationToken).ConfigureAwait(false);
        if (orders.FirstOrDefault(order => order.OrderId != key.RenewalOfOrderId) is not { } order)
        {
            return await FindUnclearAsync(input, key, cancellationToken).ConfigureAwait(false);
        }

        string? name = OrderName.Of(order.GivenName, order.Surname) ?? OrderName.Of(order.CommonName);
        return name is null || IsCalled(input.Person, name)
            ? Existing(input.Person, _reader.Read(order, time.GetUtcNow()), name)
            : new ClaimResult.Refused(OrderFaults.OtherPerson(order.OrderId, name, input.Person));
    }

    /// <returns>Null: no live order is left of which it is not known whose it is.</returns>
    private async Task<ClaimResult?> FindUnclearAsync(OrderInput input, IntentKey key, CancellationToken cancellationToken)
    {
        foreach (UnclearOrder order in await server.FindUnclearAsync(input.Person, cancellationToken).ConfigureAwait(false))
        {
            if (order.OrderId != key.RenewalOfOrderId
                && !await IsOfAnotherAsync(order.OrderId, key, cancellationToken).ConfigureAwait(false))
            {
                return new ClaimResult.Refused(OrderFaults.Unclear(order, input.Person));
            }
        }

        return null;
    }

    /// <summary>Whether the journal knows the order as that of another address: what it knows is as good as shown.</summary>
    private async Task<bool> IsOfAnotherAsync(long orderId, IntentKey key, CancellationToken cancellationToken)
    {
        var ofOrder = new JournalFilter { AccountId = key.AccountId, OrderId = orderId };
        await foreach (OrderIntent owner in journal.ReadAsync(ofOrder, cancellationToken).ConfigureAwait(false))
        {
            return owner.Key.Email != key.Email;
        }

        return false;
    }

    private OrderIntent Plan(OrderInput input, IntentKey key)
    {
        string reference = options.NewReference();
        DateTimeOffset now = journal.Now;
        return Describe(input, new OrderIntent
        {
            Reference = reference,
            Key = options.AllowDuplicate ? key with { Copy = reference } : key,
            State = IntentState.Planned,
            GivenName = input.Person.GivenName,
            Surname = input.Person.Surname,
            Email = input.Person.Email,
            RunId = options.RunId,
            CreatedAt = now,
            UpdatedAt = now,
        });
    }

    private OrderIntent Describe(OrderInput input, OrderIntent intent) => intent with
    {
        GivenName = input.Person.GivenName,
        Surname = input.Person.Surname,
        Email = input.Person.Email,
        OrganizationId = input.Request.Organization?.Id,
        CsrSha256 = CsrDigest.Of(input.Request.Certificate?.Csr),
        KeyReference = input.KeyReference,
        RunId = options.RunId,
    };

    /// <returns>Null: the order has ended, and the person is free again.</returns>
    private async Task<ClaimResult?> ReadPlacedAsync(OrderIntent live, OrderInput input, CancellationToken cancellationToken)
    {
        PlacedOrder order = await FindOrderAsync(live, cancellationToken).ConfigureAwait(false);
        if (StatusWords.IsDead(order.Status))
        {
            // Whether this change or another run's gets through: the next look at the journal shows it.
            OrderIntent closed = live with { State = IntentState.Closed, OrderStatus = order.Status };
            await journal.TryChangeAsync(live, closed, cancellationToken).ConfigureAwait(false);
            return null;
        }

        return IsCalled(input.Person, OrderName.Of(live.Name))
            ? Existing(input.Person, order with { KeyReference = live.KeyReference }, OrderName.Of(live.Name))
            : new ClaimResult.Refused(OrderFaults.OtherPerson(order.OrderId, live.Name, input.Person));
    }

    private async Task<PlacedOrder> FindOrderAsync(OrderIntent live, CancellationToken cancellationToken)
    {
        // What this run has placed itself is younger than the lists.
        string? status = live.RunId == options.RunId ? live.OrderStatus : server.StatusOf(live.OrderId!.Value);
        if (status is not null)
        {
            return _reader.Read(live, status);
        }

        // The journal knows that it was placed. That this key does not see it does not make it free to buy again.
        return await LiveOrderLookup.AskAsync(client, live.OrderId!.Value, cancellationToken).ConfigureAwait(false) is { } order
            ? _reader.Read(order, time.GetUtcNow())
            : _reader.Read(live, live.OrderStatus ?? StatusWords.Unknown);
    }

    /// <returns>Null: the journal has changed, or the other run is still at it; look again.</returns>
    private async Task<ClaimResult?> TakeOverAsync(OrderIntent live, OrderInput input, long started, CancellationToken cancellationToken)
    {
        if (live.RunId != options.RunId && await journal.IsAtWorkAsync(live.RunId, cancellationToken).ConfigureAwait(false))
        {
            if (live.State == IntentState.InDoubt || time.GetElapsedTime(started) > OtherRunPatience)
            {
                return new ClaimResult.InDoubtElsewhere();
            }

            options.OnWaiting?.Invoke($"Another run orders for {live.Email} at this moment; this one waits for it.");
            await time.DelayAsync(OtherRunPause, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (live.State == IntentState.Planned)
        {
            // It may have lain here for days, while somebody ordered by hand.
            if (await FindOnServerAsync(input, live.Key, cancellationToken).ConfigureAwait(false) is { } known)
            {
                const string Stands = "Nothing was sent; another order stands for the person.";
                OrderIntent given = live with { State = IntentState.Abandoned, Problem = Stands };
                return await journal.TryChangeAsync(live, given, cancellationToken).ConfigureAwait(false) is null ? null : known;
            }

            return await journal.TryChangeAsync(live, Describe(input, live), cancellationToken).ConfigureAwait(false) is { } mine
                ? new ClaimResult.Mine(mine)
                : null;
        }

        return await journal.TakeInDoubtAsync(live, options.RunId, cancellationToken).ConfigureAwait(false) is { } doubtful
            ? new ClaimResult.InDoubt(doubtful)
            : null;
    }

    /// <param name="person">Who is ordered for.</param>
    /// <param name="order">What stands already.</param>
    /// <param name="name">Under which it stands; null when that is not known.</param>
    private static ClaimResult.Existing Existing(Person person, PlacedOrder order, string? name)
    {
        bool isSpelledAlike = name is null || OrderName.Comparer.Equals(name, OrderName.Of(person.GivenName, person.Surname));
        const string Duplicate = "-AllowDuplicate buys a second certificate.";
        string wayOut =
            order.Status == StatusWords.Issued ? $"Order a renewal with -RenewalOfOrderId when it is due; {Duplicate}" : Duplicate;
        return new ClaimResult.Existing(
            order,
            $"{person.Email} has order {order.OrderId} ({order.Status}) already{(isSpelledAlike ? "" : $" as {name}")}, so nothing was "
            + "bought. "
            + wayOut);
    }

    private static bool IsCalled(Person person, string? name) =>
        name is not null && NameKeys.Of(person.GivenName, person.Surname).Intersect(NameKeys.Of(name)).Any();
}
