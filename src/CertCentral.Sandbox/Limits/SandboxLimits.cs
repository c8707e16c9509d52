namespace CertCentral.Sandbox;

/// <summary>The rolling windows a key is held to. A refused call does not count.</summary>
public sealed class SandboxLimits
{
    /// <summary>The published figures: 100 calls in 5 seconds and 1,000 in 180 seconds; no Retry-After.</summary>
    public static SandboxLimits Published { get; } = new()
    {
        Windows = [new SandboxLimit(100, TimeSpan.FromSeconds(5)), new SandboxLimit(1_000, TimeSpan.FromSeconds(180))],
    };

    public static SandboxLimits None { get; } = new();

    public IReadOnlyList<SandboxLimit> Windows { get; init; } = [];

    /// <summary>True: a 429 says in Retry-After how many seconds are left. The real service is not known to.</summary>
    public bool SendsRetryAfter { get; init; }
}
