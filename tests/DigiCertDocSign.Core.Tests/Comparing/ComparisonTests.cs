using DigiCertDocSign.Comparing;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static DigiCertDocSign.Tests.Comparing.ComparisonFacts;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>The comparison as a function: what it says of clocks that are wrong, and of any list whatever.</summary>
public class ComparisonTests
{
    [Theory]
    [InlineData(8, 8, true, DirectoryChangeKind.Revoke)]
    [InlineData(6, 400, true, DirectoryChangeKind.Look)] // one clock leaps by a year
    [InlineData(400, 6, true, DirectoryChangeKind.Look)]
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
        { "a renewal that was sent and proven not placed", "", DirectoryChangeKind.Keep },
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
            "a renewal that was sent and proven not placed" =>
                asked with { Orders = [order], Open = [Intent(IntentKind.Renewal, 1) with { State = IntentState.Planned }] },
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

    /// <summary>Of a move to another directory: the id is another one, and often the mail domain.</summary>
    [Theory]
    [InlineData("moved@new.example", "Look Look")]
    [InlineData(null, "Look")]
    public void Ids_do_not_tell_a_person_from_one_of_that_full_name_who_is_missing(string? email, string kinds)
    {
        ScopeMemory first = DirectoryComparison.Of(Question([1, 2], [1, 2], null, Monday)).Memory;
        ComparisonQuestion left = Question([1], [1, 2], first, Monday);
        ScopeMemory missing = DirectoryComparison.Of(left).Memory;
        ComparisonQuestion moved = left with
        {
            People = [.. left.People, ComparedPerson.Of(2, Read(2, IdOf(55), email), null)],
            Memories = [missing],
            Now = Monday.AddDays(9),
        };

        Assert.Equal(kinds, Kinds(moved, 2));
        Assert.Equal("Revoke", Kinds(moved with { People = left.People }, 2));

        // Nor does a first comparison buy for such a person.
        Assert.Equal(email is null ? "" : "Look", Kinds(moved with { Memories = [] }, 2));
    }

    [Theory]
    [InlineData("kept", false, DirectoryChangeKind.Keep)]
    [InlineData("kept", true, DirectoryChangeKind.Look)]
    [InlineData("kept long ago", false, DirectoryChangeKind.Look)]
    [InlineData("may be", false, DirectoryChangeKind.Look)]
    [InlineData("may be", true, DirectoryChangeKind.Look)]
    [InlineData("missing", false, DirectoryChangeKind.Revoke)]
    public void Whom_another_scope_has_or_may_have_is_not_ended(string there, bool isNamed, DirectoryChangeKind kind)
    {
        ScopeMemory missing = Missing(2);
        ComparisonQuestion elsewhere = Question([2], [1, 2], null, there == "kept long ago" ? Monday.AddDays(-60) : Monday.AddDays(8));
        PersonResolution told = there == "may be" ? Read(3, null, "p2@fjordlab.example") : Read(2);
        ScopeMemory other = DirectoryComparison.Of(elsewhere with
        {
            Options = elsewhere.Options with { Scope = "Other" },
            People = [ComparedPerson.Of(1, told, 1)],
        }).Memory;
        other = there == "missing"
            ? other with { People = [.. other.People.Select(person => person with { AbsentSince = Monday })] }
            : other;
        ComparisonQuestion asked = Question([1], [1, 2], missing, Monday.AddDays(9));

        ComparisonResult result = DirectoryComparison.Of(asked with
        {
            Memories = [missing, other],
            Leavers = isNamed ? [ComparedPerson.OfText("p2@fjordlab.example")] : [],
        });

        Assert.Equal((there, kind), (there, result.Changes.Single(change => change.OrderId == 2).Kind));
        Assert.Equal(there == "may be", other.MayBe.SequenceEqual([2L]));
    }

    [Theory]
    [InlineData("another organization", DirectoryChangeKind.Replace)]
    [InlineData("another scope keeps it", DirectoryChangeKind.Look)]
    [InlineData("replaced for the organization", DirectoryChangeKind.Look)]
    [InlineData("replaced nobody knows why", DirectoryChangeKind.Look)]
    [InlineData("replaced for an address", DirectoryChangeKind.Replace)]
    [InlineData("renewed by the console", DirectoryChangeKind.Look)]
    public void Orders_do_not_replace_one_another_without_end(string what, DirectoryChangeKind kind)
    {
        OrderIntent made = Intent(IntentKind.Replacement, 1) with { State = IntentState.Placed, OrderId = 1, OrganizationId = 7 };
        ComparedOrder order = Order(1) with { OrganizationId = 7 };
        ComparedOrder replaced = order with { Order = order.Order with { Intent = made } };
        ComparisonQuestion asked = Question([1], [], null, Monday);
        ScopeMemory other = DirectoryComparison.Of(asked with
        {
            Options = asked.Options with { Scope = "Other", OrganizationId = 7 },
            Orders = [order],
        }).Memory;
        asked = asked with { Options = asked.Options with { OrganizationId = 8 } };

        DirectoryChange change = Assert.Single(DirectoryComparison.Of(what switch
        {
            "another scope keeps it" => asked with { Orders = [order], Memories = [other] },
            "replaced for the organization" => asked with { Orders = [replaced with { Replaced = made with { OrganizationId = 8 } }] },
            "replaced nobody knows why" => asked with { Orders = [replaced] },
            "replaced for an address" => asked with { Orders = [replaced with { Replaced = made with { Email = "old@x.example" } }] },
            "renewed by the console" => asked with { Orders = [order with { IsRenewed = true }] },
            _ => asked with { Orders = [order] },
        }).Changes);

        Assert.Equal((what, kind), (what, change.Kind));
    }

    [Fact]
    public void An_end_that_is_wrong_for_all_renews_half_of_them_unless_somebody_says_so()
    {
        int[] all = [.. Enumerable.Range(1, 12)];
        ComparisonQuestion asked = Question(all, [], null, Monday);
        DateTime soon = Monday.UtcDateTime.AddDays(20);
        asked = asked with { Orders = [.. all.Select(one => Order(one) with { Order = Order(one).Order with { ValidTill = soon } })] };

        ComparisonResult usual = DirectoryComparison.Of(asked);
        ComparisonResult meant = DirectoryComparison.Of(asked with { Options = asked.Options with { MaxRenewals = 12 } });

        Assert.Equal(6, usual.Changes.Count(change => change.Kind == DirectoryChangeKind.Renew));
        Assert.Contains("give -MaxRenewals 12", Assert.Single(usual.Warnings), StringComparison.Ordinal);
        Assert.Empty(meant.Warnings);
        Assert.Equal(12, meant.Changes.Count(change => change.Kind == DirectoryChangeKind.Renew));
    }

    [Theory]
    [InlineData(185, DirectoryChangeKind.Keep)]
    [InlineData(180, DirectoryChangeKind.Renew)]
    public void A_certificate_is_not_renewed_in_the_first_half_of_its_term(int left, DirectoryChangeKind kind)
    {
        DateTime end = Monday.UtcDateTime.Date.AddDays(left);
        ComparedOrder order = Order(1) with { Created = new DateTimeOffset(end.AddDays(-365), TimeSpan.Zero) };
        ComparisonQuestion asked = Question([1], [], null, Monday);

        ComparisonResult result = DirectoryComparison.Of(asked with
        {
            Options = asked.Options with { RenewWithinDays = 1000 },
            Orders = [order with { Order = order.Order with { ValidTill = end } }],
        });

        Assert.Equal(kind, Assert.Single(result.Changes).Kind);
    }

    /// <summary>Nobody has left by a list with an input that tells not who it is, and who was missing before is so still.</summary>
    [Theory]
    [InlineData(null, null, "", "")]
    [InlineData("33333333-2222-3333-4444-555555555555", null, "", "")]
    [InlineData(null, "new@fjordlab.example", "", "Zorn")]
    public void An_input_that_may_be_anybody_ends_nobody(string? id, string? email, string givenName, string surname)
    {
        ScopeMemory missing = Missing(2);
        ComparisonQuestion asked = Question([1], [1, 2, 3], missing, Monday.AddDays(9));
        PersonResolution nobody = Read(9, id, email);
        nobody = nobody with { Person = null, Read = new PersonValues { GivenName = givenName, Surname = surname, Email = email } };
        ComparisonQuestion unclear = asked with { People = [.. asked.People, ComparedPerson.Of(2, nobody, null)] };

        ComparisonResult result = DirectoryComparison.Of(unclear);

        Assert.Equal(DirectoryChangeKind.Look, result.Changes.Single(change => change.OrderId == 2).Kind);
        Assert.Equal("Revoke", Kinds(asked with { Memories = [result.Memory] }, 2));
        ScopeMemory nobodyMissing = DirectoryComparison.Of(Question([1, 2], [1, 2], null, Monday)).Memory;
        ScopeMemory after = DirectoryComparison.Of(unclear with { Memories = [nobodyMissing] }).Memory;
        Assert.Null(after.People.Single(person => person.OrderId == 2).AbsentSince);
    }

    [Fact]
    public void Whoever_is_in_a_list_that_is_refused_is_missing_no_longer()
    {
        ScopeMemory missing = Missing(2);
        ComparisonQuestion asked = Question([2], [1, 2], missing, Monday.AddDays(6));

        ScopeMemory returned = DirectoryComparison.Returned(asked)!;

        Assert.All(returned.People, person => Assert.Null(person.AbsentSince));
        Assert.Equal((missing.Comparisons + 1, missing.Inputs), (returned.Comparisons, returned.Inputs));
        Assert.Null(DirectoryComparison.Returned(Question([1], [1, 2], missing, Monday.AddDays(6))));
    }

    [Theory]
    [InlineData("", "Keep Revoke")]
    [InlineData("contested", "Look Look")]
    [InlineData("a request to revoke waits", "Look Look")]
    [InlineData("two ends", "Look Look")]
    public void What_has_been_superseded_stays_while_the_new_one_must_be_looked_at(string what, string kinds)
    {
        OrderIntent made = Intent(IntentKind.Replacement, 1) with { State = IntentState.Placed, OrderId = 2 };
        ComparedOrder next = Again(2, 1) with { Order = Again(2, 1).Order with { Intent = made } };
        next = what switch
        {
            "contested" => next with { IsContested = true },
            "a request to revoke waits" => next with { Waiting = new ListedRequest(2, 7, true) },
            _ => next,
        };
        ComparedOrder[] others = what == "two ends" ? [Again(3, 1)] : [];

        ComparisonResult result = DirectoryComparison.Of(
            Question([1], [], null, Monday) with { Orders = [Order(1), next, .. others] });

        Assert.Equal((what, kinds), (what, string.Join(' ', result.Changes.Select(change => change.Kind))));
    }

    [Fact]
    public void Only_who_was_to_be_ordered_for_is_free_the_next_time()
    {
        int[] ten = [.. Enumerable.Range(1, 10)];
        ComparisonQuestion asked = Question(ten, ten, null, Monday);
        ComparedPerson[] late = [.. Enumerable.Range(20, 5).Select(one => ComparedPerson.Of(one, Read(one), 1))];
        ComparisonQuestion Next(ComparedPerson[] before, ComparedPerson[] after) => asked with
        {
            Options = asked.Options with { MaxChanges = null },
            People = [.. asked.People, .. after],
            Memories = [DirectoryComparison.Of(asked with { People = [.. asked.People, .. before] }).Memory],
        };

        DirectoryComparison.Of(Next(late, late));
        ComparedPerson[] disabled = [.. late.Select(one => ComparedPerson.Of(one.Number, Disabled(one.Number), 1))];
        DocSigningException fault = Assert.Throws<DocSigningException>(() => DirectoryComparison.Of(Next(disabled, late)));

        Assert.Equal(FaultKind.ComparisonChangesExceeded, fault.Kind);
    }

    [Theory]
    [InlineData("p1@fjordlab.example", "Kai", DirectoryChangeKind.Replace)]
    [InlineData("kai@fjordlab.example", "Given1", DirectoryChangeKind.Replace)]
    [InlineData("kai@fjordlab.example", "Kai", DirectoryChangeKind.Look)]
    public void A_number_that_is_given_again_makes_nobody_the_same_person(string email, string givenName, DirectoryChangeKind kind)
    {
        PersonResolution read = Read(1, "4711", email);
        var person = new Person(givenName, "Zorn", "Counsel", "+47 1", email);
        read = read with { Person = person, Read = read.Read with { GivenName = givenName, Surname = "Zorn" } };
        ComparedOrder order = Order(1);

        ComparisonResult result = DirectoryComparison.Of(Question([], [], null, Monday) with
        {
            People = [ComparedPerson.Of(1, read, null)],
            Orders = [order with { Order = order.Order with { DirectoryId = "4711" } }],
        });

        Assert.Equal(kind, Assert.Single(result.Changes).Kind);
    }

    [Theory]
    [InlineData(IntentKind.Cancellation, null, DirectoryChangeKind.Look)]
    [InlineData(IntentKind.Revocation, null, DirectoryChangeKind.Look)]
    [InlineData(IntentKind.Revocation, 7L, DirectoryChangeKind.Keep)] // denied: it waits no longer
    public void Whose_order_was_ended_a_moment_ago_is_looked_at(IntentKind end, long? request, DirectoryChangeKind kind)
    {
        ComparedOrder order = Order(1) with { End = Intent(end, 1) with { State = IntentState.Placed, RequestId = request } };

        ComparisonResult result = DirectoryComparison.Of(Question([1], [], null, Monday) with { Orders = [order] });

        Assert.Equal(kind, Assert.Single(result.Changes).Kind);
    }

    [Fact]
    public void Whose_last_order_was_rejected_is_not_ordered_for_night_by_night()
    {
        ComparisonQuestion asked = Question([1, 2], [2], null, Monday);
        OrderIntent rejected = Intent(IntentKind.Order, 1) with { State = IntentState.Closed, OrderId = 5, OrderStatus = "Rejected" };

        Assert.Equal(DirectoryChangeKind.Order, DirectoryComparison.Of(asked).Changes[0].Kind);
        DirectoryChange change = DirectoryComparison.Of(asked with { Rejected = [rejected] }).Changes[0];

        Assert.Equal(DirectoryChangeKind.Look, change.Kind);
        Assert.Contains("last order, 5, was rejected", change.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_that_was_set_back_begins_a_time_of_absence_anew()
    {
        ScopeMemory missing = Missing(2);
        ScopePerson[] later = [.. missing.People.Where(one => one.AbsentSince is not null)
            .Select(one => one with { AbsentSince = Monday.AddYears(9) })];
        missing = missing with { People = later };

        ComparisonResult result = DirectoryComparison.Of(Question([1], [1, 2], missing, Monday.AddDays(1)));

        Assert.Equal(Monday.AddDays(1), result.Memory.People.Single(person => person.OrderId == 2).AbsentSince);
    }

    [Fact]
    public void What_belongs_to_no_change_is_a_warning()
    {
        ScopeMemory other = DirectoryComparison.Of(Question([1], [1], null, Monday)).Memory;
        ComparisonQuestion asked = Question([2], [1, 2, 3], null, Monday);

        IReadOnlyList<string> warnings = DirectoryComparison.Of(asked with
        {
            Options = asked.Options with { Scope = "Lega1" },
            Memories = [other],
            Leavers = [ComparedPerson.OfText("nobody@fjordlab.example")],
        }).Warnings;

        Assert.Equal(3, warnings.Count);
        Assert.Contains("first comparison of the scope 'Lega1'. The journal has 'Legal'", warnings[0], StringComparison.Ordinal);
        Assert.Contains("'nobody@fjordlab.example'", warnings[1], StringComparison.Ordinal);
        Assert.Contains("1 order can belong", warnings[2], StringComparison.Ordinal);
        Assert.Contains("p3@fjordlab.example", warnings[2], StringComparison.Ordinal);
    }
}
