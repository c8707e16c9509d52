namespace CertCentral.Sandbox;

/// <summary>How a sandbox behaves. Everything has a value that makes a calm, honest account out of it.</summary>
public sealed class SandboxOptions
{
    /// <summary>The clock that orders, limits and delays live on.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// The JSON file that keeps the account between runs, or null for memory only. One sandbox at a time may have it open.
    /// It never holds a card number; the CA key in it is worthless.
    /// </summary>
    public string? StatePath { get; init; }

    /// <summary>The one key that is let in; any other, or none, gets the 403 that the real service gives.</summary>
    public string ApiKey { get; init; } = "sandbox";

    /// <summary>
    /// How long a request waits before an administrator approves it by himself: null, never (approve it with the request
    /// call); zero, the order is approved in the answer of the order call.
    /// </summary>
    public TimeSpan? ApprovalDelay { get; init; }

    /// <summary>From approval to the end of the vetting of organization and person; the order is <c>pending</c> meanwhile.</summary>
    public TimeSpan ValidationDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>From the end of vetting (or from a late CSR) to the certificate; the order is <c>processing</c> meanwhile.</summary>
    public TimeSpan IssueDelay { get; init; }

    /// <summary>False: approving one's own request gives 403 <c>access_denied|invalid_approver</c>, as in accounts with two-step approval.</summary>
    public bool OwnRequestsMayBeApproved { get; init; } = true;

    /// <summary>
    /// False: orders that wait for approval are seen among the requests alone. Whether the real list of orders shows them is not documented.
    /// </summary>
    public bool ListsOrdersThatNeedApproval { get; init; } = true;

    /// <summary>US dollars on the account when it is made; a state file that exists keeps its own figure.</summary>
    public decimal OpeningBalance { get; init; } = 250_000m;

    /// <summary>How far below zero the balance may go, in US dollars.</summary>
    public decimal NegativeBalanceLimit { get; init; } = 2_000m;

    /// <summary>Whether payment method <c>profile</c> finds a card on file.</summary>
    public bool HasDefaultCard { get; init; } = true;

    /// <summary>True: a new account starts with order 271400871, issued almost three years ago and about to expire, to be renewed.</summary>
    public bool SeedExpiringOrder { get; init; }

    public SandboxLimits Limits { get; init; } = SandboxLimits.Published;

    /// <summary>What goes wrong, and when; null, nothing.</summary>
    public SandboxFaultPlan? Faults { get; init; }

    /// <summary>Lets answers show the wire's known oddities (numbers as strings, <c>[]</c> for an object ...); null, clean answers.</summary>
    public SandboxOddities? Oddities { get; init; }
}
