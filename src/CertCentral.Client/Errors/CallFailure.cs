namespace CertCentral.Errors;

/// <summary>What every exception of the family tells about the call.</summary>
internal sealed record CallFailure(string Method, string Route)
{
    public int? StatusCode { get; init; }

    public IReadOnlyList<ApiError> Errors { get; init; } = [];

    public bool? Executed { get; init; }

    /// <summary>Method and route, as messages name the call.</summary>
    public string Call => Method.Length == 0 ? "the text" : $"{Method} {Route}";
}
