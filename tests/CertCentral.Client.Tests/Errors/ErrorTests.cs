using System.Net;
using System.Security;
using CertCentral.Errors;
using CertCentral.Orders;

namespace CertCentral.Tests.Errors;

public class ErrorTests
{
    [Theory]
    [InlineData("error.400.invalid-csr.json", 400, typeof(CallRefusedException), "csr_invalid_cannot_parse", "could not be read")]
    [InlineData(
        "error.400.multiple.json", 400, typeof(CallRefusedException), "missing_parameter|subject.surname", "years must be 1 to 3")]
    [InlineData(
        "error.403.invalid-key.json",
        403,
        typeof(ApiKeyRefusedException),
        "access_denied|access_denied_invalid_key",
        "does not accept the API key")]
    [InlineData(
        "error.403.invalid-key.json",
        401,
        typeof(ApiKeyRefusedException),
        "access_denied|access_denied_invalid_key",
        "does not accept the API key")]
    [InlineData(
        "error.403.missing-permission.json", 403, typeof(PermissionDeniedException), "access_denied|missing_permission", "may not do this")]
    [InlineData("error.404.order.json", 404, typeof(NotFoundException), "not_found|order", "no such order")]
    [InlineData("error.429.rate-limit.json", 429, typeof(RateLimitedException), "request_limit_exceeded", "too many calls")]
    [InlineData("error.odd.errors-as-object.json", 404, typeof(NotFoundException), "not_found|route", "no such route")]
    [InlineData("error.odd.single-error.json", 500, typeof(ServerFaultException), "internal_error", "Made-up text")]
    public async Task An_error_sample_gives_its_exception(string name, int status, Type type, string code, string message)
    {
        CertCentralException exception = await FailAsync(StubServer.Answer(Samples.Text(name), (HttpStatusCode)status));

        Assert.IsType(type, exception);
        Assert.Equal(status, exception.StatusCode);
        Assert.Equal(code, exception.Errors[0].Code);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(("POST", "order/certificate/ds_org_individual", 1), (exception.Method, exception.Route, exception.Attempts));
    }

    /// <summary>A status, and how the message for an order begins; then come the server's words and the route.</summary>
    [Theory]
    [InlineData(404, "Order 271400871 was not found; check the id.")]
    [InlineData(403, "The user of this API key may not do this with order 271400871;")]
    [InlineData(401, "CertCentral does not accept the API key;")]
    [InlineData(400, "CertCentral refused the call with order 271400871 and did nothing.")]
    [InlineData(429, "CertCentral's call limit is exceeded and nothing was done;")]
    [InlineData(500, "CertCentral has a fault; try again later.")]
    public async Task A_message_begins_with_what_an_administrator_must_know(int status, string start)
    {
        const string end = $"GET order/certificate/{{order_id}} with HTTP ";
        using CertCentralClient client = TestClient.Over(
            new StubServer(_ => StubServer.Answer("""{"errors":[{"code":"a|b","message":"Words."}]}""", (HttpStatusCode)status)),
            maxAttempts: 1);

        CertCentralException exception =
            await Assert.ThrowsAnyAsync<CertCentralException>(() => client.Orders.GetAsync(271400871, CancellationToken.None));

        Assert.StartsWith(start, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith($"{end}{status}: Words. [a|b]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_found_is_named()
    {
        using CertCentralClient client =
            TestClient.Over(StubServer.Answering(Samples.Text("error.404.order.json"), HttpStatusCode.NotFound), maxAttempts: 1);
        Func<Task>[] calls =
        [
            () => client.Requests.GetAsync(5, CancellationToken.None),
            () => client.Certificates.DownloadAsync(6, "pem_all", CancellationToken.None),
            () => client.Certificates.DownloadByOrderAsync(7, "pem_all", CancellationToken.None),
            () => client.Products.GetAsync("ds_org_individual", CancellationToken.None),
            () => client.Organizations.GetAsync(8, CancellationToken.None),
        ];
        var starts = new List<string>();
        foreach (Func<Task> call in calls)
        {
            starts.Add((await Assert.ThrowsAsync<NotFoundException>(call)).Message.Split(" was not found;")[0]);
        }

        Assert.Equal(["Request 5", "Certificate 6", "Order 7", "Product ds_org_individual", "Organization 8"], starts);
    }

    [Fact]
    public async Task A_gateway_page_gives_its_heading_and_a_warning_about_the_order()
    {
        CertCentralException exception =
            await FailAsync(StubServer.Answer(Samples.Text("error.503.gateway.html"), HttpStatusCode.ServiceUnavailable, "text/html"));

        Assert.IsType<ServerFaultException>(exception);
        Assert.Empty(exception.Errors);
        Assert.Null(exception.Executed);
        Assert.Contains("\"503: Service is unavailable\"", exception.Message, StringComparison.Ordinal);
        Assert.Contains("look for its effect in CertCentral before you send it again", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"errors":["one","two"]}""", new[] { "one", "two" })]
    [InlineData("""{"errors":"plain text"}""", new[] { "plain text" })]
    [InlineData("""{"error":"plain text"}""", new[] { "plain text" })]
    [InlineData("""{"errors":{"0":{"code":"a","message":"b"}}}""", new[] { "b [a]" })]
    [InlineData("""{"message":"only this"}""", new[] { "only this" })]
    [InlineData("""{"errors":[]}""", new string[0])]
    [InlineData("""{"errors":[{"code":7}]}""", new[] { "7" })]
    [InlineData("[]", new string[0])]
    [InlineData("not json", new string[0])]
    public async Task Errors_are_read_in_every_form(string body, string[] expected)
    {
        CertCentralException exception = await FailAsync(StubServer.Answer(body, HttpStatusCode.BadRequest));

        Assert.Equal(expected, exception.Errors.Select(error => error.ToString()));
        Assert.EndsWith(
            expected.Length == 0 ? "no reason was given" : string.Join(" ", expected),
            exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_is_of_bounded_length_and_one_line()
    {
        string text = string.Concat(Enumerable.Repeat("long\\r\\nstory ", 2000));

        CertCentralException exception =
            await FailAsync(StubServer.Answer($$"""{"errors":[{"code":"a","message":"{{text}}"}]}""", HttpStatusCode.BadRequest));

        Assert.InRange(exception.Message.Length, 100, 800);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [InlineData("application/json", """{"errors":[{"code":"KEY","message":"the key KEY and card 4111 1111-11111111, cvv 987 of 9870"}]}""")]
    [InlineData("text/html", "<title>KEY 4111111111111111 987</title>")]
    public async Task A_server_that_quotes_secrets_is_not_quoted(string mediaType, string body)
    {
        body = body.Replace("KEY", TestClient.Key, StringComparison.Ordinal);
        var observed = new Observed();
        var server = new StubServer(_ => StubServer.Answer(body, HttpStatusCode.BadRequest, mediaType));
        using CertCentralClient owner = TestClient.Over(server);
        using CertCentralClient client = owner.WithObserver(observed);
        var card = new CreditCard { Number = Secret.Of("4111111111111111"), Cvv = Secret.Of("987") };

        CertCentralException exception = await Assert.ThrowsAnyAsync<CertCentralException>(
            () => client.Orders.CreateAsync(new OrderRequest { CreditCard = card }, CancellationToken.None));

        Assert.Contains("4111111111111111", Assert.Single(server.Calls).Body, StringComparison.Ordinal);
        string told = exception + string.Concat(exception.Errors) + string.Concat(observed.Traces);
        Assert.Contains("(API key)", told, StringComparison.Ordinal);
        Assert.DoesNotContain(TestClient.Key, told, StringComparison.Ordinal);
        Assert.DoesNotContain("1111", told, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b987\b", told);
    }

    [Fact]
    public void The_key_shows_itself_to_nobody()
    {
        using ApiKey key = TestClient.ApiKey;

        Assert.Equal("(API key)", key.ToString());
        Assert.Empty(typeof(ApiKey).GetProperties());
        Assert.DoesNotContain(
            typeof(ApiKey).GetMethods(),
            method => method.ReturnType == typeof(SecureString) || (method.ReturnType == typeof(string) && method.Name != "ToString"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("ends in a line break\n")]
    [InlineData("ключ")]
    public void A_key_that_no_header_can_carry_is_refused_without_being_shown(string text)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => ApiKey.From(Secret.Of(text)));

        Assert.True(text.Length == 0 || !exception.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_observer_that_fails_does_not_cost_the_order()
    {
        var observed = new Observed { Waiting = _ => throw new InvalidOperationException() };
        using CertCentralClient owner = TestClient.Over(StubServer.Answering("""{"id":7}"""));
        using CertCentralClient client = owner.WithObserver(new Thrower());

        Assert.Equal(7, (await client.Orders.CreateAsync(new OrderRequest(), CancellationToken.None)).Id);
        Assert.Empty(observed.Waits);
    }

    [Fact]
    public async Task A_copy_with_its_own_observer_does_not_end_the_client()
    {
        using CertCentralClient owner = TestClient.Over(StubServer.Answering("""{"id":7}"""));
        owner.WithObserver(new Observed()).Dispose();

        Assert.Equal(7, (await owner.Users.GetMeAsync(CancellationToken.None)).Id);
    }

    private static async Task<CertCentralException> FailAsync(HttpResponseMessage answer)
    {
        using CertCentralClient client = TestClient.Over(new StubServer(_ => answer), maxAttempts: 1);
        return await Assert.ThrowsAnyAsync<CertCentralException>(
            () => client.Orders.CreateAsync(new OrderRequest(), CancellationToken.None));
    }

    private sealed class Thrower : ICallObserver
    {
        public void OnCompleted(CallTrace trace) => throw new InvalidOperationException();

        public void OnWaiting(CallWait wait) => throw new InvalidOperationException();

        public void OnWarning(string message) => throw new InvalidOperationException();
    }
}
