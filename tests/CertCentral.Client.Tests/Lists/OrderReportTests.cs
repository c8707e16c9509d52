using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Tests.Transport;

namespace CertCentral.Tests.Lists;

/// <summary>The order report is one more witness: not there, whole, or an error, and never "none" by mistake.</summary>
public class OrderReportTests
{
    private const string Head = "\"order_id\",\"date_created\",\"status\",\"common_name\",\"email\",\"csr\",\"added_later\"\r\n";

    private const string Row = "\"7\",\"2026-11-03 09:14:52\",\"pending\",\"Berg, \"\"Mira\"\"\",\"mira@x.example\","
        + "\"-----BEGIN CERTIFICATE REQUEST-----\r\nAB\r\nCD\r\n-----END CERTIFICATE REQUEST-----\r\n\",\"new\"\r\n";

    [Fact]
    public async Task A_report_is_read_with_line_breaks_quotes_and_columns_that_nobody_knows()
    {
        await using RawServer server = Csv(turn => turn == 1 ? Head + Row + "8,,issued,Ås,,,\n" : Head);
        using CertCentralClient client = Client(server);

        OrderReport report = (await client.Orders.GetReportAsync(new OrderReportQuery(), CancellationToken.None))!;

        Assert.Equal(
            ["order_id", "date_created", "status", "common_name", "email", "csr", "added_later"], report.Columns);
        Assert.Equal([7L, 8], report.Rows.Select(row => row.OrderId));
        OrderReportRow first = report.Rows[0];
        Assert.Equal(("pending", "Berg, \"Mira\"", "mira@x.example"), (first.Status, first.CommonName, first.Email));
        Assert.Equal(
            "-----BEGIN CERTIFICATE REQUEST-----\r\nAB\r\nCD\r\n-----END CERTIFICATE REQUEST-----", first.Csr);
        Assert.Equal(new WireMoment(new DateTimeOffset(2026, 11, 3, 9, 14, 52, TimeSpan.Zero), HasZone: false), first.DateCreated);
        Assert.Equal("new", first["Added_Later"]);
        Assert.Equal(("Ås", null, null, null), (report.Rows[1].CommonName, report.Rows[1].Email, report.Rows[1].Csr, first["nothing"]));
    }

    [Theory]
    [InlineData("order_id,csr\n7,x\n", false, true)]
    [InlineData("order_id,email,csr,email\n7,x,y,z\n", false, true)]
    [InlineData("ORDER_ID,Email\n7,x\n", true, false)]
    public async Task A_column_that_is_missing_or_doubtful_is_told_apart_from_an_empty_one(string text, bool email, bool csr)
    {
        await using RawServer server = Csv(_ => text);
        using CertCentralClient client = Client(server);

        OrderReport report = (await client.Orders.GetReportAsync(new OrderReportQuery(), CancellationToken.None))!;

        Assert.Equal((email, csr), (report.Has("email"), report.Has("csr")));
        Assert.Equal((email, csr), (report.Rows[0].Email is not null, report.Rows[0].Csr is not null));
    }

    [Fact]
    public async Task A_report_is_whole_when_a_further_call_brings_nothing_new()
    {
        string[] pages = ["order_id\n1\n2\n", "order_id\n3\n", "order_id\n3\n"];
        await using RawServer server = Csv(turn => pages[turn - 1]);
        using CertCentralClient client = Client(server);
        var query = new OrderReportQuery
        {
            ProductNameId = "ds_org_individual",
            CreatedFrom = new DateTime(2026, 1, 2),
            Statuses = ["pending"],
            PageSize = 2,
        };

        OrderReport report = (await client.Orders.GetReportAsync(query, CancellationToken.None))!;

        Assert.Equal([1L, 2, 3], report.Rows.Select(row => row.OrderId));
        string[] lines = [.. server.Calls.Select(call => Uri.UnescapeDataString(call.Split("\r\n")[0]))];
        Assert.Equal(
            new[] { 0, 2, 3 }.Select(offset => "GET /services/v2/report/order?filters[status]=pending"
                + "&filters[product_name_id]=ds_org_individual&filters[date_created]=2026-01-02...2099-12-31"
                + $"&limit=2&offset={offset} HTTP/1.1"),
            lines);
        Assert.All(server.Calls, call => Assert.Contains("Accept: text/csv", call, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("not_found|route")]
    [InlineData("not_found")]
    public async Task A_server_without_the_report_is_an_answer_and_no_fault(string code)
    {
        await using var server = new RawServer(
            _ => RawReply.Json($$"""{"errors":[{"code":"{{code}}","message":"There is none."}]}""", "404 Not Found"));
        using CertCentralClient client = Client(server);

        Assert.Null(await client.Orders.GetReportAsync(new OrderReportQuery(), CancellationToken.None));
    }

    [Theory]
    [InlineData("404 Not Found", "text/html", "<html><title>404</title></html>")]
    [InlineData("404 Not Found", "application/json", "{}")]
    [InlineData("404 Not Found", "application/json", """{"errors":[{"code":"not_found|container","message":"x"}]}""")]
    [InlineData("403 Forbidden", "application/json", """{"errors":[{"code":"access_denied","message":"x"}]}""")]
    [InlineData("200 OK", "text/html", "<html></html>")]
    [InlineData("200 OK", "text/csv", "")]
    [InlineData("200 OK", "text/csv", "\r\n")]
    [InlineData("200 OK", "application/json", """{"orders":[]}""")]
    [InlineData("200 OK", "text/csv", "email,csr\n")]
    [InlineData("200 OK", "text/csv", "order_id,order_id\n1,1\n")]
    [InlineData("200 OK", "text/csv", "order_id,email\n0,x\n")]
    [InlineData("200 OK", "text/csv", "order_id,email\nx,y\n")]
    [InlineData("200 OK", "text/csv", "order_id,email\n7\n")]
    [InlineData("200 OK", "text/csv", "order_id,email\n7,x,y\n")]
    [InlineData("200 OK", "text/csv", "order_id,email\n\"7\",\"mira@")]
    [InlineData("200 OK", "text/csv", "order_id,email\n\"7\"x,y\n")]
    public async Task What_is_no_whole_report_is_an_error(string status, string mediaType, string body)
    {
        await using var server = new RawServer(_ => RawReply.Of(status, mediaType, body));
        using CertCentralClient client = Client(server);

        await Assert.ThrowsAnyAsync<CertCentralException>(
            () => client.Orders.GetReportAsync(new OrderReportQuery(), CancellationToken.None));
    }

    [Theory]
    [InlineData("404 Not Found", "application/json", """{"errors":[{"code":"not_found|route","message":"x"}]}""")]
    [InlineData("200 OK", "text/csv", "order_id,csr\n2,x\n")]
    public async Task A_report_that_changes_in_the_middle_is_an_error(string status, string mediaType, string body)
    {
        await using var server =
            new RawServer(turn => turn == 1 ? RawReply.Of("200 OK", "text/csv", "order_id\n1\n") : RawReply.Of(status, mediaType, body));
        using CertCentralClient client = Client(server);

        await Assert.ThrowsAnyAsync<CertCentralException>(
            () => client.Orders.GetReportAsync(new OrderReportQuery(), CancellationToken.None));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_001)]
    public async Task A_page_of_a_report_has_bounds(int size)
    {
        await using RawServer server = Csv(_ => Head);
        using CertCentralClient client = Client(server);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => client.Orders.GetReportAsync(new OrderReportQuery { PageSize = size }, CancellationToken.None));
        Assert.Empty(server.Calls);
    }

    private static RawServer Csv(Func<int, string> page) => new(turn => RawReply.Of("200 OK", "text/csv", page(turn)));

    private static CertCentralClient Client(RawServer server) =>
        new(new CertCentralOptions { ApiKey = TestClient.ApiKey, BaseUri = server.BaseUri, MaxAttempts = 1 });
}
