using DigiCertDocSign.Comparing;
using DigiCertDocSign.Following;
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

    /// <summary>Five leave each night, as a comparison may find; the week has a bound of its own, which no clock wipes out.</summary>
    [Fact]
    public void A_large_scope_has_its_own_bound_of_leavers_for_a_week()
    {
        ComparisonOptions usual = Open with { MaxLeavers = null };
        ScopeMemory memory = DirectoryComparison.Of(Large(0, null, usual)).Memory;
        memory = DirectoryComparison.Of(Large(1, memory, usual with { MaxLeavers = 5 })).Memory;
        memory = DirectoryComparison.Of(Large(2, memory, usual)).Memory;
        Assert.Equal(10, Leavers(memory));

        ComparisonQuestion third = Large(3, memory, usual);
        ComparisonQuestion ahead = third with { Now = new PresentMoment(Monday.AddDays(3), Monday.AddDays(403)) };
        ScopeMemory behind = DirectoryComparison.Of(ahead).Memory;

        foreach (ScopeMemory known in new[] { memory, behind })
        {
            foreach (int? given in new int?[] { null, 5 })
            {
                DocSigningException refused = Assert.Throws<DocSigningException>(
                    () => DirectoryComparison.Of(Large(3, known, usual with { MaxLeavers = given })));
                Assert.Contains("beside 10 of the last 7 days, and 10 may", refused.Message, StringComparison.Ordinal);
                Assert.Contains("give -MaxLeavers 6", refused.Message, StringComparison.Ordinal);
            }

            ComparisonResult allowed = DirectoryComparison.Of(Large(3, known, usual with { MaxLeavers = 6 }));
            Assert.Equal(5, allowed.Changes.Count(change => change.Kind == DirectoryChangeKind.Revoke));
            Assert.Equal(10, Leavers(allowed.Memory));
        }
    }

    /// <summary>What began on one day ends on one day: nobody has to remember it, and a wrong end does not renew all at once.</summary>
    [Fact]
    public void What_ends_at_once_is_renewed_over_weeks_and_what_ends_first_goes_first()
    {
        ScopeMemory memory = DirectoryComparison.Of(Due(0, [], null)).Memory;
        var done = new HashSet<long>();
        var days = new List<string>();
        for (int night = 0; night <= 16; night++)
        {
            ComparisonResult result = DirectoryComparison.Of(Due(night, done, memory));
            ComparisonResult again = DirectoryComparison.Of(Due(night, done, result.Memory));
            long[] renewed = Renewed(result);
            Assert.Equal(renewed, Renewed(again));
            Assert.DoesNotContain(result.Changes, change => change.Kind == DirectoryChangeKind.Look);
            DirectoryChange[] following = [.. result.Changes.Where(change => change.Reason.Contains("follows", StringComparison.Ordinal))];
            Assert.Equal(night < 8 ? 10 : 0, following.Length);
            Assert.All(following, change => Assert.Contains("follows from 2026-11-09", change.Reason, StringComparison.Ordinal));
            Assert.Equal(following.Length > 0, result.Warnings.Any(line => line.Contains("-MaxRenewals ", StringComparison.Ordinal)));
            days.AddRange(renewed.Length == 0 ? [] : [$"{night}: {renewed.Min()}-{renewed.Max()}"]);
            done.UnionWith(renewed);
            memory = again.Memory;
        }

        Assert.Equal(["0: 11-20", "8: 1-10"], days); // those end a day earlier
        ComparisonQuestion asked = Due(0, [], null);
        Assert.Equal(20, Renewed(DirectoryComparison.Of(asked with { Options = Open with { MaxRenewals = 20 } })).Length);
    }

    [Fact]
    public void Who_has_left_is_not_named_by_the_address_of_an_older_order()
    {
        ComparisonQuestion asked = Question([3], [], null, Monday);
        ComparedOrder old = Order(1) with { Order = Order(1).Order with { DirectoryId = null } };
        ComparedOrder next = old with { Order = Order(2).Order with { DirectoryId = null, Follows = 1 } };
        asked = asked with { Orders = [old, next] };

        ComparisonResult passed = DirectoryComparison.Of(asked with { Leavers = [ComparedPerson.OfText("p1@fjordlab.example")] });
        ComparisonResult named = DirectoryComparison.Of(asked with { Leavers = [ComparedPerson.OfText("p2@fjordlab.example")] });

        Assert.DoesNotContain(passed.Changes, change => change.Kind == DirectoryChangeKind.Revoke);
        Assert.Contains(passed.Warnings, line => line.Contains("no live order is that of 'p1@", StringComparison.Ordinal));
        Assert.Contains(named.Changes, change => change is { Kind: DirectoryChangeKind.Revoke, OrderId: 2 });
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
            Assert.All(adopted.Changes, change => Assert.Matches(
                $"The directory id {change.DirectoryId} takes the place of (S-1|9999).", change.Reason));
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

    private static int Leavers(ScopeMemory memory) => memory.Findings.Count(one => one.Kind == ScopeFindingKind.Leaver);

    /// <summary>Of 400 people five leave each night, and those of the night before have no certificate any more.</summary>
    private static ComparisonQuestion Large(int night, ScopeMemory? memory, ComparisonOptions options) => Question(
        [.. Enumerable.Range(1, 400 - (5 * night))],
        [.. Enumerable.Range(1, 400 - (5 * Math.Max(0, night - 1)))],
        memory,
        Monday.AddDays(night)) with
    { Options = options };

    /// <summary>All of 20 orders end within the same days, but those that are renewed.</summary>
    private static ComparisonQuestion Due(int night, HashSet<long> done, ScopeMemory? memory)
    {
        int[] all = [.. Enumerable.Range(1, 20)];
        ComparisonQuestion asked = Question(all, all, memory, Monday.AddDays(night));
        return asked with
        {
            Options = Open with { MaxRenewals = null },
            Orders =
            [
                .. asked.Orders.Select(order => done.Contains(order.OrderId) ? order : order with
                {
                    Order = order.Order with { ValidTill = Monday.UtcDateTime.AddDays(order.OrderId > 10 ? 39 : 40) },
                }),
            ],
        };
    }

    private static long[] Renewed(ComparisonResult result) =>
        [.. result.Changes.Where(change => change.Kind == DirectoryChangeKind.Renew).Select(change => change.OrderId!.Value).Order()];

    private static ComparisonQuestion Night(string what, int night, ScopeMemory? memory, DateTimeOffset now, bool isDone = false)
    {
        int people = what switch { "joiners" => 20 + night, "lost" or "leavers" => 20 - night, _ => 20 };
        int open = isDone ? 0 : 1;
        int orders = what switch { "joiners" => Math.Max(20, people - open), "leavers" => Math.Min(20, people + open), _ => 20 };
        ComparisonQuestion asked = Question([.. Enumerable.Range(1, people)], [.. Enumerable.Range(1, orders)], memory, now);
        return asked with
        {
            Options = what switch
            {
                "lost" => Open with { AllowSmaller = false },
                "leavers" => Open with { MaxLeavers = null },
                _ => Open with { MaxChanges = null },
            },
        };
    }

    private static ComparisonOptions Allowing(string what, ComparisonOptions options) => what switch
    {
        "lost" => options with { AllowSmaller = true },
        "leavers" => options with { MaxLeavers = 3 },
        _ => options with { MaxChanges = 3 },
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
