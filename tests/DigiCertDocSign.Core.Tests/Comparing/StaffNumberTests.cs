using DigiCertDocSign.Comparing;
using DigiCertDocSign.Journal;
using DigiCertDocSign.People;
using static DigiCertDocSign.Tests.Comparing.ComparisonFacts;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// The number of the staff (EmployeeID) is one person's only as long as nobody makes a mistake: two people are never made one by it, and
/// one person is never two, also where the list shows another kind of id the next night.
/// </summary>
public class StaffNumberTests
{
    private static readonly ComparisonQuestion Asked = Question([], [], null, Monday) with
    {
        Options = new ComparisonOptions { Scope = "Legal", IncludeLeavers = true, LeaverGrace = TimeSpan.Zero, AllowSmaller = true },
    };

    [Fact]
    public void A_number_that_two_people_of_one_list_have_is_none_and_is_told()
    {
        ComparisonQuestion asked = Asked with
        {
            People = [Numbered(1, "12345"), Numbered(2, "12345"), Numbered(3, "12345"), Numbered(4, "4")],
            Orders = [Known(1, null), Known(2, "2"), Known(4, "4")],
        };

        ComparisonResult result = DirectoryComparison.Of(asked);

        Assert.Equal("Keep 1 Keep 2 Order  Keep 4", Told(result));
        Assert.Empty(result.NewIds);
        Assert.Null(result.Changes[2].DirectoryId);
        Assert.Contains("3 inputs of this list have the directory id '12345'", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(4, result.Memory.Inputs);
    }

    /// <summary>Whose order it was may be any of those who have none: nobody is ordered for, and it is not ended.</summary>
    [Fact]
    public void An_order_of_a_number_that_several_have_is_somebodys()
    {
        ComparisonQuestion first = Asked with { People = [Numbered(1, "12345")], Orders = [Known(1, "12345")] };
        ScopeMemory memory = DirectoryComparison.Of(first).Memory;

        ComparisonResult result = DirectoryComparison.Of(
            first with { People = [Numbered(2, "12345"), Numbered(3, "12345")], Memories = [memory] });

        Assert.Equal("Look 1 Look 1", Told(result));
        Assert.Contains("with the number 12345 (EmployeeID)", result.Changes[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_person_twice_in_a_list_is_looked_at_as_ever()
    {
        var again = ComparedPerson.Of(2, Read(1, "12345", "other@fjordlab.example"), null);

        ComparisonResult result = DirectoryComparison.Of(
            Asked with { People = [Numbered(1, "12345"), again], Orders = [Known(1, "12345")] });

        Assert.Equal("Look 1 Look 1", Told(result));
        Assert.Empty(result.Warnings);
    }

    /// <summary>Names, addresses and orders are the same, and the list comes from elsewhere each night.</summary>
    [Fact]
    public void Another_kind_of_id_makes_nobody_leave_join_or_buy()
    {
        Func<int, ComparedPerson>[] lists = [Numbered, Both, Plain, Of, Numbered, Of, Both, Numbered];
        ComparedOrder[] orders = [Known(1, "1"), Known(2, IdOf(2)), Known(3, null)];
        ScopeMemory? memory = null;
        DateTimeOffset now = Monday;

        foreach (Func<int, ComparedPerson> list in lists)
        {
            ComparisonResult result = DirectoryComparison.Of(Asked with
            {
                People = [list(1), list(2), list(3)],
                Orders = orders,
                Memories = memory is null ? [] : [memory],
                Now = now,
            });

            Assert.Equal("Keep 1 Keep 2 Keep 3", Told(result));
            Assert.Equal([1L, 2L, 3L], result.Memory.People.Select(person => person.OrderId!.Value).OrderBy(id => id));
            Assert.All(result.Memory.People, person => Assert.Null(person.AbsentSince));
            orders = [.. orders.Select(order => result.NewIds.FirstOrDefault(one => one.Intent.OrderId == order.OrderId) is
            { DirectoryId: { } id }
                ? Known((int)order.OrderId, id)
                : order)];
            (memory, now) = (result.Memory, now.AddDays(30));
        }

        // Once a list has shown both, the stronger one is known.
        Assert.Equal([IdOf(1), IdOf(2)], orders.Take(2).Select(order => order.Order.DirectoryId));
    }

    /// <summary>A renewal has the id of its own night, and the order before it that of another kind.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_order_and_its_renewal_under_two_kinds_of_ids_are_one_persons(bool isNumbered)
    {
        ComparedOrder next = Known(2, IdOf(1)) with { Order = Known(1, IdOf(1)).Order with { OrderId = 2, Follows = 1 } };

        Assert.Equal("Keep 2", Told(DirectoryComparison.Of(
            Asked with { People = [isNumbered ? Numbered(1) : Of(1)], Orders = [Known(1, "1"), next] })));
    }

    [Theory]
    [InlineData("1")]
    [InlineData(null)] // the memory of the scope alone has the number
    public void Who_marries_in_the_night_in_which_the_list_comes_from_elsewhere_is_looked_at(string? known)
    {
        ComparisonQuestion first = Asked with { People = [Numbered(1)], Orders = [Known(1, known)] };
        ScopeMemory memory = DirectoryComparison.Of(first).Memory;
        PersonResolution read = Read(7, IdOf(1), "new@fjordlab.example") with { StaffNumber = "1" };

        ComparisonResult result = DirectoryComparison.Of(first with { People = [ComparedPerson.Of(1, read, null)], Memories = [memory] });

        Assert.Equal("Look 1", Told(result));
    }

    /// <summary>The number went to another person, who has an id of a directory too; the one who had it is missing all the same.</summary>
    [Fact]
    public void Who_got_the_number_of_somebody_who_has_left_hides_nobody()
    {
        ComparisonQuestion first = Asked with { People = [Numbered(1), Both(2)], Orders = [Known(1, "1"), Known(2, IdOf(2))] };
        ScopeMemory memory = DirectoryComparison.Of(first).Memory;
        PersonResolution heir = Read(2, IdOf(2), "p2@fjordlab.example") with { StaffNumber = "1" };

        ComparisonResult result = DirectoryComparison.Of(
            first with { People = [ComparedPerson.Of(1, heir, null)], Memories = [memory], Now = Monday.AddDays(1) });

        Assert.Equal("Keep 2 Revoke 1", Told(result));
    }

    /// <summary>Who comes back, or is taken on for good, has a new number and often a new address.</summary>
    [Theory]
    [InlineData(false, "Look 1")]
    [InlineData(true, "Keep 1 Order ")] // two people of one name, since the list has both
    public void Another_number_is_another_person_only_where_the_list_has_both(bool isOtherThere, string told)
    {
        var late = ComparedPerson.Of(2, Read(1, "8", "g1@fjordlab.example"), null);

        Assert.Equal(told, Told(DirectoryComparison.Of(
            Asked with { People = isOtherThere ? [Numbered(1), late] : [late], Orders = [Known(1, "1")] })));
    }

    /// <summary>A list of people who have left long ago has numbers that are others' by now.</summary>
    [Fact]
    public void A_leaver_whose_number_is_anothers_ends_nothing()
    {
        ComparisonQuestion asked = Asked with { People = [Numbered(1)], Orders = [Known(1, "1"), Known(2, "2")] };
        var former = ComparedPerson.OfLeaver(Read(8, "2", "p8@fjordlab.example"), "former");

        ComparisonResult spared = DirectoryComparison.Of(asked with { Leavers = [former] });
        Assert.Equal("Keep 1", Told(spared));
        Assert.Contains(spared.Warnings, warning => warning.Contains("no live order is that of 'former'", StringComparison.Ordinal));
        Assert.Equal("Keep 1 Revoke 2", Told(DirectoryComparison.Of(asked with { Leavers = [ComparedPerson.OfText("02")] })));
        Assert.Equal("Keep 1 Revoke 2", Told(DirectoryComparison.Of(
            asked with { Leavers = [ComparedPerson.OfLeaver(Read(2, "2", null), null)] })));
    }

    private static string Told(ComparisonResult result) =>
        string.Join(' ', result.Changes.Select(change => $"{change.Kind} {change.OrderId}"));

    private static ComparedPerson Numbered(int number) => Numbered(number, $"{number}");

    private static ComparedPerson Numbered(int number, string id) => Of(number, id, id);

    /// <summary>As of Get-ADUser with EmployeeID.</summary>
    private static ComparedPerson Both(int number) => Of(number, IdOf(number), $"{number}");

    private static ComparedPerson Of(int number) => Of(number, IdOf(number), null);

    private static ComparedPerson Plain(int number) => Of(number, null, null);

    private static ComparedPerson Of(int number, string? id, string? staffNumber) =>
        ComparedPerson.Of(number, Read(number, id, $"p{number}@fjordlab.example") with { StaffNumber = staffNumber }, null);

    private static ComparedOrder Known(int number, string? id) => Order(number) with
    {
        Order = Order(number).Order with
        {
            DirectoryId = id,
            Intent = Intent(IntentKind.Order, 1) with { State = IntentState.Placed, OrderId = number, DirectoryId = id },
        },
    };
}
