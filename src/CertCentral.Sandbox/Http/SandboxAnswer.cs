using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Http;

/// <summary>One answer before it is sent as HTTP: JSON, or bytes of another type, or nothing.</summary>
internal sealed class SandboxAnswer
{
    private SandboxAnswer(HttpStatusCode status) => Status = status;

    public HttpStatusCode Status { get; }

    /// <summary>Null when the body is not JSON.</summary>
    public JToken? Json { get; init; }

    public byte[] Body { get; init; } = [];

    public string? ContentType { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The connection breaks in the middle of the body.</summary>
    public bool BreaksInside { get; init; }

    public static SandboxAnswer NoContent { get; } = new(HttpStatusCode.NoContent);

    public static SandboxAnswer Ok(JToken json) => OfJson(HttpStatusCode.OK, json);

    public static SandboxAnswer Created(JToken json) => OfJson(HttpStatusCode.Created, json);

    public static SandboxAnswer Error(ApiException error) => OfJson(error.Status, new JObject
    {
        ["errors"] = new JArray(error.Errors.Select(e => new JObject { ["code"] = e.Key, ["message"] = e.Value })),
    });

    public static SandboxAnswer OfJson(HttpStatusCode status, JToken json, TimeSpan? retryAfter = null) =>
        OfJson(status, json, json.ToString(Formatting.None), retryAfter);

    /// <summary>For JSON whose text differs from what the writer would write.</summary>
    public static SandboxAnswer OfJson(HttpStatusCode status, JToken json, string text, TimeSpan? retryAfter = null) => new(status)
    {
        Json = json,
        Body = Encoding.UTF8.GetBytes(text),
        ContentType = "application/json",
        RetryAfter = retryAfter,
    };

    public static SandboxAnswer OfBytes(HttpStatusCode status, string contentType, byte[] body, TimeSpan? retryAfter = null) =>
        new(status) { Body = body, ContentType = contentType, RetryAfter = retryAfter };

    public SandboxAnswer WithBody(byte[] body, bool breaksInside = false) =>
        new(Status) { Body = body, ContentType = ContentType, BreaksInside = breaksInside };

    public HttpResponseMessage ToMessage(HttpRequestMessage request)
    {
        HttpContent content = BreaksInside ? new BrokenContent(Body) : (HttpContent)new ByteArrayContent(Body);
        var message = new HttpResponseMessage(Status) { RequestMessage = request, Content = content };
        if (ContentType is not null)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        }

        if (RetryAfter is { } delay)
        {
            var seconds = TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds));
            message.Headers.RetryAfter = new RetryConditionHeaderValue(seconds);
        }

        return message;
    }
}

/// <summary>Announces its whole length, sends half of it, then fails as a lost connection does.</summary>
internal sealed class BrokenContent(byte[] body) : HttpContent
{
    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        using var half = new MemoryStream(body, 0, body.Length / 2);
        await half.CopyToAsync(stream).ConfigureAwait(false);
        await stream.FlushAsync().ConfigureAwait(false);
        throw new IOException("The sandbox broke the connection inside the answer, as its fault plan says.");
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
