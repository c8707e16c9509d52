using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Comparing;

/// <summary>What ends a comparison before anything comes out of it.</summary>
internal static class ComparisonGuards
{
    private const int MostLeavers = 5;

    /// <summary>So few may always be renewed at once.</summary>
    private const int MostRenewals = 5;

    /// <summary>Such a part of the list may change at once.</summary>
    private const int Part = 10;

    /// <summary>Inputs that name the same person are one, and those that name nobody are none.</summary>
    public static int Count(IEnumerable<ComparedPerson> people) =>
        people.Select(person => person.Key).OfType<string>().Distinct(StringComparer.Ordinal).Count();

    /// <param name="options">How it is compared.</param>
    /// <param name="memories">Of all scopes.</param>
    /// <param name="inputs">How many different people came.</param>
    /// <exception cref="DocSigningException">ComparisonEmpty or ComparisonInputShrunk.</exception>
    public static void RequireInput(ComparisonOptions options, IReadOnlyList<ScopeMemory> memories, int inputs)
    {
        if (inputs == 0)
        {
            throw ComparisonFaults.NoInput(options.Scope);
        }

        if (!options.AllowSmaller && options.MemoryIn(memories) is { } memory && (long)inputs * Part < (long)memory.Inputs * (Part - 1))
        {
            throw ComparisonFaults.Shrunk(memory, inputs);
        }
    }

    /// <exception cref="DocSigningException">ComparisonLeaversExceeded.</exception>
    public static void RequireFewLeavers(ComparisonQuestion asked, LeaverComparison compared)
    {
        IReadOnlyList<string> leavers = compared.Leavers;
        int orders = asked.Memory?.People.Count(person => person.OrderId is not null) ?? 0;
        int most = asked.Options.MaxLeavers ?? Math.Max(1, Math.Min(MostLeavers, orders / Part));
        if (leavers.Count > most)
        {
            throw ComparisonFaults.TooManyLeavers(asked.Options.Scope, leavers, most);
        }
    }

    /// <summary>A list that shows a wrong end for all orders would renew all of them.</summary>
    /// <param name="asked">What was compared.</param>
    /// <param name="changes">What came out.</param>
    /// <param name="orders">How many people of the list have an order.</param>
    /// <exception cref="DocSigningException">ComparisonChangesExceeded.</exception>
    public static void RequireFewRenewals(ComparisonQuestion asked, IReadOnlyList<DirectoryChange> changes, int orders)
    {
        int most = asked.Options.MaxRenewals ?? Math.Max(MostRenewals, orders / 2);
        string[] renewed =
        [
            .. changes.Where(change => change.Kind == DirectoryChangeKind.Renew).Select(change => $"{change.Person} <{change.Email}>"),
        ];
        if (renewed.Length > most)
        {
            throw ComparisonFaults.TooManyRenewals(asked.Options.Scope, renewed, most);
        }
    }

    /// <param name="asked">What was compared.</param>
    /// <param name="changes">What came out.</param>
    /// <param name="isNew">Whether an order is for somebody new; of a first comparison nobody is.</param>
    /// <exception cref="DocSigningException">ComparisonChangesExceeded.</exception>
    public static void RequireFewChanges(
        ComparisonQuestion asked, IReadOnlyList<DirectoryChange> changes, Func<DirectoryChange, bool> isNew)
    {
        ScopeMemory? memory = asked.Memory;
        int most = asked.Options.MaxChanges ?? Math.Max(1, (memory?.Inputs ?? Count(asked.People)) / Part);
        string[] changed =
        [
            .. changes.Where(change => change.Kind == DirectoryChangeKind.Replace || isNew(change))
                .Select(change => $"{change.Person} <{change.Email}>"),
        ];
        if (changed.Length > most)
        {
            throw ComparisonFaults.TooManyChanges(asked.Options.Scope, changed, most);
        }
    }
}
