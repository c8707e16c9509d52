namespace CertCentral;

/// <summary>One attempt of one call. It holds no header and no body, so it never holds a key.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query below the base URI.</param>
/// <param name="Route">The path with its variables by name, such as <c>order/certificate/{order_id}</c>.</param>
/// <param name="StatusCode">Null when no answer came.</param>
/// <param name="Duration">From sending to the end of the answer.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="Failure">What went wrong, in a sentence; null when nothing did.</param>
public sealed record CallTrace(
    string Method, string Path, string Route, int? StatusCode, TimeSpan Duration, int Attempt, string? Failure);
