using CertCentral.Errors;

namespace CertCentral.Tests.Transport;

/// <summary>By which method a CSR is changed is not documented: the other one is tried once where that can do no harm.</summary>
public class CsrMethodTests
{
    private const string NoRoute = """{"errors":[{"code":"not_found|route","message":"There is no such route."}]}""";
    private const string NoMethod = """{"errors":[{"code":"method_not_allowed","message":"Not by this method."}]}""";
    private const string NoOrder = """{"errors":[{"code":"not_found|order","message":"There is no such order."}]}""";
    private const string Refused = """{"errors":[{"code":"invalid_value|order.status","message":"It is issued."}]}""";
    private const string Page = "<html><title>405</title></html>";

    [Theory]
    [InlineData("404 Not Found", "application/json", NoRoute)]
    [InlineData("404 Not Found", "text/html", Page)]
    [InlineData("405 Method Not Allowed", "application/json", NoMethod)]
    [InlineData("405 Method Not Allowed", "text/html", Page)]
    [InlineData("405 Method Not Allowed", "text/plain", "")]
    public async Task A_server_that_does_not_know_the_POST_gets_the_same_CSR_by_PUT(string status, string mediaType, string body)
    {
        await using var server =
            new RawServer(turn => turn == 1 ? RawReply.Of(status, mediaType, body) : RawReply.Of("200 OK", "application/json", ""));
        using CertCentralClient client = Client(server);

        await UpdateAsync(client);

        Assert.Equal(["POST", "PUT"], Methods(server));
        Assert.All(server.Calls, call =>
        {
            Assert.Contains(" /services/v2/order/certificate/9/csr HTTP/1.1", call, StringComparison.Ordinal);
            Assert.EndsWith("\r\n\r\n{\"csr\":\"X\"}", call, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("404 Not Found", NoOrder)]
    [InlineData("400 Bad Request", Refused)]
    [InlineData("500 Internal Server Error", NoRoute)]
    [InlineData("403 Forbidden", """{"errors":[{"code":"access_denied","message":"x"}]}""")]
    public async Task An_answer_that_knows_the_POST_ends_it(string status, string body)
    {
        await using var server = new RawServer(_ => RawReply.Json(body, status));
        using CertCentralClient client = Client(server);

        await Assert.ThrowsAnyAsync<CertCentralException>(() => UpdateAsync(client));

        Assert.Equal(["POST"], Methods(server));
    }

    [Fact]
    public async Task The_refusal_of_the_PUT_counts_where_the_server_itself_does_not_know_the_POST()
    {
        await using var server = new RawServer(
            turn => turn == 1 ? RawReply.Json(NoRoute, "404 Not Found") : RawReply.Json(Refused, "400 Bad Request"));
        using CertCentralClient client = Client(server);

        CallRefusedException exception = await Assert.ThrowsAsync<CallRefusedException>(() => UpdateAsync(client));

        Assert.Equal("PUT", exception.Method);
    }

    [Fact]
    public async Task A_refused_PUT_after_a_gateway_s_answer_leaves_the_doubt()
    {
        // The POST may have been carried out behind the gateway, and the PUT be refused because the order moved on with it.
        await using var server = new RawServer(turn => turn == 1
            ? RawReply.Of("405 Method Not Allowed", "text/html", Page)
            : RawReply.Json(Refused, "400 Bad Request"));
        using CertCentralClient client = Client(server);

        UnreadableAnswerException exception = await Assert.ThrowsAsync<UnreadableAnswerException>(() => UpdateAsync(client));

        Assert.Equal(("POST", null), (exception.Method, exception.Executed));
    }

    [Fact]
    public async Task Where_neither_method_is_known_each_is_tried_once()
    {
        await using var server = new RawServer(_ => RawReply.Json(NoRoute, "404 Not Found"));
        using CertCentralClient client = Client(server);

        NotFoundException exception = await Assert.ThrowsAsync<NotFoundException>(() => UpdateAsync(client));

        Assert.Equal("POST", exception.Method);
        Assert.Equal(["POST", "PUT"], Methods(server));
    }

    private static Task UpdateAsync(CertCentralClient client) => client.Orders.UpdateCsrAsync(9, "X", CancellationToken.None);

    private static IEnumerable<string> Methods(RawServer server) => server.Calls.Select(call => call.Split(' ')[0]);

    private static CertCentralClient Client(RawServer server) =>
        new(new CertCentralOptions { ApiKey = TestClient.ApiKey, BaseUri = server.BaseUri, MaxAttempts = 1 });
}
