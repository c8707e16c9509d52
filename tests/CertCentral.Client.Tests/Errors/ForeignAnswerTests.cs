using System.Net;
using CertCentral.Errors;
using CertCentral.Orders;

namespace CertCentral.Tests.Errors;

/// <summary>Only the API's own words are the API's no. A gateway that answers may do so after the order was placed.</summary>
public class ForeignAnswerTests
{
    private const string Page = "<html><head><title>Blocked</title></head><body><h1>Access denied</h1></body></html>";

    public static TheoryData<int, string, string> Foreign()
    {
        var answers = new TheoryData<int, string, string>();
        foreach (int status in new[] { 400, 401, 403, 404, 405, 406, 409, 410, 413, 418, 422, 429, 451, 499 })
        {
            answers.Add(status, Page, "text/html");
            answers.Add(status, Page, "application/json");
            answers.Add(status, "", "application/json");
            answers.Add(status, "Forbidden", "text/plain");
            answers.Add(status, "{}", "application/json");
            answers.Add(status, """{"errors":[]}""", "application/json");
            answers.Add(status, """{"message":"Forbidden"}""", "application/json");
            answers.Add(status, """{"code":"forbidden","message":"x"}""", "application/json");
            answers.Add(status, """{"timestamp":1,"status":404,"error":"Not Found","path":"/x"}""", "application/json");
            answers.Add(status, """{"error":{"code":403,"message":"x","status":"PERMISSION_DENIED"}}""", "application/json");
            answers.Add(status, """{"errors":[{"code":1020,"message":"Access denied"}],"success":false}""", "application/json");
            answers.Add(status, """{"errors":[{"code":"bad_req""", "application/json");
        }

        return answers;
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_foreign_no_to_an_order_leaves_it_in_doubt_and_is_not_sent_again(int status, string body, string mediaType)
    {
        var server = new StubServer(_ => StubServer.Answer(body, (HttpStatusCode)status, mediaType));
        using CertCentralClient client = TestClient.Over(server, new HurriedTime());

        UnreadableAnswerException exception = await Assert.ThrowsAsync<UnreadableAnswerException>(
            () => client.Orders.CreateAsync(new OrderRequest(), CancellationToken.None));

        Assert.Null(exception.Executed);
        Assert.Equal(status, exception.StatusCode);
        Assert.Single(server.Calls);
        Assert.Contains("look for its effect in CertCentral before you send it again", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("does not accept the API key", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_foreign_no_says_nothing_of_an_order_that_is_asked_for(int status, string body, string mediaType)
    {
        var server = new StubServer(_ => StubServer.Answer(body, (HttpStatusCode)status, mediaType));
        using CertCentralClient client = TestClient.Over(server, new HurriedTime());

        CertCentralException exception =
            await Assert.ThrowsAnyAsync<CertCentralException>(() => client.Orders.GetAsync(7, CancellationToken.None));

        Assert.IsType(status == 429 ? typeof(RateLimitedException) : typeof(UnreadableAnswerException), exception);
        Assert.Null(exception.Executed);
        Assert.Equal(status == 429 ? 4 : 1, server.Calls.Count);
        Assert.DoesNotContain("nothing was done", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_429_holds_back_the_next_call_as_the_API_s_own_does()
    {
        var time = new HurriedTime();
        int calls = 0;
        var server = new StubServer(_ => StubServer.Answer(
            calls++ == 0 ? Page : """{"id":7}""", calls == 1 ? HttpStatusCode.TooManyRequests : HttpStatusCode.OK));
        using CertCentralClient client = TestClient.Over(server, time);
        DateTimeOffset start = time.GetUtcNow();

        await Assert.ThrowsAsync<UnreadableAnswerException>(
            () => client.Orders.CreateAsync(new OrderRequest(), CancellationToken.None));
        await client.Users.GetMeAsync(CancellationToken.None);

        Assert.True(time.GetUtcNow() - start >= TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("""{"errors":[{"code":"request_limit_exceeded","message":"x"}]}""", 2)]
    [InlineData("""{"error":{"code":"request_limit_exceeded"}}""", 1)]
    [InlineData("""{"errors":{"0":{"code":"request_limit_exceeded"}}}""", 2)]
    [InlineData("""{"error":"Too many requests"}""", 1)]
    public async Task An_order_is_sent_again_only_after_a_429_with_a_code_of_the_API(string body, int sent)
    {
        var server = new StubServer(_ => StubServer.Answer(body, HttpStatusCode.TooManyRequests));
        using CertCentralClient client = TestClient.Over(server, new HurriedTime(), maxAttempts: 2);

        CertCentralException exception = await Assert.ThrowsAnyAsync<CertCentralException>(
            () => client.Orders.CreateAsync(new OrderRequest(), CancellationToken.None));

        Assert.Equal(sent, server.Calls.Count);
        Assert.Equal(sent == 2 ? false : null, exception.Executed);
    }

    [Theory]
    [InlineData("""{"errors":[{"code":"bad_request_format","message":"x"}]}""")]
    [InlineData("""{"errors":{"code":"not_found|route","message":"x"}}""")]
    [InlineData("""{"errors":{"0":{"code":"missing_parameter|subject.surname"}}}""")]
    public async Task The_API_s_own_no_with_a_code_is_final(string body)
    {
        using CertCentralClient client = TestClient.Over(StubServer.Answering(body, HttpStatusCode.BadRequest));

        CallRefusedException exception = await Assert.ThrowsAsync<CallRefusedException>(
            () => client.Orders.CreateAsync(new OrderRequest(), CancellationToken.None));

        Assert.True(exception.Executed);
    }

    /// <summary>Where nothing is bought, a form that only sister products have will do.</summary>
    [Theory]
    [InlineData("""{"error":{"code":"internal_error","message":"x"}}""")]
    [InlineData("""{"errors":"plain text"}""")]
    [InlineData("""{"errors":["plain text"]}""")]
    [InlineData("""{"error":"plain text"}""")]
    public async Task A_no_in_another_form_leaves_an_order_in_doubt_and_answers_a_question(string body)
    {
        using CertCentralClient client = TestClient.Over(StubServer.Answering(body, HttpStatusCode.BadRequest));

        UnreadableAnswerException doubt = await Assert.ThrowsAsync<UnreadableAnswerException>(
            () => client.Orders.CreateAsync(new OrderRequest(), CancellationToken.None));
        CallRefusedException no =
            await Assert.ThrowsAsync<CallRefusedException>(() => client.Orders.GetAsync(7, CancellationToken.None));

        Assert.Null(doubt.Executed);
        Assert.True(no.Executed);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("\"0\"")]
    [InlineData("null")]
    public async Task A_reply_with_an_id_that_no_object_has_cannot_be_believed(string id)
    {
        using CertCentralClient client = TestClient.Over(StubServer.Answering($$"""{"id":{{id}},"status":"pending"}"""));
        Func<Task>[] calls =
        [
            () => client.Orders.CreateAsync(new OrderRequest(), CancellationToken.None),
            () => client.Orders.GetAsync(7, CancellationToken.None),
            () => client.Requests.GetAsync(7, CancellationToken.None),
            () => client.Organizations.GetAsync(7, CancellationToken.None),
            () => client.Users.GetMeAsync(CancellationToken.None),
        ];

        foreach (Func<Task> call in calls)
        {
            Assert.Null((await Assert.ThrowsAsync<UnreadableAnswerException>(call)).Executed);
        }
    }
}
