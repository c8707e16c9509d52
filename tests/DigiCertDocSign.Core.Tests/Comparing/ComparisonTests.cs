using System.Globalization;
using DigiCertDocSign.Comparing;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>The comparison as a function: what it says of clocks that are wrong, and of any list whatever.</summary>
public class ComparisonTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 3, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(8, 8, true, DirectoryChangeKind.Revoke)]
    [InlineData(6, 400, true, DirectoryChangeKind.Keep)] // one clock leaps by a year
    [InlineData(400, 6, true, DirectoryChangeKind.Keep)]
    [InlineData(8, 8, false, DirectoryChangeKind.Keep)] // the server tells no time: nobody knows whether the clock here is right
    public void Nobody_has_left_by_one_clock_alone(int here, int there, bool hasServerTime, DirectoryChangeKind kind)
    {
        ComparisonQuestion question = Question([1, 2], [1, 2], null, Monday) with { HasServerTime = hasServerTime };
        ScopeMemory first = DirectoryComparison.Of(question).Memory;
        ScopeMemory missing = DirectoryComparison.Of(Question([1], [1, 2], first, Monday) with { HasServerTime = hasServerTime }).Memory;

        ComparisonResult result = DirectoryComparison.Of(Question([1], [1, 2], missing, Monday) with
        {
            HasServerTime = hasServerTime,
            Now = new PresentMoment(Monday.AddDays(Math.Min(here, there)), Monday.AddDays(Math.Max(here, there))),
        });

        Assert.Equal(kind, result.Changes.Single(change => change.OrderId == 2).Kind);
    }

    [Fact]
    public void Somebody_missing_since_a_clock_that_was_ahead_has_not_left_before_that_time()
    {
        ScopeMemory first = DirectoryComparison.Of(Question([1, 2], [1, 2], null, Monday)).Memory;
        ScopeMemory missing = DirectoryComparison.Of(Question([1], [1, 2], first, Monday) with
        {
            Now = new PresentMoment(Monday, Monday.AddDays(30)),
        }).Memory;

        ComparisonResult result = DirectoryComparison.Of(Question([1], [1, 2], missing, Monday.AddDays(10)));

        Assert.Equal(DirectoryChangeKind.Keep, result.Changes.Single(change => change.OrderId == 2).Kind);
    }

    /// <summary>Person 1 has order 1; what is shown of it, and stands beside it, decides.</summary>
    public static TheoryData<string, string, DirectoryChangeKind> Doubts() => new()
    {
        { "all is well", "", DirectoryChangeKind.Keep },
        { "two live orders", "", DirectoryChangeKind.Look },
        { "one renews the other", "Order 2 fits", DirectoryChangeKind.Keep },
        { "two renew it", "more than one live order", DirectoryChangeKind.Look },
        { "listed under another name", "under another name", DirectoryChangeKind.Look },
        { "a request for another certificate waits", "request 7 for another certificate", DirectoryChangeKind.Keep },
        { "a request to revoke waits", "Deny-DocSigningRequest -RequestId 7", DirectoryChangeKind.Look },
        { "a status that nobody knows", "'Suspended'", DirectoryChangeKind.Look },
        { "no end is shown", "does not show when", DirectoryChangeKind.Look },
        { "it ends soon", "ends on", DirectoryChangeKind.Renew },
        { "it ends soon and is renewed nobody knows by what", "shows it as renewed", DirectoryChangeKind.Look },
        { "a cancellation is in doubt", "Resume-DocSigningOrder", DirectoryChangeKind.Look },
        { "a renewal is in doubt", "Resume-DocSigningOrder", DirectoryChangeKind.Look },
        { "a run renews it at this moment", "another run", DirectoryChangeKind.Keep },
        { "a renewal that a dead run had planned", "", DirectoryChangeKind.Keep },
    };

    [Theory]
    [MemberData(nameof(Doubts))]
    public void What_stands_about_an_order_decides(string what, string reason, DirectoryChangeKind kind)
    {
        ComparedOrder order = Order(1);
        ComparisonQuestion asked = Question([1], [], null, Monday);
        LiveOrder live = order.Order;
        DateTime soon = Monday.UtcDateTime.AddDays(20);
        asked = what switch
        {
            "two live orders" => asked with { Orders = [order, Again(2, null)] },
            "one renews the other" => asked with { Orders = [order, Again(2, 1)] },
            "two renew it" => asked with { Orders = [order, Again(2, 1), Again(3, 1)] },
            "listed under another name" => asked with { Orders = [order with { IsContested = true }] },
            "a request for another certificate waits" => asked with { Orders = [order with { Waiting = new ListedRequest(1, 7, false) }] },
            "a request to revoke waits" => asked with { Orders = [order with { Waiting = new ListedRequest(1, 7, true) }] },
            "a status that nobody knows" => asked with { Orders = [order with { Order = live with { Status = "Suspended" } }] },
            "no end is shown" => asked with { Orders = [order with { Order = live with { ValidTill = null } }] },
            "it ends soon" => asked with { Orders = [order with { Order = live with { ValidTill = soon } }] },
            "it ends soon and is renewed nobody knows by what" =>
                asked with { Orders = [order with { Order = live with { ValidTill = soon }, IsRenewed = true }] },
            "a cancellation is in doubt" => asked with { Orders = [order with { Act = Intent(IntentKind.Cancellation, 1) }] },
            "a renewal is in doubt" => asked with { Orders = [order], Open = [Intent(IntentKind.Renewal, 1)] },
            "a run renews it at this moment" =>
                asked with { Orders = [order], Open = [Intent(IntentKind.Renewal, 1)], RunsAtWork = ["run"] },
            "a renewal that a dead run had planned" =>
                asked with { Orders = [order], Open = [Intent(IntentKind.Renewal, 0) with { State = IntentState.Planned }] },
            _ => asked with { Orders = [order] },
        };

        DirectoryChange change = Assert.Single(DirectoryComparison.Of(asked).Changes);

        Assert.Equal((what, kind), (what, change.Kind));
        Assert.Contains(reason, change.Reason, StringComparison.Ordinal);
    }

    /// <summary>
    /// A model of sets: of people with ids, whoever is in the list has one change of his own; nobody in the list, and nobody whom the scope
    /// has not kept, is ended; and whoever has been missing for long is.
    /// </summary>
    [Property(MaxTest = 300)]
    public Property Nights_of_any_lists_are_as_a_model_of_sets_says() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[][]>(),
        nights =>
        {
            ScopeMemory? memory = null;
            var kept = new HashSet<int>();
            var missing = new Dictionary<int, DateTimeOffset>();
            int[] holders = [1, 2, 3, 4, 5, 6];
            DateTimeOffset now = Monday;
            foreach (int[] list in nights.Select(night => night.Select(one => one % 9).Distinct().ToArray()))
            {
                now = now.AddDays(3);
                ComparisonQuestion asked = Question(list, holders, memory, now);
                if (list.Length == 0)
                {
                    Assert.Throws<DocSigningException>(() => DirectoryComparison.Of(asked));
                    continue;
                }

                ComparisonResult result = DirectoryComparison.Of(asked);
                foreach (int holder in holders)
                {
                    if (list.Contains(holder))
                    {
                        kept.Add(holder);
                        missing.Remove(holder);
                    }
                    else if (kept.Contains(holder) && !missing.ContainsKey(holder))
                    {
                        missing[holder] = now;
                    }
                }

                IEnumerable<string> expected = list.Select(one => holders.Contains(one) ? $"Keep {one}" : $"Order {one}")
                    .Concat(missing.Select(one => (now - one.Value >= TimeSpan.FromDays(7) ? "Revoke " : "Keep ") + one.Key));
                Assert.Equal(
                    expected.Order(StringComparer.Ordinal),
                    result.Changes.Select(change => $"{change.Kind} {change.OrderId ?? NumberOf(change)}").Order(StringComparer.Ordinal));
                memory = result.Memory;
            }
        });

    private static int NumberOf(DirectoryChange change) => int.Parse(change.DirectoryId![^2..], CultureInfo.InvariantCulture);

    private static ComparisonQuestion Question(int[] people, int[] orders, ScopeMemory? memory, DateTimeOffset now) => new()
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

    private static string IdOf(int number) => $"11111111-2222-3333-4444-5555555555{number:00}";

    private static PersonResolution Read(int number)
    {
        var person = new Person($"Given{number}", $"Surname{number}", "Counsel", "+47 1", $"p{number}@fjordlab.example");
        return new PersonResolution
        {
            Person = person,
            Read = new PersonValues
            {
                GivenName = person.GivenName,
                Surname = person.Surname,
                JobTitle = person.JobTitle,
                Phone = person.Phone,
                Email = person.Email,
            },
            Faults = [],
            Warnings = [],
            Sources = new Dictionary<string, string>(),
            DirectoryId = IdOf(number),
        };
    }

    private static ComparedOrder Again(int id, long? follows) =>
        Order(1) with { Order = Order(1).Order with { OrderId = id, Follows = follows } };

    private static OrderIntent Intent(IntentKind kind, int sends) => new()
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

    private static ComparedOrder Order(int number) => new()
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
