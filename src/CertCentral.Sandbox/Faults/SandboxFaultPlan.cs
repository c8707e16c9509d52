namespace CertCentral.Sandbox;

/// <summary>A bad day that can be repeated: the same seed and the same calls in the same order give the same faults.</summary>
public sealed class SandboxFaultPlan
{
    public int Seed { get; init; }

    /// <summary>The first rule that strikes wins; every rule counts every call that matches it.</summary>
    public IReadOnlyList<SandboxFaultRule> Rules { get; init; } = [];

    /// <summary>How long a new order is missing from lists and status changes, though its own page shows it.</summary>
    public TimeSpan ListLag { get; init; }
}
