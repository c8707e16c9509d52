using CertCentral.Errors;
using CertCentral.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Transport;

/// <summary>The errors in an answer: a list, one object or plain text, under "errors" or "error".</summary>
internal static class ErrorBody
{
    private const int LongestMessage = 300;
    private const int MostErrors = 50;

    /// <returns>Empty when the body names no error or is no JSON.</returns>
    public static IReadOnlyList<ApiError> Read(ApiAnswer answer, Redactor redactor)
    {
        if (answer.IsEmpty || answer.IsHtml)
        {
            return [];
        }

        try
        {
            return WireText.Parse(answer.Text) is JObject body
                ? [.. Entries(body).Select(entry => Entry(entry, redactor)).Where(error => error.ToString().Length > 0).Take(MostErrors)]
                : [];
        }
        catch (JsonException)
        {
            // Whatever it is, the status says enough, and a body that cannot be read is not shown.
            return [];
        }
    }

    /// <summary>One line of limited length.</summary>
    public static string Shorten(string text, int longest)
    {
        var line = string.Join(" ", text.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)).Trim();
        return line.Length <= longest ? line : line.Substring(0, longest) + "…";
    }

    private static IEnumerable<JToken> Entries(JObject body)
    {
        var errors = body["errors"] ?? body["error"];
        return errors switch
        {
            null => body["message"] is null ? [] : [body],
            JArray list => list,
            JObject entry when entry["code"] is null && entry["message"] is null => entry.PropertyValues(),
            _ => [errors],
        };
    }

    private static ApiError Entry(JToken entry, Redactor redactor)
    {
        string Field(string name) => Clean((entry as JObject)?[name]);
        string Clean(JToken? token) =>
            token is not null && TextValue.Plain.TryRead(token, out var text) ? Shorten(redactor.Clean((string)text!), LongestMessage) : string.Empty;
        return entry is JObject ? new ApiError(Field("code"), Field("message")) : new ApiError(string.Empty, Clean(entry));
    }
}
