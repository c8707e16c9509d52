using System.Globalization;
using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Requests;
using CertCentral.Tests.Wire;

namespace CertCentral.Tests.Lists;

/// <summary>A list that says one thing and shows another is no list: it never looks empty, and never shorter than it is.</summary>
public class ContradictionTests
{
    public static TheoryData<string> Contradictions =>
    [
        Samples.Text("order-list.contradicts-total.json"),
        Samples.Text("order-list.row-without-id.json"),
        Samples.Text("order-list.rows-as-object.json"),
        """{"orders":"","page":{"total":1}}""",
        """{"orders":null,"page":{"total":1}}""",
        """{"orders":null}""",
        """{"orders":{}}""",
        """{"orders":""}""",
        """{"orders":[{"id":0}],"page":{"total":1}}""",
        """{"orders":[{"id":"7"},{"id":-5}],"page":{"total":2}}""",
        """{"orders":[{"id":7},{"id":7}],"page":{"total":2}}""",
        """{"orders":[{"id":7},{"id":8}],"page":{"total":3}}""",
        """{"orders":[{"id":7},{"id":8}],"page":{"total":2701}}""",
        """{"page":{"total":1}}""",
    ];

    [Theory]
    [MemberData(nameof(Contradictions))]
    public async Task A_list_that_contradicts_itself_fails_however_often_it_is_read(string page)
    {
        var server = StubServer.Answering(page);
        using CertCentralClient client = TestClient.Over(server, new HurriedTime());

        UnreadableAnswerException exception = await Assert.ThrowsAsync<UnreadableAnswerException>(() => OrdersAsync(client));

        Assert.Contains("list contradicts itself", exception.Message, StringComparison.Ordinal);
        Assert.InRange(server.Calls.Count, 2, 12);
    }

    [Theory]
    [MemberData(nameof(Contradictions))]
    public async Task A_list_that_comes_right_when_it_is_read_again_is_given_whole(string page)
    {
        int calls = 0;
        var server = new StubServer(request => StubServer.Answer(++calls == 1 ? page : Page(request, 2701, 2701)));
        using CertCentralClient client = TestClient.Over(server, new HurriedTime());

        List<OrderSummary> rows = await OrdersAsync(client);

        Assert.Equal(Enumerable.Range(1, 2701), rows.Select(row => (int)row.Id!.Value).Order());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(int.MaxValue, false)]
    public async Task A_page_that_comes_empty_in_the_middle_is_read_again(int times, bool isWholeAtLast)
    {
        int left = times;
        var server = new StubServer(request => StubServer.Answer(
            Offset(request) == 2000 && left-- > 0 ? """{"orders":[],"page":{"total":2701}}""" : Page(request, 2701, 2701)));
        using CertCentralClient client = TestClient.Over(server, new HurriedTime());

        if (isWholeAtLast)
        {
            Assert.Equal(2701, (await OrdersAsync(client)).Count);
            Assert.Equal(4, server.Calls.Count);
        }
        else
        {
            UnreadableAnswerException exception = await Assert.ThrowsAsync<UnreadableAnswerException>(() => OrdersAsync(client));
            Assert.Contains("it says that it has 2701 entries, and 2000 came", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_page_that_repeats_another_in_place_of_its_own_is_noticed()
    {
        var server = new StubServer(request =>
            StubServer.Answer(Page(request, 2701, 2701, offset: Offset(request) == 1000 ? 0 : Offset(request))));
        using CertCentralClient client = TestClient.Over(server, new HurriedTime());

        await Assert.ThrowsAsync<UnreadableAnswerException>(() => OrdersAsync(client));
    }

    /// <summary>How many entries the list has when its first, second and third page is read: rows come and go all the time.</summary>
    [Theory]
    [InlineData(25, 27, 27, 27)]
    [InlineData(25, 24, 24, 24)]
    [InlineData(25, 20, 20, 20)]
    [InlineData(25, 30, 21, 21)]
    [InlineData(20, 21, 21, 21)]
    [InlineData(20, 19, 19, 19)]
    public async Task Rows_that_come_and_go_between_the_pages_are_tolerated(int first, int second, int third, int expected)
    {
        int[] totals = [first, second, third];
        int calls = 0;
        var server = new StubServer(request =>
        {
            int total = totals[Math.Min(calls++, 2)];
            return StubServer.Answer(Page(request, total, total));
        });
        using CertCentralClient client = TestClient.Over(server, new HurriedTime());

        Assert.Equal(expected, (await OrdersAsync(client, 10)).Count);
        Assert.InRange(server.Calls.Count, 2, 3);
    }

    [Fact]
    public async Task New_rows_at_the_front_push_known_ones_back_and_nothing_is_lost()
    {
        // Newest first: with each call one more order stands before those that were read.
        int calls = 0;
        var server = new StubServer(request =>
        {
            int total = 25 + calls++;
            IEnumerable<string> rows = Enumerable.Range(0, total).Select(index => total - index).Skip(Offset(request)).Take(10)
                .Select(id => $$"""{"id":{{id}}}""");
            return StubServer.Answer($$"""{"orders":[{{string.Join(',', rows)}}],"page":{"total":{{total}} } }""");
        });
        using CertCentralClient client = TestClient.Over(server, new HurriedTime());

        List<OrderSummary> rows = await OrdersAsync(client, 10);

        Assert.Equal(Enumerable.Range(1, 28), rows.Select(row => (int)row.Id!.Value).Order());
        Assert.Equal(6, server.Calls.Count);
    }

    [Fact]
    public async Task The_pauses_before_reading_again_are_those_of_every_fault()
    {
        var observed = new Observed();
        using CertCentralClient owner =
            TestClient.Over(StubServer.Answering(Samples.Text("order-list.contradicts-total.json")), new HurriedTime());
        using CertCentralClient client = owner.WithObserver(observed);

        await Assert.ThrowsAsync<UnreadableAnswerException>(() => OrdersAsync(client));

        Assert.NotEmpty(observed.Waits);
        Assert.All(observed.Waits, wait => Assert.Equal(WaitReason.Retry, wait.Reason));
    }

    [Fact]
    public async Task The_list_of_requests_is_held_to_the_same()
    {
        using CertCentralClient client =
            TestClient.Over(StubServer.Answering("""{"requests":[],"page":{"total":1,"limit":0}}"""), new HurriedTime());

        await Assert.ThrowsAsync<UnreadableAnswerException>(
            () => SampleReaders.DrainAsync(client.Requests.ListAsync(new RequestQuery(), CancellationToken.None)));
    }

    [Fact]
    public async Task A_change_of_status_without_an_order_id_is_not_passed_over()
    {
        using CertCentralClient client = TestClient.Over(StubServer.Answering("""{"orders":[{"order_id":0,"status":"issued"}]}"""));

        await Assert.ThrowsAsync<UnreadableAnswerException>(
            () => client.Orders.GetStatusChangesAsync(TimeSpan.FromMinutes(1), CancellationToken.None));
    }

    private static Task<List<OrderSummary>> OrdersAsync(CertCentralClient client, int pageSize = 1000) =>
        SampleReaders.DrainAsync(client.Orders.ListAsync(new OrderQuery { PageSize = pageSize }, CancellationToken.None));

    private static int Offset(HttpRequestMessage request) => Number(request, "offset");

    private static int Number(HttpRequestMessage request, string name) => int.Parse(
        request.RequestUri!.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')).Single(pair => pair[0] == name)[1],
        CultureInfo.InvariantCulture);

    private static string Page(HttpRequestMessage request, int count, int total, int? offset = null)
    {
        int from = offset ?? Offset(request);
        int rows = Math.Clamp(count - from, 0, Number(request, "limit"));
        string list = string.Join(',', Enumerable.Range(from + 1, rows).Select(id => $$"""{"id":{{id}}}"""));
        return $$"""{"orders":[{{list}}],"page":{"total":{{total}},"limit":0} }""";
    }
}
