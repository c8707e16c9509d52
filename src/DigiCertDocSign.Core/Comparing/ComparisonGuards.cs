using System.Globalization;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Comparing;

/// <summary>
/// What ends a comparison before anything comes out of it. Comparisons of one week count together: a list that loses a little each time
/// loses much. What the operator allows by a parameter counts for that one comparison, and not against later ones.
/// </summary>
internal sealed class ComparisonGuards
{
    private const int MostLeavers = 5;

    /// <summary>So few may always be renewed at once.</summary>
    private const int MostRenewals = 5;

    /// <summary>So few may always be new or replaced in a week: in a small scope one each night is nothing strange.</summary>
    private const int ChangesOfAWeek = 3;

    /// <summary>Such a part of the list may change at once.</summary>
    private const int Part = 10;

    private readonly ComparisonQuestion _asked;
    private readonly List<ScopeFinding> _findings;

    /// <param name="asked">What is compared.</param>
    public ComparisonGuards(ComparisonQuestion asked)
    {
        _asked = asked;
        _findings =
        [
            .. (asked.Memory?.Findings ?? [])
                .Select(one => one.At > asked.Now.Latest ? one with { At = asked.Now.Latest } : one)
                .Where(one => asked.Now.Latest - one.At <= ScopeMemory.Together),
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
        int together = Math.Max(1, orders / Part);
        int most = Math.Min(MostLeavers, together);
        RequireFew(
            new Guard(ScopeFindingKind.Leaver, Options.MaxLeavers, ComparisonFaults.TooManyLeavers, most, together),
            [.. leavers.Select(chain => (Item(chain.End.OrderId), $"order {chain.End.Whose}"))]);
    }

    /// <summary>A list that shows a wrong end for all orders would renew all of them.</summary>
    /// <param name="changes">What came out.</param>
    /// <param name="orders">How many people of the list have an order.</param>
    /// <exception cref="DocSigningException">ComparisonChangesExceeded.</exception>
    public void RequireFewRenewals(IReadOnlyList<DirectoryChange> changes, int orders)
    {
        int most = Math.Max(MostRenewals, orders / 2);
        RequireFew(
            new Guard(ScopeFindingKind.Renewal, Options.MaxRenewals, ComparisonFaults.TooManyRenewals, most, most),
            [
                .. changes.Where(change => change.Kind == DirectoryChangeKind.Renew)
                    .Select(change => (Item(change.OrderId!.Value), Who(change))),
            ]);
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

    private void RequireFew(Guard guard, IReadOnlyList<(string Item, string Who)> found)
    {
        string[] who = [.. found.Select(one => one.Who)];
        if (found.Count > (guard.Given ?? guard.Most))
        {
            throw guard.TooMany(Options.Scope, who, 0, guard.Given ?? guard.Most);
        }

        if (guard.Given is not null)
        {
            return;
        }

        HashSet<string> before = [.. Of(guard.Kind).Select(one => one.Item)];
        string[] fresh = [.. found.Select(one => one.Item).Distinct().Where(item => !before.Contains(item))];
        int earlier = before.Count(item => !found.Any(one => one.Item == item));
        if (fresh.Length > 0 && earlier + found.Count > guard.Together)
        {
            throw guard.TooMany(Options.Scope, who, earlier, guard.Together);
        }

        _findings.AddRange(fresh.Select(item => new ScopeFinding(guard.Kind, item, _asked.Now.Latest)));
    }

    private IEnumerable<ScopeFinding> Of(ScopeFindingKind kind) => _findings.Where(one => one.Kind == kind);

    private static string Item(long orderId) => orderId.ToString(CultureInfo.InvariantCulture);

    private static string Who(DirectoryChange change) => $"{change.Person} <{change.Email}>";

    /// <param name="Kind">What it counts.</param>
    /// <param name="Given">What the operator allows; null for the usual.</param>
    /// <param name="TooMany">The fault: scope, who, how many others of the week, how many may be.</param>
    /// <param name="Most">How many there may be of one comparison.</param>
    /// <param name="Together">How many there may be of all comparisons of a week.</param>
    private sealed record Guard(
        ScopeFindingKind Kind,
        int? Given,
        Func<string, IReadOnlyList<string>, int, int, DocSigningException> TooMany,
        int Most,
        int Together);
}
