using CertCentral.Errors;

namespace CertCentral.Transport;

/// <summary>The exception for an answer whose status is not 2xx.</summary>
internal static class AnswerFailure
{
    public static CertCentralException From(ApiCall call, ApiAnswer answer, Uri? location, Redactor redactor)
    {
        var status = answer.StatusCode;
        if (status is >= 300 and <= 399)
        {
            var where = location is null ? string.Empty : $" to {(location.IsAbsoluteUri ? location.Host : "another path")}";
            return answer.Unreadable($"is a redirect{where}, which is never followed because the API key would go with it; check the base URI");
        }

        var failure = new CallFailure(call.Route.Method.Method, call.Route.Template)
        {
            StatusCode = status,
            Errors = ErrorBody.Read(answer, redactor),
            Executed = Executed(status),
        };
        return Create(failure, call, Said(answer, failure, redactor));
    }

    // 408 and 5xx can come from a gateway while the call goes on behind it.
    private static bool? Executed(int status) => status == 429 ? false : status == 408 || status >= 500 || status < 400 ? null : true;

    private static string Said(ApiAnswer answer, CallFailure failure, Redactor redactor)
    {
        var said = failure.Errors.Count > 0
            ? string.Join(" ", failure.Errors.Take(5).Select(error => error.ToString()))
            : answer.IsHtml ? $"a web page came instead of an error of the API{HtmlTitle.Of(answer, redactor)}" : "no reason was given";
        return ErrorBody.Shorten(said, 600);
    }

    private static CertCentralException Create(CallFailure failure, ApiCall call, string said)
    {
        var at = $"{failure.Call} (HTTP {failure.StatusCode}): {said}";
        return failure.StatusCode switch
        {
            401 => new ApiKeyRefusedException(failure, KeyRefused(at)),
            403 when NamesKey(failure) => new ApiKeyRefusedException(failure, KeyRefused(at)),
            403 => new PermissionDeniedException(
                failure, $"CertCentral does not allow {at} - give the user of the API key the needed role, or use another key."),
            404 => new NotFoundException(
                failure, $"CertCentral did not find what was asked for in {at} - check the id; an object of another account is not found either."),
            408 => new RequestTimedOutException(failure, $"CertCentral gave up waiting for {at}{FailureText.Doubt(call)}"),
            429 => new RateLimitedException(
                failure, $"CertCentral's request limit is exceeded for {at} - nothing was done; wait some minutes, or lower the request limits of this client."),
            >= 400 and <= 499 => new RequestRefusedException(failure, $"CertCentral refused {at}"),
            >= 500 => new ServerFaultException(failure, $"CertCentral failed at {at} - try again later.{FailureText.Doubt(call)}"),
            _ => new UnreadableAnswerException(failure, $"CertCentral answered {at}, which is no answer of the API.{FailureText.Doubt(call)}"),
        };
    }

    private static string KeyRefused(string at) =>
        $"CertCentral does not accept the API key for {at} - check that the key is whole, not revoked, and of an account in this region.";

    private static bool NamesKey(CallFailure failure) =>
        failure.Errors.Any(error => error.Code.IndexOf("invalid_key", StringComparison.OrdinalIgnoreCase) >= 0);
}
