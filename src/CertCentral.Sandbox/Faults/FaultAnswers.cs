using System.Net;
using System.Text;
using CertCentral.Sandbox.Http;

namespace CertCentral.Sandbox.Faults;

/// <summary>The answers that a fault plan gives.</summary>
internal static class FaultAnswers
{
    /// <summary>Null: the call goes on to the account.</summary>
    /// <exception cref="HttpRequestException">The fault is a broken connection.</exception>
    public static SandboxAnswer? BeforeCommit(SandboxFaultRule? rule) => rule?.Fault switch
    {
        SandboxFault.TooManyRequests => TooManyRequests(rule.RetryAfter),
        SandboxFault.DropBeforeCommit => throw Drop(),
        SandboxFault.ServerErrorBeforeCommit => ServerError(),
        SandboxFault.GatewayPage => GatewayPage(HttpStatusCode.ServiceUnavailable, rule.RetryAfter),
        _ => null,
    };

    /// <exception cref="HttpRequestException">The fault is a broken connection.</exception>
    public static SandboxAnswer AfterCommit(SandboxFaultRule? rule, SandboxAnswer answer) => rule?.Fault switch
    {
        SandboxFault.DropAfterCommit => throw Drop(),
        SandboxFault.ServerErrorAfterCommit => ServerError(),
        SandboxFault.GatewayPageAfterCommit => GatewayPage(HttpStatusCode.ServiceUnavailable, rule.RetryAfter),
        SandboxFault.DropInsideBody => answer.Body.Length > 1 ? answer.WithBody(answer.Body, breaksInside: true) : throw Drop(),
        // An empty body cannot be cut.
        SandboxFault.TruncatedBody or SandboxFault.GarbageBody when answer.Body.Length == 0 => answer,
        SandboxFault.TruncatedBody => answer.WithBody([.. answer.Body.Take(answer.Body.Length / 2)]),
        SandboxFault.GarbageBody => answer.WithBody(Encoding.UTF8.GetBytes("\u0007%$ no such encoding \u0001 <#")),
        _ => answer,
    };

    public static SandboxAnswer WrongKey()
    {
        const string why = "access_denied_invalid_key";
        return SandboxAnswer.Error(new ApiException(HttpStatusCode.Forbidden, "access_denied|" + why, $"Access denied due to {why}."));
    }

    public static SandboxAnswer TooManyRequests(TimeSpan? retryAfter)
    {
        var error =
            new ApiException((HttpStatusCode)429, "request_limit_exceeded", "Too many calls with this key; wait until the window frees.");
        return SandboxAnswer.OfJson(error.Status, SandboxAnswer.Error(error).Json!, retryAfter);
    }

    private static SandboxAnswer ServerError() =>
        SandboxAnswer.Error(
            new ApiException(HttpStatusCode.InternalServerError, "internal_error", "The sandbox failed, as its fault plan says."));

    public static SandboxAnswer GatewayPage(HttpStatusCode status, TimeSpan? retryAfter = null) => SandboxAnswer.OfBytes(
        status,
        "text/html",
        Encoding.UTF8.GetBytes(
            $"<html><head><title>{(int)status}</title></head><body><h1>Service is unavailable</h1><p>Sandbox gateway.</p></body></html>\n"),
        retryAfter);

    private static HttpRequestException Drop() => new(
        "An error occurred while sending the request.",
        new IOException("The sandbox broke the connection, as its fault plan says."));
}
