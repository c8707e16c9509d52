using System.Globalization;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Comparing;

/// <summary>
/// What ends a comparison before anything comes out of it. Comparisons of one week count together: a list that loses a little each time
/// loses much. More than usual, which the operator allows by a parameter, counts for that one comparison, and not against later ones.
/// </summary>
internal sealed class ComparisonGuards
{
    private const int MostLeavers = 5;

    /// <summary>So few may always be renewed in a week.</summary>
    private const int MostRenewals = 5;

    /// <summary>What ends so soon after its turn would be renewed too late.</summary>
    private static readonly TimeSpan LastDays = TimeSpan.FromDays(3);

    /// <summary>So few may always be new or replaced in a week: in a small scope one each night is nothing strange.</summary>
    private const int ChangesOfAWeek = 3;

    /// <summary>Such a part of the list may change at once.</summary>
    private const int Part = 10;

    private readonly ComparisonQuestion _asked;
    private readonly List<ScopeFinding> _findings;

    /// <param name="asked">What is compared. One clock that is ahead for a night forgets nothing of the week.</param>
    public ComparisonGuards(ComparisonQuestion asked)
    {
        _asked = asked;
        _findings =
        [
            .. (asked.Memory?.Findings ?? [])
                .Select(one => one.At > asked.Now.Latest ? one with { At = asked.Now.Latest } : one)
                .Where(one => asked.Now.Earliest - one.At <= ScopeMemory.Together),
        ];
    }

    /// <summary>What the next comparison is to count; of this one what has passed its guard.</summary>
    public IReadOnlyList<ScopeFinding> Findings => _findings;

    private ComparisonOptions Options => _asked.Options;

    /// <summary>Inputs that name the same person are one, and those that name nobody are none.</summary>
    public static int Count(IEnumerable<ComparedPerson> people) =>
        people.Select(person => person.Key).OfType<string>().Distinct(StringComparer.Ordinal).Count();

    /// <param name="inputs">How many different people came.</param>
    /// <exception cref="DocSigningException">ComparisonEmpty or ComparisonInputShrunk.</exception>
    public void RequireInput(int inputs)
    {
        if (inputs == 0)
        {
            throw ComparisonFaults.NoInput(Options.Scope);
        }

        if (Options.AllowSmaller)
        {
            _findings.RemoveAll(one => one.Kind == ScopeFindingKind.Inputs);
        }
        else if (_asked.Memory is { } memory)
        {
            (int most, DateTimeOffset at) = Of(ScopeFindingKind.Inputs)
                .Select(one => (Count: int.Parse(one.Item, CultureInfo.InvariantCulture), one.At))
                .Append((Count: memory.Inputs, At: memory.ComparedAt))
                .OrderByDescending(one => one.Count)
                .ThenByDescending(one => one.At)
                .First();
            if ((long)inputs * Part < (long)most * (Part - 1))
            {
                throw ComparisonFaults.Shrunk(memory.Scope, most, at, inputs);
            }
        }

        string item = inputs.ToString(CultureInfo.InvariantCulture);
        _findings.RemoveAll(one => one.Kind == ScopeFindingKind.Inputs && one.Item == item);
        _findings.Add(new ScopeFinding(ScopeFindingKind.Inputs, item, _asked.Now.Latest));
    }

    /// <param name="leavers">Whose certificates would be ended.</param>
    /// <exception cref="DocSigningException">ComparisonLeaversExceeded.</exception>
    public void RequireFewLeavers(IReadOnlyList<OrderChain> leavers)
    {
        int orders = (_asked.Memory?.People ?? []).Select(person => person.OrderId).OfType<long>().Select(Item)
            .Union(Of(ScopeFindingKind.Leaver).Select(one => one.Item))
            .Count();
        int part = Math.Max(1, orders / Part);
        int most = Math.Min(MostLeavers, part);
        int together = Math.Min(2 * MostLeavers, part);
        RequireFew(
            new Guard(ScopeFindingKind.Leaver, Options.MaxLeavers, ComparisonFaults.TooManyLeavers, most, together),
            [.. leavers.Select(chain => (Item(chain.End.OrderId), $"order {chain.End.Whose}"))]);
    }

    /// <summary>
    /// A list that shows a wrong end for all orders would renew all of them; and a year after a scope's first run all of them do end at
    /// once. So those that end first go, and the others follow in the weeks after.
    /// </summary>
    /// <param name="changes">What came out; a renewal that is to follow becomes one to keep.</param>
    /// <param name="orders">How many people of the list have an order.</param>
    /// <returns>What belongs to no change; null for nothing.</returns>
    public string? SpreadRenewals(List<DirectoryChange> changes, int orders)
    {
        int most = Math.Max(MostRenewals, orders / 2);
        var before = Of(ScopeFindingKind.Renewal).ToDictionary(one => one.Item, StringComparer.Ordinal);
        (string Item, int Place)[] due =
        [
            .. changes.Select((change, place) => (Change: change, Place: place))
                .Where(one => one.Change.Kind == DirectoryChangeKind.Renew)
                .OrderByDescending(one => before.ContainsKey(Item(one.Change.OrderId!.Value)))
                .ThenBy(one => one.Change.ExpiresOn)
                .ThenBy(one => one.Change.OrderId)
                .Select(one => (Item(one.Change.OrderId!.Value), one.Place)),
        ];
        int earlier = before.Keys.Except(due.Select(one => one.Item), StringComparer.Ordinal).Count();
        int room = Math.Max(0, most - earlier);
        int may = Options.MaxRenewals > most ? Options.MaxRenewals.Value : Math.Min(Options.MaxRenewals ?? most, room);
        int goes = Math.Min(due.Length, may);
        if (goes <= room)
        {
            Note(ScopeFindingKind.Renewal, due.Take(goes).Select(one => one.Item));
        }

        DateTimeOffset[] turns =
            [.. Of(ScopeFindingKind.Renewal).Select(one => one.At).DefaultIfEmpty(_asked.Now.Latest).OrderBy(at => at)];
        int give = Math.Max(due.Length, most + 1);
        for (int turn = 0; turn < due.Length - goes; turn++)
        {
            DateTimeOffset from = turns[turn % turns.Length].AddDays(ScopeMemory.Together.TotalDays * (1 + (turn / turns.Length)));
            int place = due[goes + turn].Place;
            changes[place] = Following(changes[place], from, give);
        }

        return goes == due.Length ? null : ComparisonWords.RenewalsFollow(due.Length, goes, give);
    }

    /// <param name="changes">What came out.</param>
    /// <param name="isNew">Whether an order is for somebody new; of a first comparison nobody is.</param>
    /// <exception cref="DocSigningException">ComparisonChangesExceeded.</exception>
    public void RequireFewChanges(IReadOnlyList<DirectoryChange> changes, Func<DirectoryChange, bool> isNew)
    {
        int most = Math.Max(1, (_asked.Memory?.Inputs ?? Count(_asked.People)) / Part);
        RequireFew(
            new Guard(ScopeFindingKind.Change, Options.MaxChanges, ComparisonFaults.TooManyChanges, most, Math.Max(ChangesOfAWeek, most)),
            [
                .. changes.Where(change => change.Kind == DirectoryChangeKind.Replace || isNew(change)).Select(change =>
                    (change.OrderId is { } order ? Item(order) : change.DirectoryId ?? EmailAddress.Of(change.Email!).Key, Who(change))),
            ]);
    }

    private static DirectoryChange Following(DirectoryChange change, DateTimeOffset from, int give) => change with
    {
        Kind = change.ExpiresOn - from < LastDays ? DirectoryChangeKind.Look : DirectoryChangeKind.Keep,
        Reason = change.ExpiresOn - from < LastDays
            ? ComparisonWords.RenewalComesLate(change, from, give)
            : ComparisonWords.RenewalFollows(change, from),
    };

    private void RequireFew(Guard guard, IReadOnlyList<(string Item, string Who)> found)
    {
        string[] who = [.. found.Select(one => one.Who)];
        if (found.Count > (guard.Given ?? guard.Most))
        {
            throw guard.TooMany(Options.Scope, who, 0, guard.Given ?? guard.Most, found.Count);
        }

        HashSet<string> before = [.. Of(guard.Kind).Select(one => one.Item)];
        string[] items = [.. found.Select(one => one.Item).Distinct()];
        int earlier = before.Count(item => !items.Contains(item));
        if (items.All(before.Contains) || earlier + found.Count <= guard.Together)
        {
            Note(guard.Kind, items);
        }
        else if (!(guard.Given > guard.Most))
        {
            // What is no more than usual is no word about the week.
            throw guard.TooMany(Options.Scope, who, earlier, guard.Together, Math.Max(found.Count, guard.Most + 1));
        }
    }

    private void Note(ScopeFindingKind kind, IEnumerable<string> items)
    {
        HashSet<string> before = [.. Of(kind).Select(one => one.Item)];
        _findings.AddRange(items.Where(before.Add).Select(item => new ScopeFinding(kind, item, _asked.Now.Latest)));
    }

    private IEnumerable<ScopeFinding> Of(ScopeFindingKind kind) => _findings.Where(one => one.Kind == kind);

    private static string Item(long orderId) => orderId.ToString(CultureInfo.InvariantCulture);

    private static string Who(DirectoryChange change) => $"{change.Person} <{change.Email}>";

    /// <param name="Kind">What it counts.</param>
    /// <param name="Given">What the operator allows; null for the usual.</param>
    /// <param name="TooMany">The fault: scope, who, how many others of the week, how many may be, what would allow it.</param>
    /// <param name="Most">How many there may be of one comparison.</param>
    /// <param name="Together">How many there may be of all comparisons of a week.</param>
    private sealed record Guard(
        ScopeFindingKind Kind,
        int? Given,
        Func<string, IReadOnlyList<string>, int, int, int, DocSigningException> TooMany,
        int Most,
        int Together);
}
