using System.Globalization;
using System.Net;
using CertCentral.Certificates;
using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Organizations;
using CertCentral.Requests;
using CertCentral.Tests.Wire;

namespace CertCentral.Tests.Lists;

public class CallTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 10)]
    [InlineData(10, 10)]
    [InlineData(25, 10)]
    [InlineData(2500, 1000)]
    public async Task A_list_gives_every_row_once_in_the_fewest_pages(int total, int pageSize)
    {
        var server = new StubServer(request => Page(request, total, total));
        using CertCentralClient client = TestClient.Over(server);

        List<OrderSummary> rows =
            await SampleReaders.DrainAsync(client.Orders.ListAsync(new OrderQuery { PageSize = pageSize }, CancellationToken.None));

        Assert.Equal(Enumerable.Range(1, total).Select(id => (long?)id), rows.Select(row => row.Id));
        Assert.Equal(Math.Max(1, (total + pageSize - 1) / pageSize), server.Calls.Count);
    }

    [Fact]
    public async Task A_list_is_read_no_further_than_asked()
    {
        var server = new StubServer(request => Page(request, 1000, 1000));
        using CertCentralClient client = TestClient.Over(server);

        int read = 0;
        await foreach (OrderSummary row in client.Orders.ListAsync(new OrderQuery { PageSize = 10 }, CancellationToken.None))
        {
            if (++read == 15)
            {
                break;
            }
        }

        Assert.Equal(2, server.Calls.Count);
    }

    [Theory]
    [InlineData("""{"orders":[{"id":1},{"id":2}]}""", 2)]
    [InlineData("""{"orders":[{"id":1},{"id":2}],"page":{"total":1}}""", 2)]
    [InlineData("""{"orders":{"0":{"id":1},"1":{"id":2}},"page":{"total":2}}""", 2)]
    [InlineData("""{"orders":[]}""", 0)]
    [InlineData("""{"orders":"","page":{"total":0}}""", 0)]
    [InlineData("""{"orders":{},"page":{"total":"0"}}""", 0)]
    public async Task A_server_that_repeats_a_page_for_ever_does_not_keep_the_list_going(string page, int expected)
    {
        using CertCentralClient client = TestClient.Over(StubServer.Answering(page));

        Assert.Equal(expected, (await SampleReaders.DrainAsync(client.Orders.ListAsync(new OrderQuery(), CancellationToken.None))).Count);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"orders":null}""")]
    [InlineData("""{"orders":[{"id":1},null]}""")]
    public async Task A_list_that_cannot_be_read_does_not_look_empty(string page)
    {
        using CertCentralClient client = TestClient.Over(StubServer.Answering(page));

        await Assert.ThrowsAsync<UnreadableAnswerException>(
            () => SampleReaders.DrainAsync(client.Orders.ListAsync(new OrderQuery(), CancellationToken.None)));
    }

    [Fact]
    public async Task Filters_are_escaped_and_named_as_the_API_wants()
    {
        var server = StubServer.Answering("""{"orders":[]}""");
        using CertCentralClient client = TestClient.Over(server);
        var query = new OrderQuery
        {
            Statuses = ["issued", "pending"],
            Email = "a+b@x.example",
            Search = "%Müller",
            CreatedFrom = new DateTime(2026, 1, 2),
            ValidTillTo = new DateTime(2027, 3, 4),
            Filters = new Dictionary<string, string> { ["metadata_id"] = "7" },
            PageSize = 5,
        };

        await SampleReaders.DrainAsync(client.Orders.ListAsync(query, CancellationToken.None));

        Assert.Equal(
            "/services/v2/order/certificate?filters[status][0]=issued&filters[status][1]=pending&filters[email]=a+b@x.example"
            + "&filters[search]=%Müller"
            + "&filters[date_created]=2026-01-02...2099-12-31&filters[valid_till]=2000-01-01...2027-03-04&filters[metadata_id]=7"
            + "&sort=order_id&limit=5&offset=0",
            Uri.UnescapeDataString(server.Calls[0].PathAndQuery));
        Assert.Contains("filters%5Bemail%5D=a%2Bb%40x.example", server.Calls[0].PathAndQuery, StringComparison.Ordinal);
        Assert.Contains("%25M%C3%BCller", server.Calls[0].PathAndQuery, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "?seconds=1")]
    [InlineData(59.2, "?minutes=1")]
    [InlineData(90, "?minutes=1&seconds=30")]
    [InlineData(604800, "?minutes=10080")]
    public async Task Status_changes_are_asked_in_minutes_and_seconds(double seconds, string query)
    {
        var server = StubServer.Answering(Samples.Text("order-status-changes.none.json"));
        using CertCentralClient client = TestClient.Over(server);

        Assert.Empty(await client.Orders.GetStatusChangesAsync(TimeSpan.FromSeconds(seconds), CancellationToken.None));

        Assert.EndsWith("/order/certificate/status-changes" + query, Assert.Single(server.Calls).PathAndQuery, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(604801)]
    public async Task A_window_of_status_changes_outside_its_bounds_is_refused_before_sending(int seconds)
    {
        var server = StubServer.Answering("{}");
        using CertCentralClient client = TestClient.Over(server);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => client.Orders.GetStatusChangesAsync(TimeSpan.FromSeconds(seconds), CancellationToken.None));
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Each_call_has_its_method_path_and_body()
    {
        var server = new StubServer(_ => StubServer.Answer("", HttpStatusCode.NoContent));
        using CertCentralClient client = TestClient.Over(server);
        CancellationToken stop = CancellationToken.None;

        await client.Orders.UpdateCsrAsync(9, "-----BEGIN X-----\r\nAB\nCD\n-----END X-----\r\n", stop);
        await client.Orders.SetAdditionalEmailsAsync(9, ["a@x.example"], stop);
        await client.Orders.SetAdditionalEmailsAsync(9, [], stop);
        await client.Orders.SetUserAccessAsync(9, [880190], stop);
        await client.Orders.SetRenewalMessageAsync(9, "Ask Ida", stop);
        await client.Orders.SetRenewalEmailsAsync(9, false, stop);
        await client.Orders.AddNoteAsync(9, "Größe", stop);
        await client.Orders.ResendEmailsAsync(9, stop);
        await client.Requests.ApproveAsync(5, "yes", stop);
        await client.Requests.RejectAsync(6, null, stop);
        await Record.ExceptionAsync(() => client.Certificates.DownloadAsync(3, "pem_all", stop));
        await Record.ExceptionAsync(() => client.Certificates.DownloadByOrderAsync(4, "p7b", stop));
        await Record.ExceptionAsync(() => client.Certificates.GetChainAsync(3, stop));
        await Record.ExceptionAsync(() => client.Products.GetAsync("a/b?c", stop));
        await Record.ExceptionAsync(() => client.Products.GetAsync("ds_org", 44120, stop));
        await Record.ExceptionAsync(() => client.Products.ListAsync(stop));
        await Record.ExceptionAsync(() => client.Products.GetLimitsAsync(44120, stop));
        await Record.ExceptionAsync(() => client.Organizations.GetValidationAsync(8, stop));
        await Record.ExceptionAsync(() => SampleReaders.DrainAsync(client.Organizations.ListAsync(stop)));
        await Record.ExceptionAsync(() => client.Organizations.CreateAsync(new OrganizationRequest { Name = "Ny AS" }, stop));
        await client.Organizations.SetContactsAsync(
            8, new OrganizationContacts { Contacts = [new OrganizationContact { Email = "a@x.example" }] }, stop);
        await client.Organizations.SubmitValidationAsync(
            8, new OrganizationValidations { Validations = [new OrganizationValidation { Type = "ds" }] }, stop);
        await Record.ExceptionAsync(() => SampleReaders.DrainAsync(client.Users.ListAsync(stop)));
        await Record.ExceptionAsync(() => client.Users.GetAuthorizationsAsync(stop));
        await Record.ExceptionAsync(() => SampleReaders.DrainAsync(client.Containers.ListAsync(stop)));
        await Record.ExceptionAsync(() => client.Containers.GetAsync(44131, stop));
        await Record.ExceptionAsync(
            () => SampleReaders.DrainAsync(client.Requests.ListAsync(new RequestQuery { Status = "pending" }, stop)));

        Assert.Equal(
            [
                ("POST", "order/certificate/9/csr", """{"csr":"-----BEGIN X-----ABCD-----END X-----"}"""),
                ("PUT", "order/certificate/9/additional-emails", """{"additional_emails":["a@x.example"]}"""),
                ("PUT", "order/certificate/9/additional-emails", """{"additional_emails":[]}"""),
                ("PUT", "order/certificate/9/user-access", """{"user_id_assignments":["880190"]}"""),
                ("PUT", "order/certificate/9/custom-renewal-message", """{"custom_renewal_message":"Ask Ida"}"""),
                ("PUT", "order/certificate/9/renewal-emails/disable", ""),
                ("POST", "order/certificate/9/note", """{"text":"Größe"}"""),
                ("PUT", "order/certificate/9/resend-emails", ""),
                ("PUT", "request/5/status", """{"status":"approved","processor_comment":"yes"}"""),
                ("PUT", "request/6/status", """{"status":"rejected"}"""),
                ("GET", "certificate/3/download/format/pem_all", ""),
                ("GET", "certificate/download/order/4/format/p7b", ""),
                ("GET", "certificate/3/chain", ""),
                ("GET", "product/a%2Fb%3Fc", ""),
                ("GET", "product/ds_org?container_id=44120", ""),
                ("GET", "product", ""),
                ("GET", "container/44120/product-limits", ""),
                ("GET", "organization/8/validation", ""),
                ("GET", "organization?include_validation=true&limit=1000&offset=0", ""),
                ("POST", "organization", """{"name":"Ny AS"}"""),
                ("PUT", "organization/8/contact", """{"contacts":[{"email":"a@x.example"}]}"""),
                ("POST", "organization/8/validation", """{"validations":[{"type":"ds"}]}"""),
                ("GET", "user?limit=1000&offset=0", ""),
                ("GET", "authorization", ""),
                ("GET", "container?limit=1000&offset=0", ""),
                ("GET", "container/44131", ""),
                ("GET", "request?status=pending&limit=1000&offset=0", ""),
            ],
            server.Calls.Select(
                call => (call.Method, call.PathAndQuery.Replace("/services/v2/", "", StringComparison.Ordinal), call.Body)));
    }

    [Theory]
    [InlineData("application/x-pem-file", "-----BEGIN CERTIFICATE-----\r\n", true)]
    [InlineData("application/zip", "PK\u0003\u0004", true)]
    [InlineData("text/html", "<html>", false)]
    [InlineData("application/x-pem-file", " \r\n<!doctype html>", false)]
    [InlineData("application/json", """{"errors":[]}""", false)]
    [InlineData("application/x-pem-file", "", false)]
    public async Task A_download_is_given_as_it_came_unless_it_is_no_certificate(string mediaType, string body, bool isGood)
    {
        using CertCentralClient client = TestClient.Over(new StubServer(_ => StubServer.Answer(body, HttpStatusCode.OK, mediaType)));

        Task<CertificateDownload> download = client.Certificates.DownloadAsync(3, "pem_all", CancellationToken.None);

        if (isGood)
        {
            Assert.Equal(System.Text.Encoding.UTF8.GetBytes(body), (await download).Content);
            Assert.Equal(mediaType, (await download).MediaType);
        }
        else
        {
            await Assert.ThrowsAsync<UnreadableAnswerException>(() => download);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../user/me")]
    [InlineData("pem all")]
    public async Task A_format_that_is_no_word_is_refused(string format)
    {
        using CertCentralClient client = TestClient.Over(StubServer.Answering("{}"));

        await Assert.ThrowsAsync<ArgumentException>(() => client.Certificates.DownloadAsync(3, format, CancellationToken.None));
    }

    private static HttpResponseMessage Page(HttpRequestMessage request, int total, int told)
    {
        var query = request.RequestUri!.Query.TrimStart('?').Split('&').Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        int offset = int.Parse(query["offset"], CultureInfo.InvariantCulture);
        int limit = int.Parse(query["limit"], CultureInfo.InvariantCulture);
        IEnumerable<string> rows =
            Enumerable.Range(offset, Math.Max(0, Math.Min(limit, total - offset))).Select(id => $$"""{"id":{{id + 1}}}""");
        return StubServer.Answer($$"""{"page":{"total":{{told}},"limit":0,"offset":{{offset}} },"orders":[{{string.Join(',', rows)}}]}""");
    }
}
