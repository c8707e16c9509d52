using System.Net;
using System.Text;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Sandbox;

/// <summary>A sandbox behind a real socket and a plain HttpClient in front of it: nothing of the typed client.</summary>
internal sealed class BareClient : IAsyncDisposable
{
    private readonly LoopbackServer _server;

    private BareClient(LoopbackServer server, string key)
    {
        _server = server;
        Http = new HttpClient { BaseAddress = new Uri(_server.BaseUri + "/") };
        Http.DefaultRequestHeaders.Add("X-DC-DEVKEY", key);
    }

    public HttpClient Http { get; }

    public SandboxServerState Truth => _server.Sandbox;

    public SandboxConsole Console => _server.Console;

    public static async Task<BareClient> StartAsync(SandboxOptions? options = null, string key = "sandbox") =>
        new(await LoopbackServer.StartAsync(options ?? new SandboxOptions()), key);

    public async Task<JToken> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path, null, HttpStatusCode.OK))!;

    public async Task<JToken> PostAsync(string path, JToken body) =>
        (await SendAsync(HttpMethod.Post, path, body, HttpStatusCode.Created))!;

    /// <summary>Fails unless the answer has that status; null when it has no body.</summary>
    public async Task<JToken?> SendAsync(HttpMethod method, string path, JToken? body, HttpStatusCode expected)
    {
        (HttpStatusCode status, JToken? json) = await TryAsync(method, path, body);
        Assert.True(status == expected, $"{method} {path}: {(int)status} {json}");
        return json;
    }

    public async Task<(HttpStatusCode Status, JToken? Json)> TryAsync(HttpMethod method, string path, JToken? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToString(Formatting.None), Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await Http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : Parse(text));
    }

    /// <summary>The codes of a refusal with that status.</summary>
    public async Task<string[]> RefusedAsync(
        HttpMethod method, string path, JToken? body, HttpStatusCode expected = HttpStatusCode.BadRequest)
    {
        JToken? json = await SendAsync(method, path, body, expected);
        Assert.All(json!["errors"]!, error => Assert.NotEmpty(error.Value<string>("message")!));
        return [.. json["errors"]!.Select(error => error.Value<string>("code")!)];
    }

    /// <summary>Places an order and gives its id.</summary>
    public async Task<long> OrderAsync(Action<JObject>? change = null) =>
        (await PostAsync(Orders.CreatePath, Orders.Minimal(change))).Value<long>("id");

    public static JToken Parse(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
        return JToken.ReadFrom(reader);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }
}
