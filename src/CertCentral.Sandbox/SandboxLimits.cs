namespace CertCentral.Sandbox;

/// <summary>The rolling windows that limit the calls of a key. A refused call does not count.</summary>
public sealed class SandboxLimits
{
    /// <summary>What DigiCert publishes: 100 calls in 5 seconds and 1,000 calls in 180 seconds. No Retry-After.</summary>
    public static SandboxLimits Published { get; } = new()
    {
        Windows = [new SandboxLimit(100, TimeSpan.FromSeconds(5)), new SandboxLimit(1_000, TimeSpan.FromSeconds(180))],
    };

    public static SandboxLimits None { get; } = new();

    public IReadOnlyList<SandboxLimit> Windows { get; init; } = [];

    /// <summary>True: a 429 says in Retry-After how many seconds are left. It is not known whether the real service does so.</summary>
    public bool SendsRetryAfter { get; init; }
}
