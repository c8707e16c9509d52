using System.Globalization;
using System.Net;
using System.Text;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Orders;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>A server that shows orders a little differently from what we imagine: nobody is bought a second certificate for that.</summary>
public class OtherServerTests
{
    private const string GatewayPage = "<html><body>404 page not found</body></html>";
    private const string NotFound = """{"errors":[{"code":"not_found|order","message":"x"}]}""";

    private static readonly Person Zoe = new("Zo\u00EB", "M\u00FCller", "Clerk", "+47 55 50 01 42", "zoe.mueller@fjordlab.example");

    public static TheoryData<string, Action<JObject>> OtherWritings() => new()
    {
        { "comment replaced", Each("comments", _ => "approved by Kari") },
        { "comment escaped", Each("comments", text => WebUtility.HtmlEncode(text).Replace("-", "&#45;", StringComparison.Ordinal)) },
        { "comment cut", Each("comments", text => text[..7]) },
        { "comment gone, CSR wrapped", answer => { Each("comments", _ => null)(answer); Each("csr", Wrapped)(answer); } },
        { "no accents", Each("common_name", _ => "Zoe Muller") },
        { "surname first", Each("common_name", _ => "M\u00FCller, Zo\u00EB") },
        { "escaped name", Each("common_name", _ => "Zo&euml; M&uuml;ller") },
        { "damaged name", Each("common_name", _ => "Zo? M?ller") },
        { "another name altogether", Each("common_name", _ => "Z.M. Fjordlab") },
        { "no name", Each("common_name", _ => null) },
    };

    public static TheoryData<string, Action<JObject>> Undecided() => new()
    {
        { "neither comment nor CSR", answer => { Each("comments", _ => null)(answer); Each("csr", _ => null)(answer); } },
        { "another comment and no CSR", answer => { Each("comments", _ => "ok")(answer); Each("csr", _ => null)(answer); } },
        { "an unreadable CSR", answer => { Each("comments", _ => null)(answer); Each("csr", _ => "-----BEGIN CERT")(answer); } },
        {
            "neither comment, CSR nor e-mail",
            answer =>
            {
                foreach (string hidden in new[] { "comments", "csr", "email" })
                {
                    Each(hidden, _ => null)(answer);
                }
            }
        },
    };

    [Theory]
    [MemberData(nameof(OtherWritings))]
    public async Task An_order_in_doubt_is_known_again_however_it_is_written(string what, Action<JObject> rewrite)
    {
        Assert.NotNull(what);
        using OrderingFixture fixture = LosingTheAnswer();
        Rewrite(fixture, rewrite);

        RunResult run = await fixture.RunAsync(fixture.Input(Zoe, csr: Drafts.SampleCsr));

        SandboxOrder order = Assert.Single(fixture.Orders);
        Assert.Equal((order.Id, false), (run.Single.Order?.OrderId, run.Single.AlreadyOrdered));
        await fixture.AssertNothingIsOpenAsync();
    }

    [Theory]
    [MemberData(nameof(Undecided))]
    public async Task An_order_that_shows_too_little_is_left_to_a_person(string what, Action<JObject> rewrite)
    {
        Assert.NotNull(what);
        using OrderingFixture fixture = LosingTheAnswer();
        Rewrite(fixture, rewrite);

        RunResult run = await fixture.RunAsync(fixture.Input(Zoe, csr: Drafts.SampleCsr));

        await AssertLookAtAsync(fixture, run, Assert.Single(fixture.Orders).Id);
        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(
            (await fixture.RunAsync(fixture.Input(Zoe, csr: Drafts.SampleCsr))).Single));
        Assert.Equal(1, fixture.Sends);
    }

    [Theory]
    [InlineData(404, NotFound)]
    [InlineData(404, GatewayPage)]
    [InlineData(403, """{"errors":[{"code":"access_denied|missing_permission","message":"x"}]}""")]
    public async Task A_listed_order_without_details_may_be_the_one_in_doubt(int status, string body)
    {
        using OrderingFixture fixture = LosingTheAnswer();
        HideDetails(fixture, status, body);

        RunResult run = await fixture.RunAsync(fixture.Input(Zoe));

        await AssertLookAtAsync(fixture, run, Assert.Single(fixture.Orders).Id);
        Assert.Equal(1, fixture.Sends);
    }

    [Fact]
    public async Task Two_orders_that_both_bear_the_reference_are_told_and_neither_is_taken()
    {
        // A proxy has sent the order twice.
        using var fixture = new OrderingFixture(
            new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropAfterCommit, SandboxRoutes.CreateOrder, 2)] });
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            if (WireTap.IsOrder(call) && fixture.Orders.Count == 0)
            {
                string comment = (string)JObject.Parse(await call.Content!.ReadAsStringAsync(token))["comments"]!;
                fixture.Wire.Meddle = null;
                await fixture.OrderInConsoleAsync(Zoe, comment);
            }

            return await passOn();
        };

        RunResult run = await fixture.RunAsync(fixture.Input(Zoe));

        Assert.Equal(2, fixture.Orders.Count);
        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(run.Single));
        Assert.All(fixture.Orders, order => Assert.Contains(Text(order.Id), run.Single.Fault!.Message, StringComparison.Ordinal));
        Assert.Contains("look at them in CertCentral and cancel what is too much", run.Single.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orders_that_the_journal_knows_are_not_asked_for_when_another_is_in_doubt()
    {
        using var fixture = new OrderingFixture(new SandboxFaultPlan
        {
            Rules = [SandboxFaultRule.At(SandboxFault.DropAfterCommit, SandboxRoutes.CreateOrder, 30)],
        });

        RunResult run = await fixture.RunAsync(fixture.Inputs(30));

        Assert.Equal(30, run.Summary.Placed);
        Assert.True(fixture.Sandbox.State.CallsByRoute.Where(route => route.Key.Contains('{', StringComparison.Ordinal))
            .Sum(route => route.Value) <= 1);
    }

    [Theory]
    [InlineData(404, NotFound)]
    [InlineData(404, GatewayPage)]
    public async Task Nobody_is_bought_for_whose_listed_order_shows_no_details(int status, string body)
    {
        using var fixture = new OrderingFixture();
        long hers = await fixture.OrderInConsoleAsync(Zoe);
        HideDetails(fixture, status, body);

        RunResult run = await fixture.RunAsync(fixture.Input(Zoe), fixture.Input(OrderingFixture.Person(1)));

        Assert.Equal(FaultKind.ExistingOrderUnclear, RunResult.Kind(run.Outcomes[0]));
        Assert.Contains($"Order {hers} ", run.Outcomes[0].Fault!.Message, StringComparison.Ordinal);
        Assert.Contains("-AllowDuplicate", run.Outcomes[0].Fault!.Message, StringComparison.Ordinal);
        Assert.NotNull(run.Outcomes[1].Order);
        Assert.Equal(2, fixture.Orders.Count);
        await fixture.AssertNothingIsOpenAsync();

        Assert.NotNull((await fixture.RunAsync(new OrderingOptions { AllowDuplicate = true }, fixture.Input(Zoe))).Single.Order);
    }

    [Fact]
    public async Task An_order_without_name_and_address_may_be_anybodys_unless_the_journal_knows()
    {
        using var fixture = new OrderingFixture();
        RunResult first = await fixture.RunAsync(fixture.Inputs(1));
        Rewrite(fixture, answer =>
        {
            foreach (string hidden in new[] { "common_name", "subject" })
            {
                Each(hidden, _ => null)(answer);
            }
        });

        RunResult known = await fixture.RunAsync(fixture.Input(Zoe), fixture.Input(OrderingFixture.Person(1)));

        Assert.NotNull(known.Outcomes[0].Order);
        Assert.Equal((first.OrderIds[0], true), (known.Outcomes[1].Order?.OrderId, known.Outcomes[1].AlreadyOrdered));

        using IJournalStorage other = JournalPlace.InMemory().OpenStorage();
        RunResult unknown = await RunResult.OfAsync(
            fixture.Client, other, new OrderingOptions(), fixture.Time, fixture.Inputs(1), CancellationToken.None);

        Assert.Equal(FaultKind.ExistingOrderUnclear, RunResult.Kind(unknown.Single));
        Assert.Equal(2, fixture.Sends);
    }

    private static OrderingFixture LosingTheAnswer() => new(
        new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropAfterCommit, SandboxRoutes.CreateOrder)] });

    private static async Task AssertLookAtAsync(OrderingFixture fixture, RunResult run, long orderId)
    {
        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(run.Single));
        Assert.Contains($"Order {orderId} may be its order", run.Single.Fault!.Message, StringComparison.Ordinal);
        Assert.Contains("look at it in CertCentral", run.Single.Fault.Message, StringComparison.Ordinal);
        Assert.Equal(IntentState.InDoubt, Assert.Single(await fixture.IntentsAsync()).State);
    }

    private static void HideDetails(OrderingFixture fixture, int status, string body) => fixture.Wire.Meddle = (call, passOn, _) =>
        call.Method == HttpMethod.Get && long.TryParse(call.RequestUri!.Segments[^1], CultureInfo.InvariantCulture, out long _)
            && call.RequestUri.AbsolutePath.Contains("order/certificate", StringComparison.Ordinal)
                ? Task.FromResult(new HttpResponseMessage((HttpStatusCode)status)
                {
                    Content = new StringContent(body, Encoding.UTF8, body[0] == '<' ? "text/html" : "application/json"),
                })
                : passOn();

    private static void Rewrite(OrderingFixture fixture, Action<JObject> rewrite) => fixture.Wire.Meddle = async (call, passOn, token) =>
    {
        HttpResponseMessage answer = await passOn();
        string path = call.RequestUri!.AbsolutePath;
        if (call.Method == HttpMethod.Get
            && (path.Contains("order/certificate", StringComparison.Ordinal) || path.EndsWith("/request", StringComparison.Ordinal)))
        {
            var json = JObject.Parse(await answer.Content.ReadAsStringAsync(token));
            rewrite(json);
            answer.Content = new StringContent(json.ToString(), Encoding.UTF8, "application/json");
        }

        return answer;
    };

    /// <summary>Rewrites each property of the name; null takes it away.</summary>
    private static Action<JObject> Each(string name, Func<string, string?> rewrite) => answer =>
    {
        foreach (JProperty property in answer.Descendants().OfType<JProperty>().Where(one => one.Name == name).ToArray())
        {
            if (rewrite(property.Value.ToString()) is { } text)
            {
                property.Value = text;
            }
            else
            {
                property.Remove();
            }
        }
    };

    private static string Wrapped(string csr) => csr.Replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", StringComparison.Ordinal)
        .Replace("=", "=\r\n", StringComparison.Ordinal);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
