namespace CertCentral.Sandbox;

/// <summary>
/// How odd the answers are. The same seed and the same calls in the same order give the same answers. Each oddity is one that real
/// answers have had: numbers and booleans in other types, an empty list for an object, a date without a zone, unknown and null fields,
/// escaped slashes, one error as an object.
/// </summary>
public sealed class SandboxOddities
{
    public int Seed { get; init; }

    /// <summary>The probability that a single value is odd, 0 to 1.</summary>
    public double Share { get; init; } = 0.25;
}
