using System.Text.RegularExpressions;
using DigiCertDocSign.Comparing;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;
using static DigiCertDocSign.Tests.Comparing.ComparisonFacts;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// A night with a Look ends with exit code 3, and so would each night after it for ever: each reason names what settles it, and once that
/// is done, nothing is left to look at.
/// </summary>
public class ComparisonLookTests
{
    private const string Acts = @"-DocSigning\w|-IncludeLeavers|-DisabledAreLeavers|-AdoptDirectoryId|-AllowDuplicate|[Cc]orrect"
        + "|[Tt]ake the person|Set the clock|Look at|one person is to be in one|as its own change says";

    private static readonly ComparisonQuestion One = Question([1], [], null, Monday);
    private static readonly ComparedOrder First = Order(1);

    /// <summary>Its person is known by nothing but the address.</summary>
    private static readonly ComparedOrder Untold = First with { Order = First.Order with { DirectoryId = null } };

    private static readonly ComparedOrder Others = First with { Order = First.Order with { DirectoryId = IdOf(99) } };

    /// <summary>Person 1 without an id.</summary>
    private static readonly ComparisonQuestion Nameless = One with { People = [Piped(1, null, "p1@fjordlab.example")] };

    /// <summary>Person 1 is there, and person 2 is missing for nine days.</summary>
    private static readonly ComparisonQuestion Gone = Question([1], [1, 2], Missing(2), Monday.AddDays(9));

    private static readonly ComparedOrder Second = Gone.Orders.Last();

    /// <summary>The case, the facts, the facts after what the reason says was done, and what it says.</summary>
    private static readonly (string What, ComparisonQuestion Asked, ComparisonQuestion Done, string Says)[] Cases =
    [
        .. OfOneOrder(), .. OfOthers(), .. OfLists(), .. OfLeavers(), .. OfOldOrders(),
    ];

    public static TheoryData<string> Names() => [.. Cases.Select(one => one.What)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_reason_of_a_look_names_settles_it(string what)
    {
        (_, ComparisonQuestion asked, ComparisonQuestion done, string says) = Cases.Single(one => one.What == what);

        DirectoryChange[] looks = [.. Looks(asked)];

        Assert.NotEmpty(looks);
        Assert.All(looks, look => Assert.Matches(Acts, look.Reason));
        Assert.Contains(looks, look => Regex.IsMatch(look.Reason, says));
        Assert.Equal("", string.Join("\n", Looks(done).Select(look => look.Reason)));
    }

    private static IEnumerable<DirectoryChange> Looks(ComparisonQuestion asked) =>
        DirectoryComparison.Of(asked).Changes.Where(change => change.Kind == DirectoryChangeKind.Look);

    private static ComparisonQuestion With(ComparisonQuestion asked, params ComparedOrder[] orders) => asked with { Orders = orders };

    private static ComparedPerson Piped(int number, string? id, string? email) => ComparedPerson.Of(number, Read(number, id, email), null);

    /// <summary>What an operator has ordered by New-DocSigningRenewal -Replaces for person 1.</summary>
    private static ComparedOrder ByHand(int id, long follows) => Again(id, follows) with
    {
        Order = Again(id, follows).Order with
        {
            Intent = Intent(IntentKind.Replacement, 1) with { State = IntentState.Placed, OrderId = id, TargetOrderId = follows },
        },
        Replaced = Intent(IntentKind.Order, 1) with { OrderId = follows, Email = "old@fjordlab.example" },
    };

    private static ComparedOrder Shown(ComparedOrder order, Func<LiveOrder, LiveOrder> as_) => order with { Order = as_(order.Order) };

    private static IEnumerable<(string, ComparisonQuestion, ComparisonQuestion, string)> OfOneOrder()
    {
        ComparedOrder soon = Shown(First, live => live with { ValidTill = Monday.UtcDateTime.AddDays(20) }) with { IsRenewed = true };
        ComparedOrder early = Shown(First, live => live with { Status = "Pending", Names = ["Kai Surname1"] });
        ComparisonQuestion contained = One with { Options = One.Options with { ContainerId = 8 } };
        ComparisonQuestion elsewhere = Nameless with { Options = One.Options with { OrganizationId = 8 } };
        ComparisonQuestion titled = Nameless with { Options = One.Options with { CompareTitle = true } };
        OrderIntent denied = Intent(IntentKind.Cancellation, 1) with { State = IntentState.Placed };
        OrderIntent rejected = Intent(IntentKind.Order, 1) with { State = IntentState.Closed, OrderId = 5, OrderStatus = "Rejected" };
        OrderIntent renewal = rejected with { Kind = IntentKind.Renewal, TargetOrderId = 1 };
        ComparedOrder ends = Shown(First, live => live with { ValidTill = Monday.UtcDateTime.AddDays(20) });
        ComparedOrder was = Shown(First, live => live with { Email = EmailAddress.Of("old@fjordlab.example") });
        return
        [
            ("two orders", With(One, First, Again(2, null)), With(One, First), "Revoke-DocSigningCertificate .* Stop-DocSigningOrder"),
            ("another name in the list", With(One, First with { IsContested = true }), With(One, ByHand(2, 1)), "OrderId 1 -Replaces"),
            ("an unknown status", With(One, Shown(First, live => live with { Status = "Suspended" })), With(One, First), "CertCentral"),
            ("no end", With(One, Shown(First, live => live with { ValidTill = null })), With(One, First), "New-DocSigningRenewal"),
            ("renewed by nobody knows what", With(One, soon), With(One, Again(2, null)), "New-DocSigningOrder -AllowDuplicate"),
            ("not issued and wrong", With(One, early), With(One), "Stop-DocSigningOrder"),
            ("a revocation waits", With(One, First with { Waiting = new(1, 7, true) }), With(One, First), "Deny-.* -RequestId 7"),
            ("ended a moment ago", With(One, First with { End = denied }), With(One), "Get-DocSigningOrder -OrderId 1"),
            ("an act in doubt", With(One, First with { Act = Intent(IntentKind.Reissue, 1) }), With(One, First), "Resume-DocSigningOrder"),
            ("an order in doubt", With(One, First) with { Open = [Intent(IntentKind.Renewal, 1)] }, With(One, First), "Resume-"),
            ("a first order in doubt", One with { Open = [Intent(IntentKind.Order, 1)] }, With(One, First), "Resume-DocSigningOrder"),
            ("rejected", One with { Rejected = [rejected] }, With(One, First), "New-DocSigningOrder"),
            ("canceled by others", One with { Rejected = [rejected with { OrderStatus = "Canceled" }] }, With(One, First), "was canceled"),
            ("a rejected renewal", With(One with { Rejected = [renewal] }, ends), With(One, Again(2, 1)),
                "New-DocSigningRenewal -OrderId 1 for"),
            ("a rejected replacement", With(One with { Rejected = [renewal with { Kind = IntentKind.Replacement }] }, was),
                With(One, ByHand(2, 1)), "New-DocSigningRenewal -OrderId 1 -Replaces"),
            ("another container", With(contained, First with { ContainerId = 7 }),
                With(contained, ByHand(2, 1) with { ContainerId = 8 }), "-Replaces"),
            ("another organization", With(elsewhere, Untold with { OrganizationId = 7 }),
                With(elsewhere, ByHand(2, 1) with { OrganizationId = 8 }), "-Replaces"),
            ("another title, and no id", With(titled, Untold with { JobTitle = "Clerk" }),
                With(titled, ByHand(2, 1) with { JobTitle = "Counsel" }), "-Replaces"),
        ];
    }

    private static IEnumerable<(string, ComparisonQuestion, ComparisonQuestion, string)> OfOthers()
    {
        ComparedOrder kai = Shown(Untold, live => live with { Names = ["Kai Zorn"] });
        ComparedOrder namesake = Shown(Untold, live => live with { OrderId = 9, Email = EmailAddress.Of("other@fjordlab.example") });
        ComparedOrder number = Shown(kai, live => live with { DirectoryId = "4711", Email = EmailAddress.Of("kai@fjordlab.example") });
        ComparisonQuestion numbered = One with { People = [Piped(1, "4711", "p1@fjordlab.example")] };
        ComparisonQuestion kept = With(One, namesake) with
        {
            Memories = [new() { AccountId = 1, Scope = "Legal", Comparisons = 1, ComparedAt = Monday, Inputs = 1, People =
                [new ScopePerson(IdOf(1), 9, null, null)] }],
        };
        ComparedOrder taken = Shown(Order(2), live => live with { Email = EmailAddress.Of("p1@fjordlab.example") });
        ComparedOrder own = Shown(First, live => live with { Email = EmailAddress.Of("old@fjordlab.example"), OrderId = 3 });
        var address = EmailAddress.Of("new@fjordlab.example");
        ComparedOrder older = Shown(Untold, live => live with { OrderId = 2, Follows = 1, Email = address });
        ComparisonQuestion moved = One with { People = [Piped(1, IdOf(1), "new@fjordlab.example")] };
        ComparedOrder spelled = Shown(First, live => live with { Names = ["Surname1 Given1"], Intent = Intent(IntentKind.Order, 1) });
        ComparisonQuestion doubtful = One with
        {
            People = [ComparedPerson.Of(1, Read(1) with { DoubtfulEmailIn = "OtherMails" }, null)],
        };
        ComparedOrder nobodys = Shown(Untold, live => live with { Email = null });
        return
        [
            ("an address that passed on", With(One, Shown(Others, live => live with { Names = ["Kai Zorn"] })), With(One), "Revoke-"),
            ("another id", With(One, Others), With(One with { Options = One.Options with { AdoptDirectoryId = true } }, Others), "-Adopt"),
            ("two people in one chain", With(moved, Others, Shown(First, live => live with { OrderId = 2, Follows = 1 })),
                With(moved, Shown(First, live => live with { OrderId = 2, Follows = 1 })), "Revoke-DocSigningCertificate -OrderId 1"),
            ("two ids", With(One, First, Shown(Others, live => live with { OrderId = 2, Follows = 1 })),
                With(One with { Options = One.Options with { AdoptDirectoryId = true } }, First, Shown(Others, live =>
                    live with { OrderId = 2, Follows = 1 })), "-AdoptDirectoryId"),
            ("another name at the address", With(Nameless, kai), With(Nameless, ByHand(2, 1)), "-Replaces .* Revoke-DocSigningCertificate"),
            ("an older address", With(Nameless, Untold, older),
                With(Nameless with { People = [Piped(1, null, "new@fjordlab.example")] }, Untold, older), "Correct the address"),
            ("an address that is another's", With(One, taken, own), With(One, own), "Correct the address .* Revoke-.* -OrderId 2"),
            ("a namesake", With(Nameless, namesake), With(Nameless, namesake, Untold), "New-DocSigningOrder"),
            ("a number given again", With(numbered, number), With(numbered), "Revoke-DocSigningCertificate"),
            ("another spelling", With(One, spelled), With(One, ByHand(2, 1)), "-Replaces .* correct the list"),
            ("a doubtful address", With(doubtful, own), With(doubtful, First), "Correct the address"),
            ("a doubtful address of somebody new", doubtful, With(One, First), "comes from OtherMails"),
            ("kept before", kept, With(kept, namesake, ByHand(10, 9)), "-Replaces"),
            ("nobody's", With(One, nobodys), With(One, Untold), "Sync-DocSigningJournal -OrderId 1 -Email"),
        ];
    }

    private static IEnumerable<(string, ComparisonQuestion, ComparisonQuestion, string)> OfLists()
    {
        ComparisonQuestion one = With(One, First);
        var disabled = ComparedPerson.Of(1, Disabled(1) with { Person = Read(1).Person }, null);
        ComparisonQuestion kept = one with { Memories = [DirectoryComparison.Of(one).Memory] };
        int[] all = [.. Enumerable.Range(1, 12)];
        DateTime end = Monday.UtcDateTime.AddDays(9);
        ComparisonQuestion many = With(Question(all, [], null, Monday), [.. all.Select(number => Shown(Order(number), live => live with
        {
            ValidTill = end,
        }))]);
        return
        [
            ("many that end in a few days", many, many with { Options = many.Options with { MaxRenewals = 12 } }, "-MaxRenewals 12"),
            ("the same twice", one with { People = [.. one.People, ComparedPerson.Of(2, Read(1), null)] }, one, "Correct the list"),
            ("two of one address", one with { People = [.. one.People, Piped(2, IdOf(2), "p1@fjordlab.example")] }, one, "Correct"),
            ("two of one id", one with { People = [.. one.People, Piped(2, IdOf(1), "p2@fjordlab.example")] }, one, "Correct the list"),
            ("a disabled account", kept with { People = [disabled] },
                kept with { People = [disabled], Options = one.Options with { DisabledAreLeavers = true } }, "-DisabledAreLeavers"),
            ("there and among the leavers", one with { Leavers = [ComparedPerson.OfText("p1@fjordlab.example")] }, one, "Take the person"),
        ];
    }

    private static IEnumerable<(string, ComparisonQuestion, ComparisonQuestion, string)> OfLeavers()
    {
        ComparisonQuestion stranger = Gone with { People = [.. Gone.People, Piped(55, null, "s@fjordlab.example")] };
        var nobody = ComparedPerson.Of(2, Read(9, null, null) with { Read = new PersonValues() }, null);
        ComparedOrder married = Shown(Second, live => live with { DirectoryId = null, Names = ["Given55 Surname2"] });
        ScopeMemory other = Gone.Memories[0] with { Scope = "Other", People = [], MayBe = [2] };
        ScopeMemory keeper = other with { People = [new ScopePerson(IdOf(2), 2, null, null)], MayBe = [], ComparedAt = Gone.Now.Latest };
        ScopeMemory idle = other with { MayBe = [] };
        OrderIntent vain = Intent(IntentKind.Revocation, 1) with { State = IntentState.Placed, TargetOrderId = 2 };
        ComparedOrder mine = Shown(First, live => live with
        {
            OrderId = 55,
            DirectoryId = null,
            Email = EmailAddress.Of("s@fjordlab.example"),
            Names = ["Given55 Surname55"],
        });
        return
        [
            ("leavers who are not included", Gone with { Options = Gone.Options with { IncludeLeavers = false } }, Gone, "-IncludeLe"),
            ("an input that may be anybody", Gone with { People = [.. Gone.People, nobody] }, Gone, "correct that input"),
            ("clocks apart", Gone with { Now = new PresentMoment(Gone.Now.Earliest, Gone.Now.Latest.AddDays(400)) }, Gone, "Set the clock"),
            ("a kin among the list", With(stranger, First, married), With(stranger, First, married, mine), "New-DocSigningOrder"),
            ("another scope that cannot tell", Gone with { Memories = [.. Gone.Memories, other] },
                With(Gone with { Memories = [.. Gone.Memories, other] }, First), "Revoke-DocSigningCertificate -OrderId 2"),
            ("named, and another scope keeps it",
                Gone with { Memories = [.. Gone.Memories, keeper], Leavers = [ComparedPerson.OfText("p2@fjordlab.example")] },
                Gone with { Memories = [.. Gone.Memories, keeper] }, "take the person out"),
            ("another scope that was not compared since", Gone with { Memories = [.. Gone.Memories, idle] },
                Gone with { Memories = [.. Gone.Memories, idle with { ComparedAt = Gone.Now.Latest }] }, "'Other' was not compared since"),
            ("asked for in vain", With(Gone, First, Second with { EndInVain = vain }),
                With(Gone, First, Second with { Waiting = new(2, 7, true) }), "Revoke-DocSigningCertificate -OrderId 2"),
            ("a reissue waits", With(Gone, First, Second with { Waiting = new(2, 7, false) }), Gone, "Deny-DocSigningRequest -RequestId 7"),
            ("waits for approval", With(Gone, First, Shown(Second, live => live with { Status = "NeedsApproval" })),
                With(Gone, First), "Deny-DocSigningRequest"),
            ("of no organization that is shown", Gone with { Options = Gone.Options with { OrganizationId = 8 } },
                With(Gone with { Options = Gone.Options with { OrganizationId = 8 } }, First), "Revoke-DocSigningCertificate -OrderId 2"),
        ];
    }

    private static IEnumerable<(string, ComparisonQuestion, ComparisonQuestion, string)> OfOldOrders()
    {
        ComparedOrder next = ByHand(2, 1);
        ComparedOrder unissued = Shown(First, live => live with { Status = "ReissuePending" });
        ComparisonQuestion moved = One with { Options = One.Options with { OrganizationId = 8 } };
        ComparedOrder again = next with { OrganizationId = 7, Replaced = next.Replaced! with { OrganizationId = 8 } };
        ComparedOrder third = ByHand(3, 2) with { OrganizationId = 8 };
        ScopeMemory other = DirectoryComparison.Of(With(One, First) with { Options = One.Options with { Scope = "Other" } }).Memory;
        return
        [
            ("superseded, and not to be revoked as it is", With(One, unissued, next), With(One, next), "Stop-DocSigningOrder -OrderId 1"),
            ("superseded, and its reissue waits", With(One, First with { Waiting = new(1, 7, false) }, next), With(One, First, next),
                "Approve- or Deny-DocSigningRequest -RequestId 7"),
            ("superseded by one to be looked at", With(One, First, next with { IsContested = true }), With(One, First, next), "first"),
            ("replaced before", With(moved, again), With(moved, again, third), "New-DocSigningRenewal -OrderId 2 -Replaces"),
            ("another scope keeps it otherwise", With(moved, First with { OrganizationId = 7 }) with { Memories = [other] },
                With(moved, First with { OrganizationId = 7 }) with { Memories = [other with { People = [] }] }, "in one of them"),
        ];
    }
}
