namespace CertCentral.Sandbox;

/// <summary>What goes wrong, and when. The same seed and the same calls in the same order give the same faults.</summary>
public sealed class SandboxFaultPlan
{
    public int Seed { get; init; }

    /// <summary>The first rule that strikes is the one that counts. Every rule counts all calls that match it.</summary>
    public IReadOnlyList<SandboxFaultRule> Rules { get; init; } = [];

    /// <summary>
    /// How long a new order is missing in the list of orders and in the status changes. The call for the order itself shows it at once.
    /// </summary>
    public TimeSpan ListLag { get; init; }

    /// <summary>How long a new request is missing in the list of requests. The call for the request itself shows it at once.</summary>
    public TimeSpan RequestLag { get; init; }

    /// <summary>How long a new order is missing in the order report.</summary>
    public TimeSpan ReportLag { get; init; }
}
