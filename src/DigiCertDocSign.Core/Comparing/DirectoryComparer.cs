using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Keeping;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Plan;

namespace DigiCertDocSign.Comparing;

/// <summary>
/// Compares a list of people with the orders of an account. The lists and the journal are read once each; an order that the journal does
/// not know is asked for, and kept there. Nothing is changed at CertCentral.
/// </summary>
/// <param name="client">The account.</param>
/// <param name="journal">Null where there is none, and nothing is to be kept.</param>
/// <param name="accountId">The account's id in the journal.</param>
/// <param name="options">How it is compared.</param>
/// <param name="time">The clock of this machine.</param>
/// <remarks>
/// Services API: GET request, GET order/certificate, GET order/certificate/{order_id}, POST finance/order-pricing.
/// </remarks>
public sealed class DirectoryComparer(
    CertCentralClient client, IOrderJournal? journal, long accountId, ComparisonOptions options, TimeProvider time)
{
    private static readonly DirectoryChangeKind[] Buying =
        [DirectoryChangeKind.Order, DirectoryChangeKind.Renew, DirectoryChangeKind.Replace];

    /// <summary>What was asked of the orders themselves.</summary>
    private readonly Dictionary<long, string> _titles = [];

    /// <summary>The term that the price of a new order is asked for.</summary>
    public int Years { get; init; } = 1;

    /// <summary>Whether the journal gets to know what was seen. Else all is as if there had been no comparison.</summary>
    public bool Keeps { get; init; } = true;

    /// <summary>The account is none but a sandbox.</summary>
    public bool IsSandbox { get; init; }

    /// <summary>Hears what belongs to no change.</summary>
    public Action<string>? OnWarning { get; init; }

    /// <summary>Hears how many orders are asked for one by one, at a call each, and why.</summary>
    public Action<int, string>? OnAsking { get; init; }

    /// <summary>Hears of an order that could not be read. Whose it is counts as not known.</summary>
    public Action<long, CertCentralException>? OnFailed { get; init; }

    /// <param name="people">The list.</param>
    /// <param name="leavers">People who have left, as the operator says.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>The changes, each with what it costs, and what all of them cost in words; null for nothing.</returns>
    /// <exception cref="DocSigningException">
    /// ComparisonEmpty, ComparisonInputShrunk, ComparisonLeaversExceeded or ComparisonChangesExceeded: nothing came out, and the scope
    /// is as it was, but that whoever is in the list is not missing. Or the journal cannot be used.
    /// </exception>
    /// <exception cref="CertCentralException">The lists could not be read, so nothing is known.</exception>
    public async Task<(IReadOnlyList<DirectoryChange> Changes, string? Cost)> CompareAsync(
        IReadOnlyList<ComparedPerson> people, IReadOnlyList<ComparedPerson> leavers, CancellationToken cancellationToken)
    {
        ComparisonQuestion question = await BeginAsync(people, leavers, cancellationToken).ConfigureAwait(false);
        (JournalGap lists, IReadOnlyList<OrderIntent> entries) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        OrderIntent[] open = [.. entries.Where(intent => intent is { BuysAnOrder: true, IsOpen: true })];
        HashSet<string> atWork = await FindAtWorkAsync(entries, cancellationToken).ConfigureAwait(false);
        var now = PresentMoment.Of(client, time);
        question = question with
        {
            Orders = AccountOrders.Of(lists, entries, atWork, now.Earliest),
            Open = open,
            Rejected = RejectedOrders.LastOf(entries, lists.EndedIntents),
            RunsAtWork = atWork,
            Now = now,
            HasServerTime = client.ServerTime is not null,
        };
        ComparisonResult result = await CompareAsync(question, cancellationToken).ConfigureAwait(false);
        foreach (string warning in result.Warnings)
        {
            OnWarning?.Invoke(warning);
        }

        (IReadOnlyList<DirectoryChange> changes, string? cost) =
            await PriceAsync(result.Changes, cancellationToken).ConfigureAwait(false);
        if (Keeps && journal is not null)
        {
            await KeepAsync(question.Memory, result, cancellationToken).ConfigureAwait(false);
        }

        return (Keeps && journal is not null ? changes : [.. changes.Select(change => change with { Comparison = null })], cost);
    }

    /// <summary>What can be told before the account is asked for its orders.</summary>
    private async Task<ComparisonQuestion> BeginAsync(
        IReadOnlyList<ComparedPerson> people, IReadOnlyList<ComparedPerson> leavers, CancellationToken cancellationToken)
    {
        IReadOnlyList<ScopeMemory> memories =
            journal is null ? [] : await journal.ReadScopesAsync(accountId, cancellationToken).ConfigureAwait(false);
        var question = new ComparisonQuestion
        {
            AccountId = accountId,
            IsSandbox = IsSandbox,
            Options = options,
            People = people,
            Leavers = leavers,
            Orders = [],
            Memories = memories,
            Now = PresentMoment.Of(client, time),
        };
        int inputs = ComparisonGuards.Count(people);
        await GuardAsync(question, () => new ComparisonGuards(question).RequireInput(inputs), cancellationToken)
            .ConfigureAwait(false);
        return question;
    }

    private async Task<ComparisonResult> CompareAsync(ComparisonQuestion question, CancellationToken cancellationToken)
    {
        ComparisonResult result = null!;
        await GuardAsync(question, () => result = DirectoryComparison.Of(question), cancellationToken).ConfigureAwait(false);
        if (result.Untitled.Count > 0)
        {
            await AskTitlesAsync(result.Untitled, cancellationToken).ConfigureAwait(false);
            ComparisonQuestion titled = question with { Orders = [.. question.Orders.Select(WithTitle)] };
            await GuardAsync(titled, () => result = DirectoryComparison.Of(titled), cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>What ends a comparison tells nothing of those who are in the list all the same: they are not missing.</summary>
    private async Task GuardAsync(ComparisonQuestion question, Action compare, CancellationToken cancellationToken)
    {
        try
        {
            compare();
        }
        catch (DocSigningException) when (Keeps && journal is not null && DirectoryComparison.Returned(question) is not null)
        {
            // Where another comparison was faster, it has seen the later list.
            await journal!.TryKeepScopeAsync(question.Memory, DirectoryComparison.Returned(question)!, cancellationToken)
                .ConfigureAwait(false);
            throw;
        }
    }

    private async Task<(JournalGap Lists, IReadOnlyList<OrderIntent> Entries)> ReadAsync(CancellationToken cancellationToken)
    {
        var entries = new List<OrderIntent>();
        JournalGap gap = await JournalGap.ReadAsync(client, journal, accountId, liveOnly: true, entries.Add, time, cancellationToken)
            .ConfigureAwait(false);
        if (gap.Unknown + gap.Ended == 0)
        {
            return (gap, entries);
        }

        if (gap.Unknown > 0)
        {
            OnAsking?.Invoke(gap.Unknown, "whose they are");
        }

        // Without a journal that may be written to, what is asked is known for this once.
        using IOrderJournal? standIn = Keeps && journal is not null ? null : JournalPlace.InMemory().Open(time);
        IOrderJournal filled = standIn ?? journal!;
        var sync = new JournalSync(client, filled, accountId, time) { OnFailed = OnFailed };
        await sync.FillAsync(gap, cancellationToken).ConfigureAwait(false);
        if (standIn is null)
        {
            entries.Clear();
        }

        var ofAccount = new JournalFilter { AccountId = accountId };
        await foreach (OrderIntent intent in filled.ReadAsync(ofAccount, cancellationToken).ConfigureAwait(false))
        {
            entries.Add(intent);
        }

        return (gap, entries);
    }

    private async Task<HashSet<string>> FindAtWorkAsync(IReadOnlyList<OrderIntent> entries, CancellationToken cancellationToken)
    {
        var atWork = new HashSet<string>(StringComparer.Ordinal);
        foreach (string run in entries.Where(intent => intent.IsOpen).Select(intent => intent.RunId).Distinct())
        {
            if (journal is not null && await journal.IsAtWorkAsync(run, cancellationToken).ConfigureAwait(false))
            {
                atWork.Add(run);
            }
        }

        return atWork;
    }

    private async Task AskTitlesAsync(IReadOnlyList<long> orders, CancellationToken cancellationToken)
    {
        OnAsking?.Invoke(orders.Count, "which title they are for");
        foreach (long id in orders)
        {
            if (await LiveOrderLookup.AskAsync(client, id, cancellationToken).ConfigureAwait(false) is { JobTitle: { } title })
            {
                _titles[id] = title;
            }
        }
    }

    private ComparedOrder WithTitle(ComparedOrder order) =>
        _titles.TryGetValue(order.OrderId, out string? title) ? order with { JobTitle = title } : order;

    private async Task<(IReadOnlyList<DirectoryChange> Changes, string? Cost)> PriceAsync(
        IReadOnlyList<DirectoryChange> changes, CancellationToken cancellationToken)
    {
        int count = changes.Count(change => Buying.Contains(change.Kind));
        if (count == 0)
        {
            return (changes, null);
        }

        RunPrice price = await RunPrice.AskAsync(client, new OrderDraft { Years = Years }, cancellationToken).ConfigureAwait(false);
        OrderPrice one = price.One;
        return (
            [
                .. changes.Select(change => Buying.Contains(change.Kind)
                    ? change with { Price = one.Amount, Currency = one.Currency }
                    : change),
            ],
            one.For(count) is { } sum ? OrderPrice.Text(sum, one.Currency) : "at a price that is not known");
    }

    private async Task KeepAsync(ScopeMemory? before, ComparisonResult result, CancellationToken cancellationToken)
    {
        if (!await journal!.TryKeepScopeAsync(before, result.Memory, cancellationToken).ConfigureAwait(false))
        {
            throw ComparisonFaults.ComparedMeanwhile(options.Scope);
        }

        // What another process has changed meanwhile gets its id by the next comparison.
        foreach ((OrderIntent intent, string directoryId) in result.NewIds)
        {
            await journal.TryChangeAsync(null, intent, intent with { DirectoryId = directoryId }, cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>The live orders of an account, of lists and journal together.</summary>
internal static class AccountOrders
{
    /// <summary>So long the lists may not show yet what was asked for.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromDays(1);

    public static IReadOnlyCollection<ComparedOrder> Of(
        JournalGap lists, IReadOnlyList<OrderIntent> entries, IReadOnlyCollection<string> atWork, DateTimeOffset now)
    {
        var owners = new Dictionary<long, OrderIntent>();
        foreach (OrderIntent intent in entries.Where(intent => intent is { BuysAnOrder: true, OrderId: not null }))
        {
            owners[intent.OrderId!.Value] = intent;
        }

        ILookup<long, OrderIntent> acts =
            entries.Where(intent => intent is { IsAct: true, TargetOrderId: not null }).ToLookup(intent => intent.TargetOrderId!.Value);
        ILookup<long, ListedRequest> requests = lists.Requests.ToLookup(request => request.OrderId);
        HashSet<long> listed = [.. lists.All.Select(order => order.OrderId)];
        IEnumerable<ComparedOrder> shown = lists.All
            .Select(order => Shown(order, owners.TryGetValue(order.OrderId, out OrderIntent? owner) ? owner : null, now))
            .OfType<ComparedOrder>();
        IEnumerable<ComparedOrder> hidden = owners.Values
            .Where(intent => intent.State == IntentState.Placed && !listed.Contains(intent.OrderId!.Value))
            .Select(intent => new ComparedOrder
            {
                Order = LiveOrder.Of(intent, intent.OrderStatus ?? StatusWords.Unknown, null) with { IsHidden = true },
                OrganizationId = intent.OrganizationId,
            })
            .Where(order => order.Order.IsLive(now));
        return [.. shown.Concat(hidden).Select(order => order with
        {
            Waiting = requests[order.OrderId].OrderByDescending(request => request.Revokes).FirstOrDefault(),
            Replaced = order.Order is { Intent.Kind: IntentKind.Replacement, Follows: { } old }
                && owners.TryGetValue(old, out OrderIntent? replaced)
                    ? replaced
                    : null,
            EndInVain = LastEnd(order) is { } ended && now - ended.UpdatedAt >= Settling ? ended : null,
            Act = acts[order.OrderId].FirstOrDefault(act => act.IsOpen
                && (act.State != IntentState.Planned || atWork.Contains(act.RunId))),
            End = LastEnd(order) is { } end && now - end.UpdatedAt < Settling ? end : null,
        })];

        // A reissue has taken the place of the certificate that an earlier revocation has ended.
        OrderIntent? LastEnd(ComparedOrder order) => acts[order.OrderId].LastOrDefault(act =>
            act is { State: IntentState.Placed, Kind: IntentKind.Revocation or IntentKind.Cancellation }
            && (act.CertificateId is null || order.CertificateId is null || act.CertificateId == order.CertificateId));
    }

    private static ComparedOrder? Shown(ListedOrder listed, OrderIntent? owner, DateTimeOffset now)
    {
        string status = StatusWords.AsOf(listed.Status, listed.ValidTill, now);
        LiveOrder order = owner is null ? LiveOrder.Of(listed, null) : LiveOrder.Of(owner, status, listed.ValidTill);
        if (order.Names.Count == 0 && OrderName.Of(listed.Name) is { } name)
        {
            // An entry by hand may have the address alone.
            order = order with { Names = [name] };
        }

        return !order.IsLive(now) ? null : new ComparedOrder
        {
            Order = order,
            Created = listed.Created is { } created ? created.Value : null,
            OrganizationId = listed.OrganizationId ?? owner?.OrganizationId,
            ContainerId = listed.ContainerId,
            CertificateId = listed.CertificateId,
            IsRenewed = listed.IsRenewed,
            IsContested = owner is not null && !SubjectTexts.AreSame(order.Name, listed.Name) && !NameKeys.IsListedAs(owner, listed.Name),
        };
    }
}
