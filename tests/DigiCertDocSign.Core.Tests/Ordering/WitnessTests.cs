using System.Net;
using System.Text;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.People;
using DigiCertDocSign.Plan;
using DigiCertDocSign.Tests.Orders;
using DigiCertDocSign.Tests.People;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// What accounts may tell of an order or may not: a witness counts once it has shown that it works, and none is never "no order".
/// </summary>
public class WitnessTests
{
    private const string Unclear = "unclear";
    private const string Theirs = "theirs";
    private const string Bought = "bought";

    private static readonly Person Zoe = new("Zoe", "Muller", "Clerk", "+47 55 50 01 42", "zoe.muller@fjordlab.example");
    private static readonly Person Twin = Zoe with { Email = "z.muller@fjordlab.example" };

    [Theory]
    [InlineData(SandboxSubjectPlace.Subject, Theirs)]
    [InlineData(SandboxSubjectPlace.Individual, Theirs)]
    [InlineData(SandboxSubjectPlace.CertificateIndividual, Theirs)]
    [InlineData(SandboxSubjectPlace.Nowhere, Unclear)]
    public async Task A_live_order_is_found_wherever_it_shows_its_person(SandboxSubjectPlace place, string found)
    {
        using var fixture = new OrderingFixture(habits: new SandboxHabits { Subject = place });
        await fixture.OrderInConsoleAsync(Zoe);

        Assert.Equal(found, await PlanAndRunAsync(fixture, Zoe));
        Assert.Equal(place == SandboxSubjectPlace.Nowhere ? Unclear : Bought, await PlanAndRunAsync(fixture, Twin));
    }

    [Theory]
    [InlineData(SandboxFilterHabit.Honoured, 90, Theirs, Bought)]
    [InlineData(SandboxFilterHabit.Honoured, 30, Theirs, Unclear)] // an index may lag: who is not in it yet is not told
    [InlineData(SandboxFilterHabit.Ignored, 90, Unclear, Unclear)]
    [InlineData(SandboxFilterHabit.AnswersNone, 90, Unclear, Unclear)]
    public async Task The_list_by_address_tells_whose_an_order_is_once_it_has_worked(
        SandboxFilterHabit habit, int minutesOld, string ofZoe, string ofTwin)
    {
        using OrderingFixture fixture =
            await WithTwoKnownAsync(new SandboxHabits { Subject = SandboxSubjectPlace.Nowhere, EmailFilter = habit });
        await fixture.OrderInConsoleAsync(Zoe);
        fixture.Time.Pass(TimeSpan.FromMinutes(minutesOld));

        Assert.Equal(ofZoe, await PlanAndRunAsync(fixture, Zoe));
        Assert.Equal(ofTwin, await PlanAndRunAsync(fixture, Twin));
    }

    [Fact]
    public async Task The_list_by_address_is_asked_for_nobody_who_is_clear_and_proven_once()
    {
        using OrderingFixture fixture = await WithTwoKnownAsync(new SandboxHabits { Subject = SandboxSubjectPlace.Nowhere });
        await fixture.OrderInConsoleAsync(Zoe);
        await fixture.OrderInConsoleAsync(Zoe with { GivenName = "Kari", Email = "kari@fjordlab.example" });
        var asked = new List<string>();
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            if (Filter(call) is { } address)
            {
                asked.Add(address);
            }

            return passOn();
        };

        await fixture.RunAsync(fixture.Inputs(3));
        Assert.Empty(asked);

        await fixture.RunAsync(fixture.Input(Zoe), fixture.Input(Zoe with { GivenName = "Kari", Email = "kari@fjordlab.example" }));

        Assert.Equal(3 + 2, asked.Count);
        Assert.StartsWith("nobody.", asked[0], StringComparison.Ordinal);
    }

    /// <summary>
    /// What a filter does to the address that it is asked for (null: it brings nothing), when it has been asked so often before.
    /// </summary>
    public static TheoryData<string, Func<string, int, string?>> FiltersThatLie() => new()
    {
        { "brings nothing, proven or not", (address, asked) => asked < 3 ? address : null },
        { "brings all, proven or not", (address, asked) => asked < 3 ? address : "%fjordlab" },
        { "searches for a part", (address, _) => "%" + address },
        { "goes by letter case", (address, _) => address.Any(char.IsUpper) ? null : address },
        { "knows but one address", (address, _) => address == OrderingFixture.Person(1).Email ? address : null },
    };

    [Theory]
    [MemberData(nameof(FiltersThatLie))]
    public async Task Nobody_is_bought_for_on_the_word_of_a_filter_that_lies(string what, Func<string, int, string?> lie)
    {
        Assert.NotNull(what);
        using OrderingFixture fixture = await WithTwoKnownAsync(new SandboxHabits { Subject = SandboxSubjectPlace.Nowhere });
        Person shouted = Zoe with { Email = "ZOE.Muller@fjordlab.example" };
        await fixture.OrderInConsoleAsync(shouted);
        fixture.Time.Pass(TimeSpan.FromHours(2));
        int asked = 0;
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            if (Filter(call) is { } address)
            {
                string text = call.RequestUri!.AbsoluteUri;
                string other = lie(address, asked++) ?? "nobody at all";
                call.RequestUri = new Uri(
                    text.Replace(Uri.EscapeDataString(address), Uri.EscapeDataString(other), StringComparison.Ordinal));
            }

            return passOn();
        };

        RunResult run = await fixture.RunAsync(fixture.Input(Twin));

        Assert.Equal(FaultKind.ExistingOrderUnclear, RunResult.Kind(run.Single));
        Assert.True(asked > 0);
    }

    [Theory]
    [InlineData(true, SandboxReportColumn.Filled, SandboxReportColumn.Filled, true)]
    [InlineData(true, SandboxReportColumn.Empty, SandboxReportColumn.Filled, true)]
    [InlineData(true, SandboxReportColumn.Missing, SandboxReportColumn.Filled, true)]
    [InlineData(true, SandboxReportColumn.Filled, SandboxReportColumn.Empty, false)]
    [InlineData(true, SandboxReportColumn.Filled, SandboxReportColumn.Missing, false)]
    [InlineData(true, SandboxReportColumn.Missing, SandboxReportColumn.Missing, false)]
    [InlineData(false, SandboxReportColumn.Filled, SandboxReportColumn.Filled, false)]
    public async Task An_order_in_doubt_that_shows_nothing_is_adopted_by_the_CSR_of_the_report(
        bool hasReport, SandboxReportColumn email, SandboxReportColumn csr, bool isAdopted)
    {
        using var fixture = new OrderingFixture(Losing(SandboxFault.DropAfterCommit), habits: Silent(
            hasReport, email, csr, SandboxFilterHabit.Honoured));

        RunResult run = await fixture.RunAsync(
            fixture.Input(OrderingFixture.Person(1)), fixture.Input(Zoe, csr: Drafts.SampleCsr), fixture.Input(OrderingFixture.Person(2)));

        OrderOutcome hers = run.Outcomes[^1];
        SandboxOrder order = Of(fixture, Zoe);
        Assert.Equal(3, fixture.Sends);
        if (isAdopted)
        {
            Assert.Equal((order.Id, false), (hers.Order?.OrderId, hers.AlreadyOrdered));
        }
        else
        {
            Assert.Contains($"Order {order.Id} may be its order", hers.Fault!.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true, SandboxFilterHabit.Honoured)]
    [InlineData(true, SandboxFilterHabit.Ignored)]
    [InlineData(true, SandboxFilterHabit.AnswersNone)]
    [InlineData(false, SandboxFilterHabit.Honoured)]
    [InlineData(false, SandboxFilterHabit.Ignored)]
    public async Task An_order_that_was_not_taken_is_found_by_no_witness_and_sent_again(bool hasReport, SandboxFilterHabit habit)
    {
        using var fixture = new OrderingFixture(Losing(SandboxFault.DropBeforeCommit), habits: Silent(
            hasReport, SandboxReportColumn.Filled, SandboxReportColumn.Filled, habit));

        RunResult run = await fixture.RunAsync(
            fixture.Input(OrderingFixture.Person(1)), fixture.Input(Zoe, csr: Drafts.SampleCsr), fixture.Input(OrderingFixture.Person(2)));

        Assert.Equal((3, 4, 3), (run.Summary.Placed, fixture.Sends, fixture.Orders.Count));
        Assert.DoesNotContain(await fixture.IntentsAsync(), intent => intent.IsOpen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_order_that_the_lists_disguise_is_named_by_the_filter_or_the_report(bool isByFilter)
    {
        using var fixture = new OrderingFixture(Losing(SandboxFault.DropAfterCommit), habits: Silent(
            hasReport: !isByFilter,
            SandboxReportColumn.Filled,
            SandboxReportColumn.Missing,
            isByFilter ? SandboxFilterHabit.Honoured : SandboxFilterHabit.Ignored));
        fixture.Wire.Meddle = (call, passOn, token) => DisguiseAsync(fixture, call, passOn, token);

        RunResult run = await fixture.RunAsync(
            fixture.Input(OrderingFixture.Person(1)), fixture.Input(Zoe), fixture.Input(OrderingFixture.Person(2)));

        Assert.Equal(3, fixture.Sends);
        Assert.Contains($"Order {Of(fixture, Zoe).Id} may be its order", run.Outcomes[^1].Fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_witness_that_has_worked_and_cannot_be_read_ends_the_look_and_not_the_doubt(bool isFilter)
    {
        using var fixture = new OrderingFixture(
            Losing(SandboxFault.DropBeforeCommit), habits: new SandboxHabits { HasReport = true, ShowsCsr = false });
        int callsOfOneLook = isFilter ? 1 : 2;
        int looks = 0;
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            bool isAsked = isFilter
                ? Filter(call) == Zoe.Email
                : call.RequestUri!.AbsolutePath.EndsWith("report/order", StringComparison.Ordinal);
            return isAsked && looks++ >= callsOfOneLook
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>502</html>") })
                : passOn();
        };

        RunResult run = await fixture.RunAsync(
            fixture.Input(OrderingFixture.Person(1)), fixture.Input(Zoe), fixture.Input(OrderingFixture.Person(2)));

        Assert.Equal((1, 3), (run.Summary.InDoubt, fixture.Sends));
        Assert.True(looks > callsOfOneLook);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(500)]
    public async Task A_witness_that_is_refused_is_none_and_holds_up_nobody(int status)
    {
        using var fixture = new OrderingFixture(
            Losing(SandboxFault.DropBeforeCommit), habits: new SandboxHabits { Subject = SandboxSubjectPlace.Nowhere, HasReport = true });
        int asked = 0;
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            if (Filter(call) is null && !call.RequestUri!.AbsolutePath.EndsWith("report/order", StringComparison.Ordinal))
            {
                return passOn();
            }

            asked++;
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status)
            {
                Content = new StringContent(
                    """{"errors":[{"code":"access_denied","message":"x"}]}""", Encoding.UTF8, "application/json"),
            });
        };

        RunResult run = await fixture.RunAsync([.. fixture.Inputs(3)]);

        Assert.Equal((3, 4), (run.Summary.Placed, fixture.Sends));
        Assert.InRange(asked, 1, 4);
        await fixture.OrderInConsoleAsync(Zoe);
        fixture.Time.Pass(TimeSpan.FromHours(2));
        Assert.Equal(Unclear, await PlanAndRunAsync(fixture, Twin));
    }

    /// <summary>Nothing of an order tells whose it is, unless a further witness does.</summary>
    private static SandboxHabits Silent(
        bool hasReport, SandboxReportColumn email, SandboxReportColumn csr, SandboxFilterHabit filter) => new()
        {
            Subject = SandboxSubjectPlace.Nowhere,
            ShowsComments = false,
            ShowsCsr = false,
            HasReport = hasReport,
            ReportEmail = email,
            ReportCsr = csr,
            EmailFilter = filter,
        };

    private static SandboxFaultPlan Losing(SandboxFault fault) =>
        new() { Rules = [SandboxFaultRule.At(fault, SandboxRoutes.CreateOrder, 2)] };

    private static SandboxOrder Of(OrderingFixture fixture, Person person) =>
        fixture.Orders.Single(order => order.Email == person.Email);

    private static async Task<OrderingFixture> WithTwoKnownAsync(SandboxHabits habits)
    {
        var fixture = new OrderingFixture(habits: habits);
        Assert.Equal(2, (await fixture.RunAsync(fixture.Inputs(2))).Summary.Placed);
        return fixture;
    }

    /// <summary>The address that the order list is filtered by; null for any other call.</summary>
    private static string? Filter(HttpRequestMessage call) =>
        System.Web.HttpUtility.ParseQueryString(call.RequestUri!.Query)["filters[email]"];

    /// <summary>Zoe's order stands in the lists under another name and without its date, and has no details.</summary>
    private static async Task<HttpResponseMessage> DisguiseAsync(
        OrderingFixture fixture, HttpRequestMessage call, Func<Task<HttpResponseMessage>> passOn, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = await passOn();
        if (call.Method != HttpMethod.Get || fixture.Orders.SingleOrDefault(order => order.Email == Zoe.Email) is not { } hers)
        {
            return answer;
        }

        string text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (call.RequestUri!.AbsolutePath.EndsWith($"/{hers.Id}", StringComparison.Ordinal))
        {
            answer.StatusCode = HttpStatusCode.NotFound;
            text = """{"errors":[{"code":"not_found|order","message":"x"}]}""";
        }
        else if (text.StartsWith('{'))
        {
            var json = JObject.Parse(text);
            foreach (JObject order in json.Descendants().OfType<JObject>().Where(one => (long?)one["id"] == hers.Id).ToArray())
            {
                order.Property("date_created", StringComparison.Ordinal)?.Remove();
                (order.Parent?.Parent as JObject)?.Property("date", StringComparison.Ordinal)?.Remove();
                order["certificate"]!["common_name"] = "Q. Disguised";
            }

            text = json.ToString();
        }

        answer.Content = new StringContent(text, Encoding.UTF8, text[0] == '{' ? "application/json" : "text/csv");
        return answer;
    }

    /// <summary>What a plan says and then a run does, which has to be the same.</summary>
    private static async Task<string> PlanAndRunAsync(OrderingFixture fixture, Person person)
    {
        var planner = new OrderPlanner(Drafts.Valid(), fixture.Time.GetUtcNow());
        planner.Add(new PersonResolver().Resolve(new ListedSource(
            "Input",
            ("GivenName", person.GivenName),
            ("Surname", person.Surname),
            ("Title", person.JobTitle),
            ("Phone", person.Phone),
            ("Email", person.Email))), null);
        OrderPlan plan = await planner.FinishAsync(
            fixture.Client,
            new OrderJournal(fixture.Storage, fixture.Time),
            OrderingFixture.AccountId,
            fixture.Time,
            CancellationToken.None);
        PlannedOrder planned = Assert.Single(plan.Orders);
        OrderOutcome done = (await fixture.RunAsync(fixture.Input(person))).Single;
        string said = planned.Action switch
        {
            OrderPlanAction.Order => Bought,
            OrderPlanAction.AlreadyOrdered => Theirs,
            _ => planned.Faults[0].Kind == FaultKind.ExistingOrderUnclear ? Unclear : planned.Faults[0].Message,
        };
        string did = done.Fault is not null ? RunResult.Kind(done) == FaultKind.ExistingOrderUnclear ? Unclear : done.Fault.Message
            : done.AlreadyOrdered ? Theirs
            : Bought;
        Assert.Equal(said, did);
        return did;
    }
}
