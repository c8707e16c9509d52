using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Http;

/// <summary>One call as it came: method, path below /services/v2, query, body.</summary>
internal sealed class SandboxCall
{
    private const string BasePath = "/services/v2/";
    private string _body = "";
    private HttpContentHeaders? _contentHeaders;

    public required string Method { get; init; }

    /// <summary>Decoded, without the base path; null when the path lies elsewhere.</summary>
    public required IReadOnlyList<string>? Segments { get; init; }

    /// <summary>In the order of the URL. A name may come twice.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Query { get; init; }

    public required string? ApiKey { get; init; }

    public required IReadOnlyList<string> Accept { get; init; }

    /// <summary>The parts of the path that stand where the template of the route has braces.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>The first argument as an id; null when it is no whole number.</summary>
    public long? Id => long.TryParse(Arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;

    public static async Task<SandboxCall> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string path = request.RequestUri!.AbsolutePath;
        var call = new SandboxCall
        {
            Method = request.Method.Method.ToUpperInvariant(),
            Segments = path.StartsWith(BasePath, StringComparison.Ordinal)
                ? [.. path.Substring(BasePath.Length).TrimEnd('/').Split('/').Select(Uri.UnescapeDataString)]
                : null,
            Query = ReadQuery(request.RequestUri.Query),
            ApiKey = request.Headers.TryGetValues("X-DC-DEVKEY", out IEnumerable<string>? keys) ? string.Join(",", keys) : null,
            Accept = [.. request.Headers.Accept.Select(accept => accept.MediaType ?? "")],
        };
        if (request.Content is not null)
        {
            call._body = await ReadTextAsync(request.Content).ConfigureAwait(false);
            call._contentHeaders = request.Content.Headers;
        }

        return call;
    }

    /// <summary>The last value of that name, which is the one that PHP reads; null when there is none.</summary>
    public string? GetQuery(string name)
    {
        for (int i = Query.Count - 1; i >= 0; i--)
        {
            if (string.Equals(Query[i].Key, name, StringComparison.Ordinal))
            {
                return Query[i].Value;
            }
        }

        return null;
    }

    /// <summary>Null when the call has no such number.</summary>
    /// <exception cref="ApiException">400: no whole number, or one beyond the bounds.</exception>
    public long? GetCount(string name, int min, long max = long.MaxValue)
    {
        if (GetQuery(name) is not { Length: > 0 } text)
        {
            return null;
        }

        bool isCount = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count >= min && count <= max;
        return isCount ? count : throw ApiException.Invalid(name, $"{name} must be a whole number of {min} or more.");
    }

    /// <exception cref="ApiException">400 bad_request_format: the body is no JSON object. 406: its content type is not JSON.</exception>
    public JObject ReadBody()
    {
        if (_contentHeaders?.ContentType?.MediaType is { } type && !type.EndsWith("json", StringComparison.OrdinalIgnoreCase))
        {
            throw new ApiException(
                HttpStatusCode.NotAcceptable,
                "not_acceptable",
                "The sandbox reads JSON only: send Content-Type application/json.");
        }

        try
        {
            using var reader = new JsonTextReader(new StringReader(_body))
            {
                DateParseHandling = DateParseHandling.None,
                FloatParseHandling = FloatParseHandling.Decimal,
            };
            var parsed = JObject.Load(reader);
            while (reader.Read())
            {
                if (reader.TokenType != JsonToken.Comment)
                {
                    throw new JsonReaderException("There is text after the object.");
                }
            }

            return parsed;
        }
        catch (JsonException e)
        {
            throw new ApiException(HttpStatusCode.BadRequest, "bad_request_format", "The request body is not a JSON object.", e);
        }
    }

    /// <summary>Takes no token: the bytes are in memory, and net472 has no overload with one.</summary>
    private static Task<string> ReadTextAsync(HttpContent content) => content.ReadAsStringAsync();

    private static List<KeyValuePair<string, string>> ReadQuery(string query) =>
        [.. query.TrimStart('?').Split('&').Where(part => part.Length > 0).Select(ReadPair)];

    private static KeyValuePair<string, string> ReadPair(string part)
    {
        int equals = part.IndexOf('=');
        return equals < 0
            ? new(Decode(part), "")
            : new(Decode(part.Substring(0, equals)), Decode(part.Substring(equals + 1)));
    }

    /// <summary>A plus that is not escaped means a blank, as for every PHP server.</summary>
    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
