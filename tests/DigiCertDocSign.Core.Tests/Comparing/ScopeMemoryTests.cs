using DigiCertDocSign.Journal;
using DigiCertDocSign.Tests.Journal;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>What a storage keeps of the comparisons of a scope: all of one comparison, and of two at the same time the first.</summary>
public class ScopeMemoryTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 3, 0, 0, TimeSpan.Zero);

    private static readonly ScopeMemory First = new()
    {
        AccountId = 1,
        Scope = "Legal \u00D8st",
        Comparisons = 1,
        ComparedAt = Monday,
        Inputs = 3,
        People =
        [
            new ScopePerson("11111111-2222-3333-4444-555555555555", 4711, "Counsel", null),
            new ScopePerson("ida@fjordlab.example", 4712, null, Monday.AddDays(-2)),
            new ScopePerson("new@fjordlab.example", null, null, null),
        ],
        MayBe = [4801, 4802],
    };

    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task A_scope_is_found_again_as_it_was_kept(string kind)
    {
        using var store = new JournalStore(kind);
        using (IJournalStorage storage = store.Open())
        {
            Assert.True(await storage.TryKeepScopeAsync(null, First, default));
            Assert.True(await storage.TryKeepScopeAsync(null, First with { AccountId = 2, People = [] }, default));
        }

        using IJournalStorage again = store.Open();
        AssertSame(First, Assert.Single(await again.ReadScopesAsync(1, default)));
        Assert.Empty(Assert.Single(await again.ReadScopesAsync(2, default)).People);
        Assert.Empty(await again.ReadScopesAsync(3, default));
    }

    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task What_has_changed_takes_the_place_of_what_was(string kind)
    {
        using var store = new JournalStore(kind);
        using IJournalStorage storage = store.Open();
        ScopeMemory next = First with
        {
            Scope = "LEGAL \u00F8st",
            Comparisons = 2,
            ComparedAt = Monday.AddDays(1),
            Inputs = 2,
            People =
            [
                First.People[0] with { AbsentSince = Monday.AddDays(1) },
                new ScopePerson("kim@fjordlab.example", 4713, null, null),
                First.People[2],
            ],
            MayBe = [4802, 4803],
        };
        await storage.TryKeepScopeAsync(null, First, default);

        Assert.True(await storage.TryKeepScopeAsync(First, next, default));

        AssertSame(next, Assert.Single(await storage.ReadScopesAsync(1, default)));
    }

    [Theory]
    [InlineData("  legal \u00A0 \u00F8ST\t", true)]
    [InlineData("Legal\u00D8st", false)]
    public void A_scope_is_one_in_any_letter_case_and_with_any_blanks(string spelling, bool isOne) =>
        Assert.Equal(isOne, First.Key == ScopeMemory.KeyOf(spelling));

    [Theory]
    [MemberData(nameof(JournalStore.Kinds), MemberType = typeof(JournalStore))]
    public async Task Of_two_comparisons_at_the_same_time_the_second_keeps_nothing(string kind)
    {
        using var store = new JournalStore(kind);
        using IJournalStorage storage = store.Open();
        await storage.TryKeepScopeAsync(null, First, default);
        ScopeMemory second = First with { Comparisons = 2, People = [] };
        Assert.True(await storage.TryKeepScopeAsync(First, second, default));

        Assert.False(await storage.TryKeepScopeAsync(null, First with { Scope = "legal \u00D8ST", People = [] }, default));
        Assert.False(await storage.TryKeepScopeAsync(First, First with { Comparisons = 2, Inputs = 9 }, default));

        AssertSame(second, Assert.Single(await storage.ReadScopesAsync(1, default)));
    }

    private static void AssertSame(ScopeMemory expected, ScopeMemory actual)
    {
        Assert.Equal(expected with { People = [] }, actual with { People = [] }, Comparer);
        Assert.Equal(expected.People, actual.People);
        Assert.Equal(expected.MayBe, actual.MayBe);
    }

    /// <summary>Two empty lists are no reason to differ.</summary>
    private static bool Comparer(ScopeMemory one, ScopeMemory other) =>
        (one.AccountId, one.Scope, one.Comparisons, one.ComparedAt, one.Inputs)
        == (other.AccountId, other.Scope, other.Comparisons, other.ComparedAt, other.Inputs);
}
