using System.Net;
using System.Text.RegularExpressions;
using CertCentral.Errors;
using CertCentral.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Transport;

/// <summary>The exception for an answer whose status is not 2xx.</summary>
internal static class AnswerFailure
{
    private const string KeyRefused =
        "CertCentral does not accept the API key; check that it is whole, not revoked, and of an account in this region.";

    private const string NotItsWords =
        "The answer is not in the words of CertCentral; a proxy or a gateway may have given it in its place, so check those.";

    public static CertCentralException From(ApiCall call, ApiAnswer answer, Uri? location, Redactor redactor)
    {
        int status = answer.StatusCode;
        if (status is >= 300 and <= 399)
        {
            string where = location is null ? "" : $" to {(location.IsAbsoluteUri ? location.Host : "another path")}";
            return answer.Unreadable(
                $"is a redirect{where}, which is never followed because the API key would go with it; check the base URI");
        }

        var body = ErrorBody.Read(answer, redactor);
        bool isForeign = status is >= 400 and <= 499 && !IsBelieved(status, body, call.Route);
        CallFailure failure = call.Failure with
        {
            StatusCode = status,
            Errors = body.Errors,
            Executed = isForeign ? null : Executed(status),
        };
        string said = Said(answer, failure, redactor);
        return isForeign ? Foreign(failure, call, said) : Create(failure, call, said);
    }

    /// <summary>A success that was told before the call had left can be nobody's but a proxy's.</summary>
    public static CertCentralException TooEarly(ApiCall call, ApiAnswer answer)
    {
        CallFailure failure = call.Failure with { StatusCode = answer.StatusCode, Executed = false };
        return new UnreadableAnswerException(
            failure,
            "An answer came before the call was sent, so it is not CertCentral's, and nothing was done; check the proxy. "
                + $"({failure.Call}, HTTP {answer.StatusCode})");
    }

    // 408 and 5xx can come from a gateway while the server behind it still carries out the call.
    private static bool? Executed(int status) => status == 429 ? false : status == 408 || status >= 500 || status < 400 ? null : true;

    // A proxy or gateway can answer with any status, also after the server has carried out the call. So only the API's own words
    // are the API's no. A 408 leaves all open as it is. Where a wrong "it did nothing" leads to a second purchase, a code must stand.
    private static bool IsBelieved(int status, ErrorBody body, ApiRoute route) =>
        status == 408 || (route.IsRepeatable && status != 429 ? body.IsOwn : body.HasCode);

    // A proxy's 429, too, asks for fewer calls, and a call that may be sent twice heeds it as it heeds the API's own.
    private static CertCentralException Foreign(CallFailure failure, ApiCall call, string said)
    {
        string answer = $"The answer to {failure.Call} was HTTP {failure.StatusCode}: {said}";
        return failure.StatusCode == 429 && call.Route.IsRepeatable
            ? new RateLimitedException(
                failure, $"Something between here and CertCentral wants fewer calls; wait some minutes, and check the proxy. {answer}")
            : new UnreadableAnswerException(
                failure,
                $"{(failure.StatusCode == 407 ? ProxyWords.Asks : NotItsWords)}{call.Doubt} {answer}");
    }

    private static string Said(ApiAnswer answer, CallFailure failure, Redactor redactor)
    {
        string said = failure.Errors.Count > 0
            ? string.Join(" ", failure.Errors.Take(5).Select(error => error.ToString()))
            : answer.IsHtml ? $"a web page came instead of an error of the API{HtmlTitle.Of(answer, redactor)}" : "no reason was given";
        return ErrorBody.Shorten(said, 600);
    }

    // A message says first what an administrator must know, then what the server answered to which call.
    private static CertCentralException Create(CallFailure failure, ApiCall call, string said)
    {
        string answer = $"CertCentral answered {failure.Call} with HTTP {failure.StatusCode}: {said}";
        return failure.StatusCode switch
        {
            401 => new ApiKeyRefusedException(failure, $"{KeyRefused} {answer}"),
            403 when NamesKey(failure) => new ApiKeyRefusedException(failure, $"{KeyRefused} {answer}"),
            403 => new PermissionDeniedException(
                failure,
                $"The user of this API key may not do this{With(call)}; give that user the needed role, or use another key. {answer}"),
            404 => new NotFoundException(failure, $"{NotFound(call)} {answer}"),
            408 => new CallTimedOutException(failure, $"CertCentral gave up waiting for the call.{call.Doubt} {answer}"),
            429 => new RateLimitedException(
                failure,
                "CertCentral's call limit is exceeded and nothing was done; wait some minutes, or lower the call limits of this "
                    + $"client. {answer}"),
            >= 400 and <= 499 =>
                new CallRefusedException(failure, $"CertCentral refused the call{With(call)} and did nothing. {answer}"),
            >= 500 => new ServerFaultException(failure, $"CertCentral has a fault; try again later.{call.Doubt} {answer}"),
            _ => new UnreadableAnswerException(failure, $"The answer is none that the API gives.{call.Doubt} {answer}"),
        };
    }

    private static string NotFound(ApiCall call) => call.Subject is { } subject
        ? $"{subject} was not found; check the id. What belongs to another account or division is not found either."
        : "CertCentral did not find what the call names; check the ids. What belongs to another account or division is not found either.";

    private static string With(ApiCall call) => call.Subject is { } subject
        ? $" with {char.ToLowerInvariant(subject[0])}{subject.Substring(1)}"
        : "";

    private static bool NamesKey(CallFailure failure) =>
        failure.Errors.Any(error => error.Code.IndexOf("invalid_key", StringComparison.OrdinalIgnoreCase) >= 0);
}

/// <summary>The errors in an answer: a list, one object or plain text, under "errors" or "error".</summary>
internal sealed class ErrorBody
{
    private const int LongestMessage = 300;
    private const int MostErrors = 50;

    // access_denied, not_found|order, missing_parameter|subject.surname. Other services have numbers or words with capitals.
    private static readonly Regex CodeOfApi =
        new(@"^[a-z][a-z0-9_]*(\|.*)?$", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));

    private static readonly ErrorBody None = new();

    private ErrorBody()
    {
    }

    /// <summary>Empty when the body names no error or is no JSON.</summary>
    public IReadOnlyList<ApiError> Errors { get; private init; } = [];

    /// <summary>Whether an error under "errors", where the API has them, has a code as the API words it.</summary>
    public bool HasCode { get; private init; }

    /// <summary>
    /// Whether the API itself has written the body, as far as its form can tell: an error has a code of the API, or the body is a plain
    /// text under "errors" or "error" and nothing else. A gateway's JSON says more, or says it under other names.
    /// </summary>
    public bool IsOwn { get; private init; }

    public static ErrorBody Read(ApiAnswer answer, Redactor redactor)
    {
        if (answer.IsEmpty || answer.IsHtml)
        {
            return None;
        }

        try
        {
            return WireText.Parse(answer.Text) is JObject body ? Read(body, redactor) : None;
        }
        catch (JsonException)
        {
            // The status says enough; a body that cannot be read is not shown.
            return None;
        }
    }

    private static ErrorBody Read(JObject body, Redactor redactor)
    {
        List<ApiError> errors =
            [.. Entries(body).Select(entry => Entry(entry, redactor)).Where(error => error.ToString().Length > 0).Take(MostErrors)];
        bool isWithCode = errors.Exists(error => CodeOfApi.IsMatch(error.Code));
        bool isUnderErrors = (body["errors"] ?? body["error"]) is not null;
        bool isPlainText = body.Count == 1 && errors.Count > 0 && Entries(body).All(entry => entry is JValue);
        return new ErrorBody
        {
            Errors = errors,
            HasCode = body["errors"] is not null && isWithCode,
            IsOwn = isUnderErrors && (isWithCode || isPlainText),
        };
    }

    /// <summary>One line of limited length.</summary>
    public static string Shorten(string text, int longest)
    {
        string line = string.Join(" ", text.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)).Trim();
        return line.Length <= longest ? line : line.Substring(0, longest) + "…";
    }

    private static IEnumerable<JToken> Entries(JObject body)
    {
        JToken? errors = body["errors"] ?? body["error"];
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
            token is not null && TextValue.ReadText(token) is { } text ? Shorten(redactor.Clean(text), LongestMessage) : "";
        return entry is JObject ? new ApiError(Field("code"), Field("message")) : new ApiError("", Clean(entry));
    }
}

/// <summary>The title of a web page that came instead of JSON. Often nothing else tells which server wrote it.</summary>
internal static class HtmlTitle
{
    private static readonly Regex Heading = new(
        "<(title|h1)[^>]*>([^<]{1,200})<", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));

    /// <summary>The title and the first heading, in quotes and after a blank; empty when the page has neither.</summary>
    public static string Of(ApiAnswer answer, Redactor redactor)
    {
        string text = answer.Text;
        IEnumerable<string> headings = Heading.Matches(text.Length > 4096 ? text.Substring(0, 4096) : text)
            .Cast<Match>()
            .Select(match => WebUtility.HtmlDecode(match.Groups[2].Value).Trim())
            .Where(heading => heading.Length > 0)
            .Take(2);
        string joined = redactor.Clean(string.Join(": ", headings));
        return joined.Length == 0 ? "" : $" (\"{joined}\")";
    }
}

/// <summary>Replaces the secrets of a call in the text of the server, in case it repeats them.</summary>
internal sealed class Redactor(ApiKey key, WireObject? body)
{
    public string Clean(string text)
    {
        text = text.Replace(key.Reveal(), key.ToString());
        return body?.Redact(text) ?? text;
    }
}
