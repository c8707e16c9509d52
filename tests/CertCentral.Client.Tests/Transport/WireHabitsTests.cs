using System.Net;
using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Pacing;

namespace CertCentral.Tests.Transport;

/// <summary>What goes over a real wire, byte by byte.</summary>
public class WireHabitsTests
{
    [Fact]
    public async Task A_call_carries_key_agent_length_and_UTF_8_and_no_cookie()
    {
        await using var server = new RawServer(_ => RawReply.Json("""{"id":1}""", "201 Created", "Set-Cookie: visid=abc; path=/\r\n"));
        using CertCentralClient client = Client(server.BaseUri, "DocSigning/1.2 Shell/7.6");

        await client.Orders.CreateAsync(
            new OrderRequest { Subject = new OrderSubject { Surname = "Müller-Łęcka" } },
            CancellationToken.None);
        await client.Orders.CreateAsync(
            new OrderRequest { Subject = new OrderSubject { Surname = "Müller-Łęcka" } },
            CancellationToken.None);

        Assert.Equal(2, server.Calls.Count);
        Assert.All(server.Calls, call =>
        {
            (string[]? head, string? body) = Split(call);
            Assert.Equal("POST /services/v2/order/certificate/ds_org_individual HTTP/1.1", head[0]);
            Assert.Equal(
                [
                    "Accept: application/json", "Content-Length: 41", "Content-Type: application/json", $"Host: 127.0.0.1:{server.Port}",
                    "User-Agent: DocSigning/1.2 Shell/7.6", $"X-DC-DEVKEY: {TestClient.Key}",
                ],
                head.Skip(1).Order(StringComparer.Ordinal));
            Assert.Equal("""{"subject":{"surname":"Müller-Łęcka"}}""", body);
        });
    }

    [Fact]
    public async Task A_redirect_to_another_server_does_not_take_the_key_along()
    {
        await using var thief = new RawServer(_ => RawReply.Json("""{"id":1,"status":"pending"}"""));
        await using var server = new RawServer(_ => RawReply.Json("", "307 Temporary Redirect", $"Location: {thief.BaseUri}\r\n"));
        using CertCentralClient client = Client(server.BaseUri);

        UnreadableAnswerException exception =
            await Assert.ThrowsAsync<UnreadableAnswerException>(() => client.Orders.GetAsync(1, CancellationToken.None));

        Assert.Equal(307, exception.StatusCode);
        Assert.Contains("redirect to 127.0.0.1", exception.Message, StringComparison.Ordinal);
        Assert.Empty(thief.Calls);
    }

    [Fact]
    public async Task A_proxy_is_asked_in_place_of_the_server()
    {
        await using var proxy = new RawServer(_ => RawReply.Json("""{"id":1,"status":"pending"}"""));
        using var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = TestClient.ApiKey,
            BaseUri = new Uri("http://127.0.0.1:9/services/v2/"),
            Proxy = new FixedProxy(new Uri($"http://127.0.0.1:{proxy.Port}")),
            MaxAttempts = 1,
        });

        await client.Orders.GetAsync(1, CancellationToken.None);

        Assert.StartsWith(
            "GET http://127.0.0.1:9/services/v2/order/certificate/1 HTTP/1.1",
            Assert.Single(proxy.Calls),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://certcentral.invalid/services/v2", false)] // asked by CONNECT, which .NET answers for
    [InlineData("http://127.0.0.1:9/services/v2", null)] // asked in the call itself
    public async Task A_proxy_that_wants_a_user_is_told_in_words_that_help(string baseUri, bool? executed)
    {
        await using var proxy = new RawServer(_ => RawReply.Of("407 Proxy Authentication Required", "text/html", "<h1>Who are you?</h1>"));
        using var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = TestClient.ApiKey,
            BaseUri = new Uri(baseUri),
            Proxy = new FixedProxy(new Uri($"http://127.0.0.1:{proxy.Port}")),
            MaxAttempts = 1,
        });

        CertCentralException fault = await Assert.ThrowsAnyAsync<CertCentralException>(
            () => client.Orders.CreateAsync(new OrderRequest(), CancellationToken.None));

        Assert.Equal(executed, fault.Executed);
        Assert.StartsWith("The proxy wants a user and a password", fault.Message, StringComparison.Ordinal);
        Assert.Contains("-ProxyCredential", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\".", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("502 Bad Gateway")]
    [InlineData("403 Forbidden")]
    public async Task What_a_proxy_says_to_CONNECT_is_told_without_a_stray_quote(string status)
    {
        await using var proxy = new RawServer(_ => RawReply.Of(status, "text/html", "no"));
        using var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = TestClient.ApiKey,
            BaseUri = new Uri("https://certcentral.invalid/services/v2"),
            Proxy = new FixedProxy(new Uri($"http://127.0.0.1:{proxy.Port}")),
            MaxAttempts = 1,
        });

        ServerUnreachableException fault =
            await Assert.ThrowsAsync<ServerUnreachableException>(() => client.Orders.GetAsync(1, CancellationToken.None));

        Assert.Contains($"status code '{status[..3]}'. Check", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://www.digicert.com/services/v2", "plain http")]
    [InlineData("http://10.0.0.7/services/v2", "plain http")]
    [InlineData("ftp://www.digicert.com/", "whole https address")]
    [InlineData("services/v2", "whole https address")]
    [InlineData("https://me:secret@www.digicert.com/services/v2", "user name")]
    [InlineData("https://www.digicert.com/services/v2?x=1", "query")]
    public void An_address_that_would_leak_the_key_or_is_none_is_refused(string address, string reason)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Client(new Uri(address, UriKind.RelativeOrAbsolute)));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:5/services/v2", "/services/v2/user/me")]
    [InlineData("http://127.0.0.1/", "/user/me")]
    [InlineData("http://[::1]:8080/a/b/", "/a/b/user/me")]
    [InlineData("https://certcentral.digicert.eu/services/v2/", "/services/v2/user/me")]
    public async Task A_base_address_counts_with_and_without_its_last_slash(string address, string expected)
    {
        var server = StubServer.Answering("""{"id":1}""");
        using var client = new CertCentralClient(
            new CertCentralOptions { ApiKey = TestClient.ApiKey, BaseUri = new Uri(address), PrimaryHandler = () => server });

        await client.Users.GetMeAsync(CancellationToken.None);

        Assert.Equal(expected, Assert.Single(server.Calls).PathAndQuery);
    }

    [Fact]
    public async Task An_answer_is_read_in_the_charset_it_names()
    {
        byte[] body = System.Text.Encoding.Latin1.GetBytes("""{"id":1,"first_name":"Zoë"}""");
        foreach (string? charset in new[] { "iso-8859-1", "\"ISO-8859-1\"" })
        {
            var server = new StubServer(_ =>
            {
                var content = new ByteArrayContent(body);
                content.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}");
                return new HttpResponseMessage(HttpStatusCode.Accepted) { Content = content };
            });
            using CertCentralClient client = TestClient.Over(server);

            Assert.Equal("Zoë", (await client.Users.GetMeAsync(CancellationToken.None)).FirstName);
        }
    }

    private static (string[] Head, string Body) Split(string call)
    {
        string[] parts = call.Split("\r\n\r\n", 2);
        return (parts[0].Split("\r\n"), parts[1]);
    }

    private static CertCentralClient Client(Uri baseUri, string? userAgent = null) =>
        new(new CertCentralOptions { ApiKey = TestClient.ApiKey, BaseUri = baseUri, UserAgent = userAgent, Limits = new CallLimits([]) });

    private sealed class FixedProxy(Uri address) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri GetProxy(Uri destination) => address;

        public bool IsBypassed(Uri host) => false;
    }
}
