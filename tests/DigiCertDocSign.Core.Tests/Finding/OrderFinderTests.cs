using System.Globalization;
using CertCentral;
using CertCentral.Sandbox;
using DigiCertDocSign.Finding;
using DigiCertDocSign.Journal;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Following;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;
using DigiCertDocSign.Text;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Finding;

/// <summary>Who looks for orders gets what is asked for, whatever the server does with filters, or hears what is not shown.</summary>
public class OrderFinderTests
{
    private const int Cases = 300;
    private static readonly string[] Statuses = ["NeedsApproval", "Pending", "NeedsCsr", "Issued", "Canceled", "Rejected", "Processing"];

    [Fact]
    public async Task What_is_asked_for_is_found_or_told_on_any_server()
    {
        var met = new HashSet<string>(StringComparer.Ordinal);
        for (int seed = 0; seed < Cases; seed++)
        {
            met.UnionWith(await LookAsync(seed));
        }

        // Each of these was met, or the property says little.
        Assert.Equal(["asked", "found", "hidden", "untold"], met.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(10_000, 10, "needs_approval", null, 0)] // the list shows what waits
    [InlineData(2_500, 3, "needs_approval", null, 0)]
    [InlineData(10_000, 12, "issued", null, 2)] // it may keep that back: the requests are read before the first is given out
    [InlineData(2_500, 5, "issued", null, 2)]
    [InlineData(10_000, 10, "issued", "Issued", 0)] // no request hides an order that is issued
    [InlineData(10_000, 12, "needs_approval", "NeedsApproval", 2)] // what waits is the very question
    public async Task A_listing_costs_a_call_for_each_thousand_and_gives_the_first_at_once(
        int all, int calls, string shown, string? status, int before)
    {
        int made = 0;
        using CertCentralClient client = LoopbackFixture.Scripted(path =>
        {
            made++;
            return path.StartsWith("request", StringComparison.Ordinal) ? NoRequests : Page(path, all, shown);
        });
        var finder = new OrderFinder(client, null, null, new JumpingTime(Drafts.Now));
        int seen = 0;
        var criteria = new OrderCriteria { Statuses = status is null ? [] : [status] };
        await foreach (SigningOrder order in finder.FindAsync(criteria, CancellationToken.None))
        {
            Assert.Equal(all - seen++, order.OrderId);
            Assert.Equal(((seen - 1) / Page1000) + 1 + before, made);
        }

        Assert.Equal((all, calls, 0), (seen, made, finder.Asked));
    }

    /// <summary>
    /// The list keeps back every third order but the oldest of them, which was approved meanwhile; the requests have them all.
    /// </summary>
    [Theory]
    [InlineData(10_000, 7 + 5 + 1)] // pages of the list, of the requests, and the newest of the list again
    [InlineData(7, 1 + 2 + 1)]
    public async Task What_the_list_keeps_back_takes_its_place_among_the_others(int all, int calls)
    {
        int made = 0;
        int[] ids = [.. Enumerable.Range(1, all).Reverse()];
        int[] hidden = [.. ids.Where(id => id % 3 == 0)];
        using CertCentralClient client = LoopbackFixture.Scripted(path =>
        {
            made++;
            bool isRequests = path.StartsWith("request", StringComparison.Ordinal);
            bool isPending = path.Contains("pending", StringComparison.Ordinal);
            return isRequests ? Rows(path, "requests", isPending ? hidden : [], id => new JObject
            {
                ["id"] = 100_000 + id,
                ["type"] = "new_request",
                ["status"] = "pending",
                ["date"] = Text(Made(id)),
                ["order"] = new JObject { ["id"] = id, ["product"] = new JObject { ["name_id"] = "ds_org_individual" } },
            })
                : Rows(path, "orders", [.. ids.Where(id => id % 3 != 0 || id == 3)], id => Row(id, "issued"));
        });
        var finder = new OrderFinder(client, null, null, new JumpingTime(Drafts.Now));

        List<SigningOrder> found = await AllAsync(finder, new OrderCriteria());

        Assert.Equal(ids, found.Select(order => (int)order.OrderId));
        Assert.Equal(
            ids.Select(id => id % 3 != 0 || id == 3 ? "Issued" : "NeedsApproval"), found.Select(order => order.Status));
        Assert.Equal(calls, made);
    }

    [Fact]
    public async Task A_listing_holds_no_order_that_it_has_given_out()
    {
        using CertCentralClient client = LoopbackFixture.Scripted(path =>
            path.StartsWith("request", StringComparison.Ordinal) ? NoRequests : Page(path, 10_000));
        var finder = new OrderFinder(client, null, null, new JumpingTime(Drafts.Now));
        var given = new List<WeakReference>();
        int? held = null;
        await foreach (SigningOrder order in finder.FindAsync(new OrderCriteria(), CancellationToken.None))
        {
            given.Add(new WeakReference(order));
            if (given.Count == 9_500)
            {
                GC.Collect();
                held = given.Take(9_000).Count(one => one.IsAlive);
            }
        }

        Assert.Equal((10_000, 0), (given.Count, held));
    }

    [Fact]
    public async Task Orders_since_a_day_do_not_cost_a_walk_through_all_pages()
    {
        int made = 0;
        using CertCentralClient client = LoopbackFixture.Scripted(path =>
        {
            made++;
            return path.StartsWith("request", StringComparison.Ordinal) ? NoRequests : Page(path, 50_000);
        });
        var finder = new OrderFinder(client, null, null, new JumpingTime(Drafts.Now));
        var criteria = new OrderCriteria { CreatedAfter = Made(49_990) };

        List<SigningOrder> found = await AllAsync(finder, criteria);

        Assert.Equal((11, 1), (found.Count, made));
    }

    [Theory]
    [InlineData(SandboxFilterHabit.Ignored, "SearchNotHonoured", 0)]
    [InlineData(SandboxFilterHabit.Honoured, null, 1)]
    [InlineData(SandboxFilterHabit.AnswersNone, null, 0)]
    public async Task A_search_that_brings_everything_is_an_error(SandboxFilterHabit habit, string? fault, int count)
    {
        using var fixture = new OrderingFixture(habits: new SandboxHabits { SearchFilter = habit });
        await fixture.OrderInConsoleAsync(OrderingFixture.Person(1));
        await fixture.OrderInConsoleAsync(OrderingFixture.Person(2));
        var finder = new OrderFinder(fixture.Client, null, null, fixture.Time);
        var criteria = new OrderCriteria { Search = OrderingFixture.Person(2).Email };

        if (fault is not null)
        {
            DocSigningException problem = await Assert.ThrowsAsync<DocSigningException>(() => AllAsync(finder, criteria));
            Assert.Equal(fault, problem.Kind.ToString());
            return;
        }

        Assert.Equal(count, (await AllAsync(finder, criteria)).Count);
    }

    private const int Page1000 = 1000;
    private const string NoRequests = """{"requests":[],"page":{"total":0}}""";

    private static async Task<IReadOnlyCollection<string>> LookAsync(int seed)
    {
        var random = new Random(seed);
        using OrderingFixture fixture = SomeServer(random);
        Person[] people = [.. Enumerable.Range(1, 6).Select(number => SomePerson(random, number))];
        await OrderForAsync(fixture, random, people);
        var known = (await fixture.IntentsAsync())
            .Where(intent => intent.OrderId is not null).ToDictionary(intent => intent.OrderId!.Value);
        using var journal = new OrderJournal(fixture.Storage, fixture.Time);
        var finder = new OrderFinder(fixture.Client, journal, OrderingFixture.AccountId, fixture.Time);
        (OrderCriteria criteria, Func<SandboxOrder, bool> isAsked) = SomeQuestion(random, fixture, people);

        List<SigningOrder> found = await AllAsync(finder, criteria);

        long[] asked = [.. fixture.Orders.Where(isAsked).Select(order => order.Id).Order()];
        long[] told = [.. found.Select(order => order.OrderId).Concat(finder.Untold.Select(order => order.OrderId)).Order()];
        Assert.True(
            found.TrueForAll(order => asked.Contains(order.OrderId)),
            $"Seed {seed}: found {string.Join(", ", found.Select(order => order.OrderId))}, asked for {string.Join(", ", asked)}.");
        Assert.True(asked.All(told.Contains), $"Seed {seed}: {string.Join(", ", told)} told, {string.Join(", ", asked)} asked for.");
        Assert.Equal(told.Distinct(), told);
        Assert.Equal(found.OrderByDescending(order => order.DateCreated), found);
        Assert.DoesNotContain(finder.Untold, order => known.ContainsKey(order.OrderId));
        return
        [
            .. new[]
            {
                found.Count > 0 ? "found" : null, finder.Untold.Count > 0 ? "untold" : null, finder.Asked > 0 ? "asked" : null,
                finder.Asked == 0 && found.Exists(order => order is { Status: "NeedsApproval", Requests.Count: 1 }) ? "hidden" : null,
            }.OfType<string>(),
        ];
    }

    private static OrderingFixture SomeServer(Random random)
    {
        SandboxFilterHabit Some() => (SandboxFilterHabit)random.Next(3);
        return new OrderingFixture(
            listsAll: random.Next(3) > 0,
            habits: new SandboxHabits
            {
                Subject = (SandboxSubjectPlace)random.Next(Enum.GetValues<SandboxSubjectPlace>().Length),
                EmailFilter = Some(),
                ProductFilter = random.Next(3) == 0 ? SandboxFilterHabit.Ignored : SandboxFilterHabit.Honoured,
                SearchFilter = Some(),
                NewRequestsAreSubmitted = random.Next(3) == 0,
            });
    }

    private static Person SomePerson(Random random, int number) => new(
        random.Next(2) == 0 ? "Zo\u00EB" : "Nils", $"Hagen {number}", "Clerk", "+47 55 50 01 42", $"person{number}@fjordlab.example");

    /// <summary>Some by a run, some at the console, of this product and of another; some are decided.</summary>
    private static async Task OrderForAsync(OrderingFixture fixture, Random random, Person[] people)
    {
        foreach (Person person in people)
        {
            fixture.Time.Pass(TimeSpan.FromHours(random.Next(1, 30)));
            if (random.Next(2) == 0)
            {
                await fixture.RunAsync(fixture.Input(person, csr: random.Next(2) == 0 ? Drafts.SampleCsr : null));
            }
            else
            {
                fixture.Sandbox.Console.Order(new SandboxConsoleOrder
                {
                    GivenName = person.GivenName,
                    Surname = person.Surname,
                    Email = person.Email,
                    ProductNameId = random.Next(4) == 0 ? "ds_org" : "ds_org_individual",
                });
            }

            if (random.Next(2) == 0 && fixture.Orders[^1].Requests[0].Status == "pending")
            {
                await fixture.Client.Requests.ApproveAsync(fixture.Orders[^1].Requests[0].Id, null, CancellationToken.None);
            }
        }

        fixture.Time.Pass(TimeSpan.FromMinutes(random.Next(1, 30)));
    }

    private static (OrderCriteria Criteria, Func<SandboxOrder, bool> IsAsked) SomeQuestion(
        Random random, OrderingFixture fixture, Person[] people)
    {
        string? email = random.Next(2) == 0 ? people[random.Next(people.Length)].Email.ToUpperInvariant() : null;
        string? part = random.Next(4) == 0 ? "son3@" : null;
        string? name = random.Next(3) == 0 ? "Zo\u00EB" : null;
        string[] statuses = random.Next(3) == 0 ? [Statuses[random.Next(Statuses.Length)]] : [];

        // Lists write whole seconds.
        DateTimeOffset made = fixture.Orders[random.Next(fixture.Orders.Count)].DateCreated;
        DateTimeOffset? after = random.Next(4) == 0 ? made.AddTicks(-(made.Ticks % TimeSpan.TicksPerSecond)) : null;
        var criteria = new OrderCriteria
        {
            Email = email,
            IsEmail = part is null ? null : address => address.Contains(part, StringComparison.OrdinalIgnoreCase),
            IsName = name is null ? null : shown => shown.StartsWith(name, StringComparison.Ordinal),
            Statuses = statuses,
            CreatedAfter = after,
        };
        return (criteria, order => order.ProductNameId == "ds_org_individual"
            && (email is null || EmailAddress.AreSame(email, order.Email))
            && (part is null || order.Email.Contains(part, StringComparison.Ordinal))
            && (name is null || order.GivenName == name)
            && (statuses.Length == 0 || statuses[0] == Pascal(order.Status))
            && !(order.DateCreated < after));
    }

    private static string Pascal(string status) => string.Concat(
        status.Split('_').Select(word => word[..1].ToUpper(CultureInfo.InvariantCulture) + word[1..]));

    private static async Task<List<SigningOrder>> AllAsync(OrderFinder finder, OrderCriteria criteria)
    {
        var found = new List<SigningOrder>();
        await foreach (SigningOrder order in finder.FindAsync(criteria, CancellationToken.None))
        {
            found.Add(order);
        }

        return found;
    }

    private static DateTimeOffset Made(int id) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(id);

    private static string Text(DateTimeOffset moment) => moment.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Page(string path, int all, string status = "needs_approval") =>
        Rows(path, "orders", [.. Enumerable.Range(1, all).Reverse()], id => Row(id, status));

    private static JObject Row(int id, string status) => new()
    {
        ["id"] = id,
        ["status"] = status,
        ["date_created"] = Text(Made(id)),
    };

    /// <summary>The page that is asked for, of a list of these.</summary>
    private static string Rows(string path, string name, int[] ids, Func<int, JObject> write)
    {
        var query = path.Split('?')[1].Split('&').Select(part => part.Split('='))
            .ToDictionary(part => Uri.UnescapeDataString(part[0]), part => Uri.UnescapeDataString(part[1]));
        int offset = query.TryGetValue("offset", out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        return new JObject
        {
            [name] = new JArray(ids.Skip(offset).Take(Page1000).Select(write)),
            ["page"] = new JObject { ["total"] = ids.Length },
        }.ToString();
    }
}
