using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Comparing;

/// <summary>What ends a comparison before anything comes out of it.</summary>
internal static class ComparisonGuards
{
    private const int MostLeavers = 5;

    /// <summary>Such a part of the list may change at once.</summary>
    private const int Part = 10;

    /// <exception cref="DocSigningException">ComparisonEmpty or ComparisonInputShrunk.</exception>
    public static void RequireInput(
        ComparisonOptions options, IReadOnlyList<ScopeMemory> memories, IReadOnlyList<ComparedPerson> people)
    {
        int inputs = people.Count;
        if (people.All(person => person.Key is null))
        {
            throw ComparisonFaults.NoInput(options.Scope);
        }

        if (!options.AllowSmaller && options.MemoryIn(memories) is { } memory && (long)inputs * Part < (long)memory.Inputs * (Part - 1))
        {
            throw ComparisonFaults.Shrunk(memory, inputs);
        }
    }

    /// <exception cref="DocSigningException">ComparisonLeaversUntold or ComparisonLeaversExceeded.</exception>
    public static void RequireFewLeavers(ComparisonQuestion asked, LeaverComparison compared, bool hasNobody)
    {
        IReadOnlyList<string> leavers = compared.Leavers;
        if (leavers.Count > 0 && hasNobody)
        {
            throw ComparisonFaults.LeaversUntold(asked.Options.Scope, leavers);
        }

        int orders = asked.Memory?.People.Count(person => person.OrderId is not null) ?? 0;
        int most = asked.Options.MaxLeavers ?? Math.Max(1, Math.Min(MostLeavers, orders / Part));
        if (leavers.Count > most)
        {
            throw ComparisonFaults.TooManyLeavers(asked.Options.Scope, leavers, most);
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
        int most = asked.Options.MaxChanges ?? Math.Max(1, (memory?.Inputs ?? asked.People.Count) / Part);
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
