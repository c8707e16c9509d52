namespace DigiCertDocSign.Tests.Simulation;

/// <summary>
/// What the operators of a schedule ask for beyond a first order for each person. It is drawn apart from all else, so that a schedule in
/// which nothing of this is asked for goes as it would without.
/// </summary>
internal sealed class SimDemands
{
    private const int SeedsApart = 1_000_000_007;
    private readonly Random _random;

    public SimDemands(int seed)
    {
        _random = new Random(SeedsApart - seed);
        HasIds = Chance(0.3);
        HasRenewals = Chance(0.12);
        AreRenewedInJournal = Chance(0.5);
        Words = Chance(0.4) ? _random.Next(1, 4) : 0;
        DuplicateShare = Chance(0.2) ? Pick([0.5, 1]) : 0;
        Replaces = Chance(0.5);
    }

    /// <summary>The directory's own id comes with most inputs.</summary>
    public bool HasIds { get; }

    /// <summary>Some people have an issued order, which a list asks to renew.</summary>
    public bool HasRenewals { get; }

    /// <summary>The orders to be renewed were bought by a run of the first journal, and not at the console.</summary>
    public bool AreRenewedInJournal { get; }

    /// <summary>What follows an order replaces it: the call says nothing of that, and only the journal knows it.</summary>
    public bool Replaces { get; }

    /// <summary>How often an operator says by hand what became of an order in doubt.</summary>
    public int Words { get; }

    /// <summary>The part of the processes whose operator allows duplicates.</summary>
    public double DuplicateShare { get; }

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    public TimeSpan Thought() => TimeSpan.FromSeconds(_random.Next(120));

    /// <summary>Each person has an id of their own in the directory; one of them may be there under another address as well.</summary>
    public IReadOnlyList<SimPerson> WithIds(IReadOnlyList<SimPerson> people)
    {
        if (!HasIds)
        {
            return people;
        }

        var known = people.Select(person => person with { DirectoryId = $"5f0c1c3e-7a51-4c52-9d0f-00000000000{person.Number}" }).ToList();
        if (Chance(0.4))
        {
            SimPerson moved = Pick(known);
            known.Add(moved with
            {
                Person = moved.Person with { Email = "moved@fjordlab.example" },
                Number = known.Count,
                IsRefused = false,
            });
        }

        return known;
    }

    /// <summary>
    /// A list as its operator brings it: some inputs come without the id, and some are to renew the order that the person has.
    /// </summary>
    /// <param name="list">The people.</param>
    /// <param name="old">The issued order of a person; null when there is none.</param>
    public IReadOnlyList<SimPerson> Ask(IReadOnlyList<SimPerson> list, Func<SimPerson, long?> old)
    {
        double renewed = Pick([0.2, 0.8]);
        return
        [
            .. list.Select(person => person with
            {
                DirectoryId = HasIds && Chance(0.85) ? person.DirectoryId : null,
                Follows = HasRenewals && Chance(renewed) ? old(person) : null,
                Replaces = Replaces,
            }),
        ];
    }
}
