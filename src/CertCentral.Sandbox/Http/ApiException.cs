using System.Net;

namespace CertCentral.Sandbox.Http;

/// <summary>A refusal in the form of the API: a status, and one or more codes with a message each.</summary>
internal sealed class ApiException : Exception
{
    public ApiException(HttpStatusCode status, string code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Status = status;
        Errors = [new(code, message)];
    }

    public ApiException(HttpStatusCode status, IReadOnlyList<KeyValuePair<string, string>> errors)
        : base(errors[0].Value)
    {
        Status = status;
        Errors = errors;
    }

    public HttpStatusCode Status { get; }

    /// <summary>Code and message.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Errors { get; }

    public static ApiException Missing(string field) =>
        new(HttpStatusCode.BadRequest, "missing_parameter|" + field, field + " is needed.");

    public static ApiException Invalid(string field, string message) =>
        new(HttpStatusCode.BadRequest, "invalid_value|" + field, message);

    /// <param name="what">order, product, certificate, route ...</param>
    public static ApiException NotFound(string what) =>
        new(HttpStatusCode.NotFound, "not_found|" + what, $"There is no such {what} in this account.");
}
