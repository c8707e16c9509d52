using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;

namespace CertCentral.Tests.Sandbox;

/// <summary>The socket that all transport tests stand on has to be right itself.</summary>
public sealed class LoopbackServerTests
{
    [Fact]
    public async Task A_call_is_recorded_as_it_came_and_the_answer_by_hand_arrives_as_it_was_given()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(new SandboxOptions());
        server.Answering = _ => ByHand.Answer(418, "text/odd; charset=utf-8", "grüße", KeyValuePair.Create("Retry-After", "7"));
        using var client = new HttpClient();
        using var content = new StringContent("{\"å\":1}", Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await client.PostAsync(new Uri(server.BaseUri + "/a%2Fb?filters%5Bid%5D=%251"), content);

        Assert.Equal((HttpStatusCode)418, response.StatusCode);
        Assert.Equal("text/odd; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("grüße", await response.Content.ReadAsStringAsync());
        Assert.Equal(RetryConditionHeaderValue.Parse("7"), response.Headers.RetryAfter);
        RecordedCall recorded = Assert.Single(server.Calls);
        Assert.Equal(
            ("POST", "/services/v2/a%2Fb?filters%5Bid%5D=%251", "{\"å\":1}"),
            (recorded.Method, recorded.PathAndQuery, recorded.Body));
        Assert.Equal("application/json; charset=utf-8", recorded.Headers["content-type"]);
    }

    [Theory]
    [InlineData("drop before", 0)]
    [InlineData("drop after", 1)]
    [InlineData("hang before", 0)]
    [InlineData("hang after", 1)]
    [InlineData("break in body", 0)]
    public async Task Without_an_answer_the_handler_has_run_or_not_as_the_test_wanted(string kind, int runs)
    {
        using var arrived = new SemaphoreSlim(0);
        var handler = new CountingHandler(arrived);
        await using LoopbackServer server = await LoopbackServer.StartAsync(handler);
        server.Answering = _ =>
        {
            arrived.Release();
            return kind switch
            {
                "drop before" => ByHand.DropBefore,
                "drop after" => ByHand.DropAfter,
                "hang before" => ByHand.HangBefore,
                "hang after" => ByHand.HangAfter,
                _ => ByHand.BreakInBody(200, "application/json", "{\"half", 1_000),
            };
        };
        using var client = new HttpClient();
        Task<HttpResponseMessage> answer = client.GetAsync(new Uri(server.BaseUri + "/user/me"));
        for (int i = 0; i < 1 + runs; i++)
        {
            await arrived.WaitAsync();
        }

        if (kind.StartsWith("hang", StringComparison.Ordinal))
        {
            Assert.False(answer.IsCompleted);
            await server.DisposeAsync();
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => answer);
        Assert.Equal(runs, handler.Runs);
    }

    private sealed class CountingHandler(SemaphoreSlim ran) : HttpMessageHandler
    {
        public int Runs { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Runs++;
            ran.Release();
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
        }
    }
}
