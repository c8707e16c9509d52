using CertCentral.Errors;

namespace CertCentral.Transport;

/// <summary>A server that does not know a call by its path and method.</summary>
internal static class UnknownCall
{
    /// <summary>
    /// Whether the answer may mean that there is no such call. A 404 that names something else that it has not found, such as an order,
    /// means that there is.
    /// </summary>
    public static bool MayBe(CertCentralException answer) => answer.StatusCode switch
    {
        405 => true,
        404 => !answer.Errors.Any(
            error => error.Code.StartsWith("not_found|", StringComparison.Ordinal) && error.Code != "not_found|route"),
        _ => false,
    };
}
