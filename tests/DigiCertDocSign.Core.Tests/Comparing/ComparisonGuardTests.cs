using DigiCertDocSign.Comparing;
using DigiCertDocSign.Journal;
using static DigiCertDocSign.Tests.Comparing.ComparisonFacts;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// Comparisons of one week count together: a list that is a little more broken each time passes by each guard that looks at one comparison
/// alone.
/// </summary>
public class ComparisonGuardTests
{
    private static readonly ComparisonOptions Open = new()
    {
        Scope = "Legal",
        IncludeLeavers = true,
        LeaverGrace = TimeSpan.Zero,
        MaxLeavers = 1000,
        MaxChanges = 1000,
        MaxRenewals = 1000,
        AllowSmaller = true,
    };

    /// <summary>Night after night; what was to be done is done by the next one.</summary>
    [Theory]
    [InlineData("lost", FaultKind.ComparisonInputShrunk, "20 came on")]
    [InlineData("leavers", FaultKind.ComparisonLeaversExceeded, "1 person of the scope 'Legal' would count as having left, beside 2")]
    [InlineData("joiners", FaultKind.ComparisonChangesExceeded, "new or replaced, beside 3 of the last 7 days, and 3 may")]
    [InlineData("renewals", FaultKind.ComparisonChangesExceeded, "renewed at once, beside 10 of the last 7 days, and 10 may")]
    public void A_little_each_night_is_much_in_a_week(string what, FaultKind fault, string said)
    {
        ScopeMemory memory = DirectoryComparison.Of(Night(what, 0, null, Monday)).Memory;
        int nights = what == "joiners" ? 3 : 2;
        for (int night = 1; night <= nights; night++)
        {
            memory = DirectoryComparison.Of(Night(what, night, memory, Monday.AddDays(night))).Memory;
            memory = DirectoryComparison.Of(Night(what, night, memory, Monday.AddDays(night))).Memory; // the same again is no more
        }

        DocSigningException refused = Assert.Throws<DocSigningException>(
            () => DirectoryComparison.Of(Night(what, nights + 1, memory, Monday.AddDays(nights + 1))));
        ComparisonQuestion meant = Night(what, nights + 1, memory, Monday.AddDays(nights + 1));
        ScopeMemory allowed = DirectoryComparison.Of(meant with { Options = Allowing(what, meant.Options) }).Memory;

        Assert.Equal((what, fault), (what, refused.Kind));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        DirectoryComparison.Of(Night(what, nights + 1, memory, Monday.AddDays(11))); // a week later it is another week
        DirectoryComparison.Of(Night(what, nights + 1, allowed, Monday.AddDays(5), isDone: true)); // what somebody has allowed is no more
    }

    [Fact]
    public void A_list_of_another_directory_orders_nothing_until_its_ids_are_adopted()
    {
        int[] all = [.. Enumerable.Range(1, 20)];
        ComparisonQuestion asked = Question(all, [], null, Monday);
        ComparedOrder[] orders = [.. all.Select(number => Moved(number, $"S-1-5-21-7-{number}")), .. all.Take(3).Select(Renewed)];
        ScopeMemory before = DirectoryComparison.Of(asked with
        {
            People =
            [
                .. all.Select(number => Read(number, $"S-1-5-21-7-{number}", $"p{number}@fjordlab.example"))
                    .Select((read, place) => ComparedPerson.Of(place + 1, read, place)),
            ],
            Orders = orders,
        }).Memory;
        asked = asked with { Orders = orders, Memories = [before], Now = Monday.AddDays(9) };
        foreach (ComparedOrder[] known in new[] { orders, [.. orders.Select(WithGuid)] })
        {
            ComparisonResult told = DirectoryComparison.Of(asked with { Orders = known });
            ComparisonResult adopted = DirectoryComparison.Of(
                asked with { Orders = known, Options = asked.Options with { AdoptDirectoryId = true } });

            Assert.DoesNotContain(told.Changes, change => change.Kind is not (DirectoryChangeKind.Look or DirectoryChangeKind.Keep));
            Assert.Equal(known == orders, told.Changes.All(change => change.Kind == DirectoryChangeKind.Keep)); // a SID is no GUID
            Assert.Empty(told.NewIds);
            Assert.All(adopted.Changes, change => Assert.Equal(DirectoryChangeKind.Keep, change.Kind));
            Assert.Equal(23, adopted.NewIds.Count);
            Assert.All(adopted.NewIds, noted => Assert.EndsWith($"{noted.Intent.Surname[7..],2}".Replace(' ', '0'), noted.DirectoryId));
            Assert.Contains("noted in place of another one for 20 orders", Assert.Single(adopted.Warnings), StringComparison.Ordinal);
            Assert.All(adopted.Memory.People, person => Assert.Null(person.AbsentSince));
        }
    }

    /// <summary>A namesake has the address of somebody who is in the list under the old id, or an order under another name.</summary>
    [Fact]
    public void An_id_is_not_adopted_where_address_and_name_are_anothers()
    {
        ComparisonQuestion asked = Question([1, 2], [], null, Monday);
        ComparedOrder other = Moved(1, IdOf(99));
        asked = asked with { Options = asked.Options with { AdoptDirectoryId = true } };

        foreach (ComparedOrder order in new[] { Moved(1, IdOf(2)), other with { Order = other.Order with { Names = ["Kai Zorn"] } } })
        {
            ComparisonResult result = DirectoryComparison.Of(asked with { Orders = [order] });

            Assert.Equal(DirectoryChangeKind.Look, result.Changes[0].Kind);
            Assert.Empty(result.NewIds);
        }
    }

    private static ComparisonQuestion Night(string what, int night, ScopeMemory? memory, DateTimeOffset now, bool isDone = false)
    {
        int people = what switch { "joiners" => 20 + night, "lost" or "leavers" => 20 - night, _ => 20 };
        int open = isDone ? 0 : 1;
        int orders = what switch { "joiners" => Math.Max(20, people - open), "leavers" => Math.Min(20, people + open), _ => 20 };
        DateTime soon = Monday.UtcDateTime.AddDays(20);
        int due = 5 * night;
        ComparisonQuestion asked = Question([.. Enumerable.Range(1, people)], [.. Enumerable.Range(1, orders)], memory, now);
        return asked with
        {
            Options = what switch
            {
                "lost" => Open with { AllowSmaller = false },
                "leavers" => Open with { MaxLeavers = null },
                "joiners" => Open with { MaxChanges = null },
                _ => Open with { MaxRenewals = null },
            },
            Orders = what != "renewals" || isDone ? asked.Orders :
            [
                .. asked.Orders.Select(order => order.OrderId > due - 5 && order.OrderId <= due
                    ? order with { Order = order.Order with { ValidTill = soon } }
                    : order),
            ],
        };
    }

    private static ComparisonOptions Allowing(string what, ComparisonOptions options) => what switch
    {
        "lost" => options with { AllowSmaller = true },
        "leavers" => options with { MaxLeavers = 1 },
        "joiners" => options with { MaxChanges = 1 },
        _ => options with { MaxRenewals = 5 },
    };

    private static ComparedOrder Moved(int number, string id) => Order(number) with
    {
        Order = Order(number).Order with { DirectoryId = id, Intent = Placed(number, number, id) },
    };

    private static ComparedOrder Renewed(int number)
    {
        ComparedOrder old = Moved(number, $"S-1-5-21-7-{number}");
        return old with
        {
            Order = old.Order with
            {
                OrderId = 100 + number,
                Follows = number,
                Intent = Placed(number, 100 + number, old.Order.DirectoryId!) with { Kind = IntentKind.Renewal },
            },
        };
    }

    private static ComparedOrder WithGuid(ComparedOrder order)
    {
        string id = $"99999999-2222-3333-4444-5555555555{order.Order.Intent!.Surname[7..],2}".Replace(' ', '0');
        return order with { Order = order.Order with { DirectoryId = id, Intent = order.Order.Intent with { DirectoryId = id } } };
    }

    private static OrderIntent Placed(int number, long orderId, string id) => Intent(IntentKind.Order, 1) with
    {
        State = IntentState.Placed,
        OrderId = orderId,
        GivenName = $"Given{number}",
        Surname = $"Surname{number}",
        Email = $"p{number}@fjordlab.example",
        DirectoryId = id,
    };
}
