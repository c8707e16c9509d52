namespace CertCentral.Errors;

/// <summary>
/// A call to CertCentral that did not succeed. Its message quotes what the server said, shortened, and never holds the
/// API key, a card number or a whole body.
/// </summary>
public abstract class CertCentralException : Exception
{
    private protected CertCentralException(CallFailure failure, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        StatusCode = failure.StatusCode;
        Errors = failure.Errors;
        Method = failure.Method;
        Route = failure.Route;
        Executed = failure.Executed;
    }

    /// <summary>The HTTP status; null when no answer came.</summary>
    public int? StatusCode { get; }

    public IReadOnlyList<ApiError> Errors { get; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The path with its variables by name, such as <c>order/certificate/{order_id}</c>.</summary>
    public string Route { get; }

    /// <summary>How often the call was tried.</summary>
    public int Attempts { get; internal set; } = 1;

    /// <summary>How long the server asked the client to wait, five minutes at most; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; internal set; }

    /// <summary>
    /// False: the server has certainly not carried out the call (it was never reached, or it answered 429 in its own words). Null: nobody
    /// knows. True: the server took the call, and this error is its final answer.
    /// </summary>
    public bool? Executed { get; }
}

/// <summary>What every exception of the family tells of its call.</summary>
internal sealed record CallFailure(string Method, string Route)
{
    public int? StatusCode { get; init; }

    public IReadOnlyList<ApiError> Errors { get; init; } = [];

    public bool? Executed { get; init; }

    /// <summary>Method and route, as messages name the call.</summary>
    public string Call => $"{Method} {Route}";
}
