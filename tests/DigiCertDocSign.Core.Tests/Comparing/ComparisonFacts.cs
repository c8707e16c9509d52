using System.Globalization;
using DigiCertDocSign.Comparing;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>What comparisons are made of in tests: people and orders by number, person 1 with order 1.</summary>
internal static class ComparisonFacts
{
    public static readonly DateTimeOffset Monday = new(2026, 11, 2, 3, 0, 0, TimeSpan.Zero);

    public static string Kinds(ComparisonQuestion asked, long orderId) => string.Join(
        ' ', DirectoryComparison.Of(asked).Changes.Where(change => change.OrderId == orderId).Select(change => change.Kind));

    /// <summary>Of persons 1 and 2, one is missing since Monday.</summary>
    public static ScopeMemory Missing(int who)
    {
        ScopeMemory first = DirectoryComparison.Of(Question([1, 2], [1, 2], null, Monday)).Memory;
        return DirectoryComparison.Of(Question([3 - who], [1, 2], first, Monday)).Memory;
    }

    public static PersonResolution Disabled(int number) => Read(number) with
    {
        Person = null,
        Faults = [new Fault(FaultKind.AccountDisabled, "Enabled", "The account is disabled.")],
    };

    public static int NumberOf(DirectoryChange change) => int.Parse(change.DirectoryId![^2..], CultureInfo.InvariantCulture);

    public static ComparisonQuestion Question(int[] people, int[] orders, ScopeMemory? memory, DateTimeOffset now) => new()
    {
        AccountId = 1,
        Options = new ComparisonOptions
        {
            Scope = "Legal",
            IncludeLeavers = true,
            MaxLeavers = 1000,
            MaxChanges = 1000,
            AllowSmaller = true,
        },
        People = [.. people.Select((number, place) => ComparedPerson.Of(place + 1, Read(number), number))],
        Orders = [.. orders.Select(Order)],
        Memories = memory is null ? [] : [memory],
        Now = now,
    };

    public static string IdOf(int number) => $"11111111-2222-3333-4444-5555555555{number:00}";

    public static PersonResolution Read(int number) => Read(number, IdOf(number), $"p{number}@fjordlab.example");

    public static PersonResolution Read(int number, string? id, string? email)
    {
        var person = new Person($"Given{number}", $"Surname{number}", "Counsel", "+47 1", email ?? "nobody@fjordlab.example");
        return new PersonResolution
        {
            Person = email is null ? null : person,
            Read = new PersonValues
            {
                GivenName = person.GivenName,
                Surname = person.Surname,
                JobTitle = person.JobTitle,
                Phone = person.Phone,
                Email = email,
            },
            Faults = [],
            Warnings = [],
            Sources = new Dictionary<string, string>(),
            DirectoryId = id,
        };
    }

    public static ComparedOrder Again(int id, long? follows) =>
        Order(1) with { Order = Order(1).Order with { OrderId = id, Follows = follows } };

    public static OrderIntent Intent(IntentKind kind, int sends) => new()
    {
        Reference = "DS-1",
        Key = IntentKey.Of(1, "ds_org_individual", "p1@fjordlab.example"),
        Kind = kind,
        TargetOrderId = 1,
        State = IntentState.InDoubt,
        GivenName = "Given1",
        Surname = "Surname1",
        Email = "p1@fjordlab.example",
        Sends = sends,
        RunId = "run",
        CreatedAt = Monday,
        UpdatedAt = Monday,
    };

    public static ComparedOrder Order(int number) => new()
    {
        Order = new LiveOrder
        {
            OrderId = number,
            Status = "Issued",
            Email = EmailAddress.Of($"p{number}@fjordlab.example"),
            Names = [$"Given{number} Surname{number}"],
            DirectoryId = IdOf(number),
            ValidTill = Monday.UtcDateTime.AddYears(20),
        },
    };
}
