using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>
/// Finds out whether a person may be ordered for, and claims the person if so. The journal is asked first, since it also knows what is on
/// its way; then the live orders of the server, which know what was ordered elsewhere.
/// </summary>
internal sealed class OrderClaims(
    CertCentralClient client, IOrderJournal journal, IntentWriter intents, LiveOrderLookup server, TimeProvider time, OrderingOptions options)
{
    private static readonly TimeSpan OtherRunPause = TimeSpan.FromSeconds(1);

    // Then the row is put off to the end of the run: two runs that each have a person of the other would else wait for ever.
    private static readonly TimeSpan OtherRunPatience = TimeSpan.FromMinutes(1);

    /// <exception cref="DocSigningException">The journal failed.</exception>
    /// <exception cref="CertCentralException">The server could not be asked.</exception>
    public async Task<ClaimResult> ClaimAsync(OrderInput row, IntentKey key, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        while (true)
        {
            // A duplicate that was asked for has a key of its own, so it meets nobody.
            OrderIntent? live = options.AllowDuplicate ? null : await journal.FindLiveAsync(key, cancellationToken).ConfigureAwait(false);
            ClaimResult? result = live is null
                ? await ClaimNewAsync(row, key, cancellationToken).ConfigureAwait(false)
                : live.State == IntentState.Placed
                    ? await ReadPlacedAsync(live, row, cancellationToken).ConfigureAwait(false)
                    : await TakeOverAsync(live, row, started, cancellationToken).ConfigureAwait(false);
            if (result is not null)
            {
                return result;
            }
        }
    }

    /// <returns>Null: another run was faster.</returns>
    private async Task<ClaimResult?> ClaimNewAsync(OrderInput row, IntentKey key, CancellationToken cancellationToken)
    {
        if (!options.AllowDuplicate && await FindOnServerAsync(row, key, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        OrderIntent planned = Plan(row, key);
        return await journal.TryClaimAsync(planned, cancellationToken).ConfigureAwait(false) is { } claimed ? new ClaimResult.Mine(claimed) : null;
    }

    /// <returns>Null: the lists show no order for the person.</returns>
    private async Task<ClaimResult?> FindOnServerAsync(OrderInput row, IntentKey key, CancellationToken cancellationToken)
    {
        IReadOnlyList<SigningOrder> orders = await server.FindAsync(row.Person, cancellationToken).ConfigureAwait(false);
        if (orders.FirstOrDefault(order => order.OrderId != key.RenewalOfOrderId) is not { } order)
        {
            return null;
        }

        string? name = OrderName.Of(order.GivenName, order.Surname) ?? OrderName.Of(order.CommonName);
        return name is null || IsCalled(row.Person, name)
            ? new ClaimResult.Existing(PlacedOrderReader.Read(order, time.GetUtcNow()), ExistingWarning(row.Person, order.OrderId, name, order.Status))
            : new ClaimResult.Refused(OtherPerson(order.OrderId, name, row.Person));
    }

    private OrderIntent Plan(OrderInput row, IntentKey key)
    {
        string reference = options.NewReference();
        DateTimeOffset now = intents.Now();
        return Describe(row, new OrderIntent
        {
            Reference = reference,
            Key = options.AllowDuplicate ? key with { Copy = reference } : key,
            State = IntentState.Planned,
            GivenName = row.Person.GivenName,
            Surname = row.Person.Surname,
            Email = row.Person.Email,
            RunId = options.RunId,
            CreatedAt = now,
            UpdatedAt = now,
        });
    }

    private OrderIntent Describe(OrderInput row, OrderIntent intent) => intent with
    {
        GivenName = row.Person.GivenName,
        Surname = row.Person.Surname,
        Email = row.Person.Email,
        OrganizationId = row.Request.Organization?.Id,
        CsrSha256 = CsrDigest.Of(row.Request.Certificate?.Csr),
        KeyReference = row.KeyReference,
        RunId = options.RunId,
    };

    /// <returns>Null: the order has ended, and the person is free again.</returns>
    private async Task<ClaimResult?> ReadPlacedAsync(OrderIntent live, OrderInput row, CancellationToken cancellationToken)
    {
        PlacedOrder order = await FindOrderAsync(live, cancellationToken).ConfigureAwait(false);
        if (StatusWords.IsDead(order.Status))
        {
            // Whether this change or another run's gets through: the next look at the journal shows it.
            await intents.TryChangeAsync(live, live with { State = IntentState.Closed, OrderStatus = order.Status }, cancellationToken).ConfigureAwait(false);
            return null;
        }

        return IsCalled(row.Person, OrderName.Of(live.Name))
            ? new ClaimResult.Existing(order with { KeyReference = live.KeyReference }, ExistingWarning(row.Person, order.OrderId, OrderName.Of(live.Name), order.Status))
            : new ClaimResult.Refused(OtherPerson(order.OrderId, live.Name, row.Person));
    }

    private async Task<PlacedOrder> FindOrderAsync(OrderIntent live, CancellationToken cancellationToken)
    {
        // What this run has placed itself is younger than the lists.
        string? status = live.RunId == options.RunId ? live.OrderStatus : server.StatusOf(live.OrderId!.Value);
        if (status is not null)
        {
            return PlacedOrderReader.Read(live, status);
        }

        // The journal knows that it was placed. That this key does not see it does not make it free to buy again.
        return await AskedOrder.FindAsync(client, live.OrderId!.Value, cancellationToken).ConfigureAwait(false) is { } order
            ? PlacedOrderReader.Read(order, time.GetUtcNow())
            : PlacedOrderReader.Read(live, live.OrderStatus ?? StatusWords.Unknown);
    }

    /// <returns>Null: the journal has changed, or the other run is still at it; look again.</returns>
    private async Task<ClaimResult?> TakeOverAsync(OrderIntent live, OrderInput row, long started, CancellationToken cancellationToken)
    {
        if (live.RunId != options.RunId && journal.Runs.IsAtWork(live.RunId))
        {
            if (live.State == IntentState.InDoubt || time.GetElapsedTime(started) > OtherRunPatience)
            {
                return new ClaimResult.InDoubtElsewhere(live);
            }

            options.OnWaiting?.Invoke($"Another run orders for {live.Email} at this moment; this one waits for it.");
            await time.DelayAsync(OtherRunPause, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (live.State == IntentState.Planned)
        {
            // It may have lain here for days, while somebody ordered by hand.
            if (await FindOnServerAsync(row, live.Key, cancellationToken).ConfigureAwait(false) is { } known)
            {
                OrderIntent given = live with { State = IntentState.Abandoned, Problem = "Nothing was sent; another order stands for the person." };
                return await intents.TryChangeAsync(live, given, cancellationToken).ConfigureAwait(false) is null ? null : known;
            }

            return await intents.TryChangeAsync(live, Describe(row, live), cancellationToken).ConfigureAwait(false) is { } mine
                ? new ClaimResult.Mine(mine)
                : null;
        }

        return await intents.TakeInDoubtAsync(live, options.RunId, cancellationToken).ConfigureAwait(false) is { } doubtful
            ? new ClaimResult.InDoubt(doubtful)
            : null;
    }

    private static string ExistingWarning(Person person, long orderId, string? name, string status)
    {
        string spelled = name is null || OrderName.Comparer.Equals(name, OrderName.Of(person.GivenName, person.Surname)) ? string.Empty : $" as {name}";
        string wayOut = status == StatusWords.Issued ? "Order a renewal with -RenewalOfOrderId when it is due; -AllowDuplicate buys a second certificate." : "-AllowDuplicate buys a second certificate.";
        return $"{person.Email} has order {orderId} ({status}) already{spelled}, so nothing was bought. {wayOut}";
    }

    private static bool IsCalled(Person person, string? name) => name is not null && NameKeys.Of(person.GivenName, person.Surname).Intersect(NameKeys.Of(name)).Any();

    private static DocSigningException OtherPerson(long orderId, string name, Person person) => new(
        FaultKind.EmailOfAnotherPerson,
        "Email",
        $"Email: {person.Email} is the address of order {orderId} for {name}, and this row is for {person.GivenName} {person.Surname}. "
        + "When the address has passed to another person, revoke or cancel the old order first, or order with -AllowDuplicate.");
}
