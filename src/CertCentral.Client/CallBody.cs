namespace CertCentral;

/// <summary>The body of a call or of its answer, as it may be shown.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query below the base URI.</param>
/// <param name="StatusCode">Of the answer; null for what was sent.</param>
/// <param name="Text">JSON without secrets, not longer than a screen or two; of anything else what it is and how long.</param>
public sealed record CallBody(string Method, string Path, int? StatusCode, string Text);
