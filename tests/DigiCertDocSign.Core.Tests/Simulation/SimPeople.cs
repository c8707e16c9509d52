using DigiCertDocSign.People;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>Who is ordered for, and in which lists.</summary>
internal static class SimPeople
{
    /// <summary>Names that a server or a colleague may spell in other ways; the last is longer than a common name.</summary>
    private static readonly (string GivenName, string Surname)[] Names =
    [
        ("Zoë", "Müller"), ("Åse", "Bjørnstad"), ("José María", "Núñez"), ("Élodie", "Saint-André"),
        ("Bartholomäus Maximilian", "Hohenzollern von Sigmaringen und Wittelsbach Habsburg"),
    ];

    public static IReadOnlyList<SimPerson> Choose(SimScheduler seed, bool haveCsrs)
    {
        var people = new List<SimPerson>();
        int count = seed.Random.Next(1, 5);
        for (int number = 0; number < count; number++)
        {
            (string givenName, string surname) = seed.Chance(0.5) ? ("Nils", $"Hagen {number}") : Names[number];
            var person = new Person(givenName, surname, "Clerk", "+47 55 50 01 42", $"nils.hagen{number}@fjordlab.example");
            if (number > 0 && seed.Chance(0.2))
            {
                // Of the same name; or, more seldom, another one to whom the address has passed.
                Person twin = seed.Pick(people).Person;
                person = seed.Chance(0.7)
                    ? person with { GivenName = twin.GivenName, Surname = twin.Surname }
                    : person with { Email = twin.Email };
            }

            people.Add(new SimPerson(person, seed.Chance(0.05), number, haveCsrs));
        }

        return people;
    }

    /// <summary>One list, or two that have people in common; a person may stand twice in one, in other letter case.</summary>
    public static IReadOnlyList<IReadOnlyList<SimPerson>> Lists(SimScheduler seed, IReadOnlyList<SimPerson> people)
    {
        var lists = new List<IReadOnlyList<SimPerson>> { Spoiled(seed, people) };
        if (seed.Chance(0.5))
        {
            lists.Add(Spoiled(seed, seed.Chance(0.5) ? people : [.. people.Reverse().Take(Math.Max(1, people.Count - 1))]));
        }

        return lists;
    }

    private static List<SimPerson> Spoiled(SimScheduler seed, IReadOnlyList<SimPerson> people)
    {
        var list = people.ToList();
        if (seed.Chance(0.15))
        {
            SimPerson again = seed.Pick(people);
            list.Add(again with { Person = again.Person with { Email = again.Person.Email.ToUpperInvariant() } });
        }

        return list;
    }
}
