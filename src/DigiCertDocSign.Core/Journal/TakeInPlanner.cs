using DigiCertDocSign.Text;

namespace DigiCertDocSign.Journal;

/// <summary>
/// Brings a journal together with what a database has: a pure function of both. No entry is lost, none is there twice, and none that may
/// have been sent becomes one that was not. Where the two do not agree about an entry it is in doubt, so that the server, and where that
/// does not tell a person, decides.
/// </summary>
internal sealed class TakeInPlanner
{
    private readonly string _place;
    private readonly DateTimeOffset _now;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, Entry> _byReference = new(StringComparer.Ordinal);
    private readonly Dictionary<(long AccountId, long OrderId), Entry> _byOrder = [];
    private readonly Dictionary<string, Entry> _holders = new(StringComparer.Ordinal);
    private readonly ILookup<IntentKey, Entry> _ofPerson;
    private readonly ILookup<(long AccountId, string? ProductNameId, string? DirectoryId), Entry> _ofDirectory;
    private readonly HashSet<(long AccountId, long? OrderId)> _followed;
    private readonly List<JournalCollision> _collisions = [];
    private int _added;
    private int _changed;

    private TakeInPlanner(JournalContents contents, DateTimeOffset now, IEnumerable<KeptIntent> kept)
    {
        (_place, _now) = (contents.Place, now);
        foreach (KeptIntent one in kept)
        {
            var entry = new Entry(one.Intent, one.Intent.Reference) { HoldsClaim = one.HoldsClaim };
            Note(entry);
            foreach (string key in one.HoldsClaim ? ClaimsOf(one.Intent) : [])
            {
                _holders[key] = entry;
            }
        }

        Entry[] buying = [.. _entries.Where(entry => entry.Intent.BuysAnOrder)];
        _ofPerson = buying.ToLookup(entry => entry.Intent.Key);
        _ofDirectory = buying.Where(entry => entry.Intent.DirectoryId is not null).ToLookup(entry => DirectoryKey(entry.Intent));
        _followed =
        [
            .. buying.Select(entry => entry.Intent).Concat(contents.Intents)
                .Where(intent => intent is { BuysAnOrder: true, TargetOrderId: not null } && IsStanding(intent))
                .Select(intent => (intent.Key.AccountId, intent.TargetOrderId)),
        ];
    }

    /// <param name="contents">The journal. No run is at work on it.</param>
    /// <param name="kept">
    /// What the database has of the same references and orders, and for the same people and orders to be followed or acted on.
    /// </param>
    /// <param name="scopes">What it has of the same accounts' scopes.</param>
    /// <param name="now">The time of what is changed.</param>
    public static TakeInPlan Plan(
        JournalContents contents, IEnumerable<KeptIntent> kept, IReadOnlyCollection<ScopeMemory> scopes, DateTimeOffset now)
    {
        var planner = new TakeInPlanner(contents, now, kept);
        foreach (OrderIntent intent in contents.Intents)
        {
            planner.Take(WasSent(intent) ? InDoubt(intent) : intent);
        }

        ILookup<(long, string), ScopeMemory> there = scopes.ToLookup(scope => (scope.AccountId, scope.Key));
        return new TakeInPlan
        {
            Entries = contents.Intents.Count,
            Added = planner._added,
            Changed = planner._changed,
            InDoubt = planner.DoubtsOf(contents),
            Collisions = planner._collisions,
            Scopes = [.. contents.Scopes.Where(scope => !there.Contains((scope.AccountId, scope.Key)))],
            ScopesLeft =
            [
                .. contents.Scopes.Where(scope => there[(scope.AccountId, scope.Key)].Any(one => !AreSame(one, scope)))
                    .Select(scope => scope.Scope),
            ],
            Writes =
            [
                .. planner._entries.Where(entry => entry.IsChanged)
                    .Select(entry => new IntentWrite(entry.Before, entry.Intent, entry.HoldsClaim)),
            ],
            Released =
                [.. planner._entries.Where(entry => entry.IsReleased && !entry.IsChanged).Select(entry => entry.Intent.Reference)],
        };
    }

    /// <summary>It may have been carried out, and nobody is at work on it.</summary>
    public static bool WasSent(OrderIntent intent) => intent.State is IntentState.Sent or IntentState.InDoubt;

    /// <summary>
    /// When it was looked for, the clock of the file's machine has said, and the database has another: the next look is the first.
    /// </summary>
    private static OrderIntent InDoubt(OrderIntent intent) => intent.WithoutLook() with
    {
        State = IntentState.InDoubt,
        Problem = intent.State == IntentState.InDoubt ? intent.Problem : "The process that sent the order ended before the answer came.",
    };

    private static bool AreSame(ScopeMemory one, ScopeMemory other) =>
        (one.Comparisons, one.ComparedAt, one.Inputs) == (other.Comparisons, other.ComparedAt, other.Inputs);

    private IReadOnlyList<string> DoubtsOf(JournalContents contents) =>
    [
        .. contents.Intents.Select(intent => intent.Reference)
            .Where(reference => _byReference.TryGetValue(reference, out Entry? entry) && WasSent(entry.Intent)),
    ];

    private void Take(OrderIntent taken)
    {
        _byReference.TryGetValue(taken.Reference, out Entry? known);
        Entry? ofOrder = taken.OrderId is { } id && _byOrder.TryGetValue((taken.Key.AccountId, id), out Entry? found) ? found : null;
        if (ofOrder is not null)
        {
            TakeSameOrder(taken, known, ofOrder);
        }
        else if (known is null)
        {
            Add(taken);
        }
        else
        {
            Merge(known, taken);
        }
    }

    /// <summary>The database has the order. An entry that was sent knows more than one that was noted from the lists.</summary>
    private void TakeSameOrder(OrderIntent taken, Entry? known, Entry ofOrder)
    {
        OrderIntent there = ofOrder.Intent;
        if (taken.Sends > 0 && there.Sends == 0 && (known is null || known == ofOrder))
        {
            bool hasEnded = there.State == IntentState.Closed;
            Change(ofOrder, Filled(taken, there) with
            {
                State = hasEnded ? IntentState.Closed : taken.State,
                OrderStatus = hasEnded ? there.OrderStatus : taken.OrderStatus,
            });
        }
        else if (taken.Sends == 0 || there.Reference == taken.Reference)
        {
            OrderIntent filled = Filled(there, taken);
            if (filled != there)
            {
                Change(ofOrder, filled with { UpdatedAt = Later(there) });
            }
        }
        else
        {
            // Two orders were sent, and both are said to be this one: one of the two is still to be found.
            string problem = $"{_place} has it as order {taken.OrderId}, which is that of {there.Reference}.";
            Tell(taken, there, problem);
            OrderIntent doubtful = Doubtful(taken, problem);
            if (known is null)
            {
                Add(doubtful);
            }
            else
            {
                Merge(known, doubtful);
            }
        }
    }

    private void Add(OrderIntent taken)
    {
        var entry = new Entry(taken, before: null) { IsChanged = true };
        _added++;
        Note(entry);
        if (taken.BuysAnOrder && IsStanding(taken))
        {
            TellOthersOf(taken);
        }

        Claim(entry);
    }

    /// <summary>What the database has for the same person. Of two that are open for one address, the claim tells.</summary>
    private void TellOthersOf(OrderIntent taken)
    {
        foreach (OrderIntent other in _ofPerson[taken.Key].Select(entry => entry.Intent))
        {
            if (!(taken.IsOpen && other.IsOpen) && AreBothMeant(taken, other))
            {
                Tell(taken, other, "both are for the same person");
            }
        }

        foreach (OrderIntent other in taken.DirectoryId is null ? [] : _ofDirectory[DirectoryKey(taken)].Select(entry => entry.Intent))
        {
            if (other.Key != taken.Key && AreBothMeant(taken, other))
            {
                Tell(taken, other, $"both are for the person that the directory knows as {taken.DirectoryId}");
            }
        }
    }

    /// <summary>That an order which stands is renewed or replaced is no surprise.</summary>
    private bool AreBothMeant(OrderIntent taken, OrderIntent other) =>
        IsStanding(other) && !_followed.Contains((taken.Key.AccountId, taken.OrderId))
        && !_followed.Contains((other.Key.AccountId, other.OrderId));

    private static bool IsStanding(OrderIntent intent) => intent.IsOpen || intent.State == IntentState.Placed;

    private static (long AccountId, string? ProductNameId, string? DirectoryId) DirectoryKey(OrderIntent intent) =>
        (intent.Key.AccountId, intent.Key.ProductNameId, intent.DirectoryId);

    /// <summary>An entry that both have.</summary>
    private void Merge(Entry known, OrderIntent taken)
    {
        OrderIntent there = known.Intent;
        bool hasOrder = taken.State == IntentState.Placed;
        if (there == taken || there.State is IntentState.Placed or IntentState.Closed)
        {
            if (there != taken && there.OrderId != taken.OrderId && taken.OrderId is not null)
            {
                Tell(taken, there, $"{_place} has it as order {taken.OrderId}, and the database as order {there.OrderId}.");
            }
        }
        else if (there.State == IntentState.Sent)
        {
            // It may be that of a run at work on the database, which finds out what becomes of it.
            if (hasOrder)
            {
                Tell(taken, there, $"{_place} has it as order {taken.OrderId}.");
            }
        }
        else if (hasOrder)
        {
            Doubt(known, Doubtful(taken, $"{_place} has it as placed{(taken.OrderId is { } id ? $", order {id}" : "")}."));
        }
        else if (taken.State == IntentState.InDoubt && !there.IsOpen)
        {
            Doubt(known, taken with { Problem = $"{_place} has it in doubt, and the database as {there.State}." });
        }
        else if (taken.State == IntentState.InDoubt && there.State == IntentState.Planned && taken.UpdatedAt > there.UpdatedAt)
        {
            Doubt(known, taken);
        }
    }

    /// <summary>Whoever has the entry in hand finds that it has changed, and sends nothing.</summary>
    private void Doubt(Entry known, OrderIntent doubtful)
    {
        OrderIntent there = known.Intent;
        if (there.State == IntentState.InDoubt && there.Problem == doubtful.Problem)
        {
            return;
        }

        bool wasOpen = there.IsOpen;
        Change(known, Filled(doubtful, there) with { Sends = Math.Max(there.Sends, doubtful.Sends), UpdatedAt = Later(there) });
        if (!wasOpen)
        {
            Claim(known);
        }
    }

    private static OrderIntent Doubtful(OrderIntent intent, string problem) => intent with
    {
        State = IntentState.InDoubt,
        OrderId = null,
        RequestId = null,
        OrderStatus = null,
        Problem = problem,
    };

    /// <summary>What one does not know, and the other does.</summary>
    private static OrderIntent Filled(OrderIntent intent, OrderIntent other)
    {
        // A place of a key is that of this key, and of no other.
        bool isSameKey = intent.PublicKeySha256 is null || other.PublicKeySha256 is null
            || intent.PublicKeySha256 == other.PublicKeySha256;
        return intent with
        {
            CsrSha256 = intent.CsrSha256 ?? (isSameKey ? other.CsrSha256 : null),
            PublicKeySha256 = intent.PublicKeySha256 ?? other.PublicKeySha256,
            KeyReference = intent.KeyReference ?? (isSameKey ? other.KeyReference : null),
            DirectoryId = intent.DirectoryId ?? other.DirectoryId,
            OrganizationId = intent.OrganizationId ?? other.OrganizationId,
            RequestId = intent.RequestId ?? (intent.OrderId is null ? null : other.RequestId),
        };
    }

    /// <summary>Of two that are open for one person or order the older holds the claim; the other can be reconciled too.</summary>
    private void Claim(Entry entry)
    {
        if (!entry.Intent.IsOpen)
        {
            return;
        }

        string[] claims = [.. ClaimsOf(entry.Intent)];
        Entry[] holders = [.. claims.Where(_holders.ContainsKey).Select(claim => _holders[claim]).Distinct()];
        foreach (Entry holder in holders)
        {
            Tell(entry.Intent, holder.Intent, "both are open for one person or order, and nothing more is sent until they are reconciled");
        }

        if (holders.All(holder => IsOlder(entry.Intent, holder.Intent)))
        {
            foreach (Entry holder in holders)
            {
                holder.IsReleased = true;
                Release(holder);
            }

            entry.HoldsClaim = true;
            foreach (string claim in claims)
            {
                _holders[claim] = entry;
            }
        }
    }

    private void Release(Entry holder)
    {
        holder.HoldsClaim = false;
        foreach (string claim in ClaimsOf(holder.Intent))
        {
            _holders.Remove(claim);
        }
    }

    private static bool IsOlder(OrderIntent one, OrderIntent other) => one.CreatedAt != other.CreatedAt
        ? one.CreatedAt < other.CreatedAt
        : StringComparer.Ordinal.Compare(one.Reference, other.Reference) < 0;

    /// <summary>As the unique indexes have them.</summary>
    private static IEnumerable<string> ClaimsOf(OrderIntent intent)
    {
        long account = intent.Key.AccountId;
        if (intent.BuysAnOrder)
        {
            yield return FormattableString.Invariant($"person {account} {intent.Key.ProductNameId} {intent.Key.Email}");
        }

        if (intent.Kind != IntentKind.Order && intent.TargetOrderId is { } target)
        {
            yield return FormattableString.Invariant($"{(intent.BuysAnOrder ? "successor" : intent.Kind)} {account} {target}");
        }
    }

    private void Change(Entry entry, OrderIntent to)
    {
        _byReference.Remove(entry.Intent.Reference);
        if (entry.HoldsClaim && !to.IsOpen)
        {
            Release(entry);
        }

        entry.Intent = to;
        entry.IsChanged = true;
        _changed++;
        Index(entry);
    }

    private DateTimeOffset Later(OrderIntent there) => _now > there.UpdatedAt ? _now : there.UpdatedAt.AddMilliseconds(1);

    private void Note(Entry entry)
    {
        _entries.Add(entry);
        Index(entry);
    }

    private void Index(Entry entry)
    {
        _byReference[entry.Intent.Reference] = entry;
        if (entry.Intent.OrderId is { } id)
        {
            _byOrder[(entry.Intent.Key.AccountId, id)] = entry;
        }
    }

    private void Tell(OrderIntent taken, OrderIntent other, string what) => _collisions.Add(new JournalCollision(
        taken.Reference, other.Reference, $"{Name(taken)} of {_place}, and {Name(other)} of the database: {Sentence.WithoutStop(what)}."));

    private static string Name(OrderIntent intent)
    {
        string order = intent.OrderId is { } id ? $", order {id}" : intent.IsAct ? $", of order {intent.TargetOrderId}" : "";
        return $"{intent.Reference} for {intent.Email} ({intent.State}{order})";
    }

    /// <summary>An entry as it is to be in the database.</summary>
    private sealed class Entry(OrderIntent intent, string? before)
    {
        public OrderIntent Intent { get; set; } = intent;

        /// <summary>Its reference in the database; null for one that is not there yet.</summary>
        public string? Before { get; } = before;

        public bool HoldsClaim { get; set; }

        public bool IsChanged { get; set; }

        public bool IsReleased { get; set; }
    }
}
