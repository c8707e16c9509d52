using DigiCertDocSign.Journal;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>
/// What a journal holds, as a model: claims, changes, histories, runs and scopes, said without SQL. Each method is a transaction; whoever
/// calls keeps others out meanwhile.
/// </summary>
/// <param name="time">The database's own clock.</param>
/// <param name="defect">What it does wrong.</param>
internal sealed class ModelTables(TimeProvider time, ModelDefect defect)
{
    private readonly List<(DateTimeOffset At, string Reference, OrderIntent? Before)> _written = [];
    private readonly Dictionary<string, OrderIntent> _intents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<IntentChange>> _histories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Epoch, RunOwner Owner)> _runs = new(StringComparer.Ordinal);
    private readonly List<ScopeMemory> _scopes = [];

    /// <summary>Hears of each change of an intent, when it is committed.</summary>
    public Action<OrderIntent>? OnChange { get; set; }

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<OrderIntent> Intents =>
        [.. _intents.Values.OrderBy(one => one.CreatedAt).ThenBy(one => one.Reference, StringComparer.Ordinal)];

    public long? EpochOf(string runId) => _runs.TryGetValue(runId, out (long Epoch, RunOwner Owner) run) ? run.Epoch : null;

    public RunOwner? FindOwner(string runId) => _runs.TryGetValue(runId, out (long Epoch, RunOwner Owner) run) ? run.Owner : null;

    /// <returns>The epoch that the run has from now on.</returns>
    public long Begin(string runId, long epochBefore)
    {
        RunOwner owner = FindOwner(runId) is { } known
            ? known with { EndedAt = null }
            : new RunOwner(runId, Environment.UserName, Environment.MachineName, Environment.ProcessId, Now, null);
        long epoch = Math.Max(EpochOf(runId) ?? 0, epochBefore) + 1;
        _runs[runId] = (epoch, owner);
        return epoch;
    }

    public void End(string runId, long epoch)
    {
        if (EpochOf(runId) == epoch)
        {
            _runs[runId] = (epoch, _runs[runId].Owner with { EndedAt = Now });
        }
    }

    /// <summary>Whoever takes an intent from a run that is over raises its epoch, so that it finds out when it comes back.</summary>
    public void Raise(string runId)
    {
        if (EpochOf(runId) is { } epoch)
        {
            _runs[runId] = (epoch + 1, _runs[runId].Owner);
        }
    }

    public bool TryClaim(OrderIntent planned, IReadOnlyCollection<string> weighed)
    {
        bool isFree = defect == ModelDefect.ClaimsAreNotUnique || !BuysAnOrder(planned) || !_intents.Values.Any(one =>
            IsOrderThatStands(one, planned.Key) && !weighed.Contains(one.Reference)
            && (one.Key.Email == planned.Key.Email || (one.TargetOrderId is { } target && target == planned.TargetOrderId)
                || (one.DirectoryId is { } id && id == planned.DirectoryId)));
        bool isExcluded = defect != ModelDefect.ClaimsAreNotUnique && _intents.Values.Any(one => Excludes(one, planned));
        if (!isFree || isExcluded || _intents.ContainsKey(planned.Reference))
        {
            return false;
        }

        Write(null, planned);
        return true;
    }

    public bool TryChange(OrderIntent from, OrderIntent to)
    {
        bool isAsRead = _intents.TryGetValue(from.Reference, out OrderIntent? there)
            && (defect == ModelDefect.ChangesAreNotCompared
                || (there.State, there.RunId, there.RunEpoch, there.UpdatedAt)
                    == (from.State, from.RunId, from.RunEpoch, from.UpdatedAt));
        if (!isAsRead || _intents.Values.Any(one => one.Reference != to.Reference && HasSameOrder(one, to)))
        {
            return false;
        }

        Write(there, to);
        return true;
    }

    /// <summary>What was committed last is gone.</summary>
    public void Forget(TimeSpan last)
    {
        foreach ((DateTimeOffset _, string reference, OrderIntent? before) in
            _written.Where(one => one.At > Now - last).Reverse().ToArray())
        {
            if (before is null)
            {
                _intents.Remove(reference);
            }
            else
            {
                _intents[reference] = before;
            }
        }
    }

    /// <summary>Whether what was to be written is there.</summary>
    public bool IsWritten(OrderIntent to) => _intents.TryGetValue(to.Reference, out OrderIntent? there)
        && (there.State, there.RunId, there.RunEpoch, there.OrderId, there.UpdatedAt)
            == (to.State, to.RunId, to.RunEpoch, to.OrderId, to.UpdatedAt);

    public IReadOnlyList<OrderIntent> FindStanding(IntentKey key, long? targetOrderId) =>
    [
        .. Intents.Where(one => IsOrderThatStands(one, key)
            && (one.Key.Email == key.Email || (one.TargetOrderId is { } target && target == targetOrderId))),
    ];

    public IReadOnlyList<OrderIntent> Find(JournalFilter filter)
    {
        string? email = filter.Email is null ? null : EmailAddress.Of(filter.Email).Key;
        string? reference = filter.Reference?.Trim().ToUpperInvariant();
        return
        [
            .. Intents.Where(one =>
                (filter.AccountId is null || one.Key.AccountId == filter.AccountId)
                && (filter.States.Count == 0 || filter.States.Contains(one.State))
                && (filter.Kinds.Count == 0 || filter.Kinds.Contains(one.Kind))
                && (email is null || one.Key.Email == email)
                && (reference is null || one.Reference == reference)
                && (filter.OrderId is null || one.OrderId == filter.OrderId)
                && (filter.TargetOrderId is null || one.TargetOrderId == filter.TargetOrderId)
                && (filter.PublicKeySha256 is null || one.PublicKeySha256 == filter.PublicKeySha256)
                && (filter.DirectoryId is null || one.DirectoryId == filter.DirectoryId)
                && (filter.ChangedSince is null || one.UpdatedAt >= filter.ChangedSince)
                && (filter.ChangedBefore is null || one.UpdatedAt < filter.ChangedBefore)),
        ];
    }

    public int Remove(IEnumerable<OrderIntent> ended)
    {
        int count = 0;
        foreach (OrderIntent intent in ended)
        {
            bool isThere = _intents.TryGetValue(intent.Reference, out OrderIntent? there)
                && (there.State, there.UpdatedAt) == (intent.State, intent.UpdatedAt);
            bool hasEnded = intent.State is IntentState.Refused or IntentState.Abandoned or IntentState.Closed
                || (intent.State == IntentState.Placed && !BuysAnOrder(intent));
            if (isThere && hasEnded && !_intents.Values.Any(act => act.IsOpen && !BuysAnOrder(act) && act.TargetOrderId is { } target
                && target == intent.OrderId && act.Key.AccountId == intent.Key.AccountId))
            {
                _intents.Remove(intent.Reference);
                _histories.Remove(intent.Reference);
                count++;
            }
        }

        return count;
    }

    public IReadOnlyList<IntentChange> History(string reference) =>
    [
        .. _histories.GetValueOrDefault(reference, []).Select(step => step with
        {
            UserName = FindOwner(step.RunId)?.UserName,
            HostName = FindOwner(step.RunId)?.HostName,
        }),
    ];

    public IReadOnlyList<ScopeMemory> Scopes(long accountId) => [.. _scopes.Where(one => one.AccountId == accountId)];

    public bool TryKeep(ScopeMemory? from, ScopeMemory to)
    {
        int place = _scopes.FindIndex(one => (one.AccountId, one.Key) == (to.AccountId, to.Key));
        if ((place < 0) != (from is null) || (from is not null && _scopes[place].Comparisons != from.Comparisons))
        {
            return false;
        }

        if (place >= 0)
        {
            _scopes.RemoveAt(place);
        }

        _scopes.Add(to);
        return true;
    }

    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private static bool BuysAnOrder(OrderIntent intent) =>
        intent.Kind is IntentKind.Order or IntentKind.Renewal or IntentKind.Replacement;

    private static bool IsOrderThatStands(OrderIntent intent, IntentKey key) => BuysAnOrder(intent)
        && (intent.IsOpen || intent.State == IntentState.Placed)
        && (intent.Key.AccountId, intent.Key.ProductNameId) == (key.AccountId, key.ProductNameId);

    private static bool HasSameOrder(OrderIntent one, OrderIntent other) =>
        one.OrderId is { } id && id == other.OrderId && one.Key.AccountId == other.Key.AccountId;

    /// <summary>The unique indexes: open intents of one person, of one followed order, or of one act on an order.</summary>
    private static bool Excludes(OrderIntent one, OrderIntent planned)
    {
        if (HasSameOrder(one, planned))
        {
            return true;
        }

        if (!one.IsOpen || !planned.IsOpen || one.Key.AccountId != planned.Key.AccountId)
        {
            return false;
        }

        bool haveSameTarget = one.TargetOrderId is { } target && target == planned.TargetOrderId;
        return BuysAnOrder(one) && BuysAnOrder(planned)
            ? one.Key == planned.Key || (haveSameTarget && one.Kind != IntentKind.Order && planned.Kind != IntentKind.Order)
            : haveSameTarget && one.Kind == planned.Kind;
    }

    private void Write(OrderIntent? from, OrderIntent to)
    {
        _written.Add((Now, to.Reference, from));
        _intents[to.Reference] = to;
        if (!_histories.TryGetValue(to.Reference, out List<IntentChange>? history))
        {
            _histories[to.Reference] = history = [];
        }

        if (from is null || (from.State, from.RunId) != (to.State, to.RunId))
        {
            history.Add(new IntentChange { ChangedAt = to.UpdatedAt, From = from?.State, To = to.State, RunId = to.RunId });
        }

        OnChange?.Invoke(to);
    }
}
