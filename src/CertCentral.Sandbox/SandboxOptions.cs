namespace CertCentral.Sandbox;

/// <summary>How a sandbox behaves. With the default values nothing goes wrong in it.</summary>
public sealed class SandboxOptions
{
    /// <summary>The clock of orders, limits and delays.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// When the clock of the account begins; with null, now. It goes on from there. Only with a <see cref="SandboxTime"/>, and never to a
    /// time before the one that a state file was left at.
    /// </summary>
    public DateTimeOffset? BeginsAt { get; init; }

    /// <summary>
    /// The JSON file that keeps the account between runs; with null, the account is in memory only. One sandbox at a time may have it
    /// open. It never holds a card number, and the CA key in it protects nothing.
    /// </summary>
    public string? StatePath { get; init; }

    /// <summary>The one key that is accepted. Every other one, or none, gets the 403 that the real service gives.</summary>
    public string ApiKey { get; init; } = "sandbox";

    /// <summary>
    /// How long a request waits until an administrator approves it. With null, nobody does: approve it with the call for requests. With
    /// zero, it is approved in the answer of the call that makes it.
    /// </summary>
    public TimeSpan? ApprovalDelay { get; init; }

    /// <summary>From approval to the end of the vetting of organization and person; the order is <c>pending</c> meanwhile.</summary>
    public TimeSpan ValidationDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>From the end of vetting (or from a late CSR) to the certificate; the order is <c>processing</c> meanwhile.</summary>
    public TimeSpan IssueDelay { get; init; }

    /// <summary>
    /// False: a user who approves his or her own request gets 403 <c>access_denied|invalid_approver</c>, as in accounts with two-step
    /// approval.
    /// </summary>
    public bool OwnRequestsMayBeApproved { get; init; } = true;

    /// <summary>
    /// False: orders that wait for approval are seen among the requests only. Whether the real list of orders shows them is not documented.
    /// </summary>
    public bool ListsOrdersThatNeedApproval { get; init; } = true;

    /// <summary>The balance of a new account, in US dollars. A state file that exists keeps its own balance.</summary>
    public decimal OpeningBalance { get; init; } = 250_000m;

    /// <summary>How far below zero the balance may go, in US dollars.</summary>
    public decimal NegativeBalanceLimit { get; init; } = 2_000m;

    /// <summary>Whether payment method <c>profile</c> finds a card on file.</summary>
    public bool HasDefaultCard { get; init; } = true;

    /// <summary>
    /// True: a new account starts with order 271400871, issued almost three years ago and about to expire, to be renewed.
    /// </summary>
    public bool SeedExpiringOrder { get; init; }

    /// <summary>True: a new account starts with the orders of a hundred people in every state.</summary>
    public bool SeedCompany { get; init; }

    public SandboxLimits Limits { get; init; } = SandboxLimits.Published;

    /// <summary>What goes wrong, and when; with null, nothing does.</summary>
    public SandboxFaultPlan? Faults { get; init; }

    /// <summary>How this account does what the pages of the API leave open.</summary>
    public SandboxHabits Habits { get; init; } = new();

    /// <summary>What the server says that is not so; with null, it tells the truth.</summary>
    public SandboxLies? Lies { get; init; }

    /// <summary>
    /// Gives the answers known oddities of the real ones (numbers as strings, <c>[]</c> for an object ...); with null, they have none.
    /// </summary>
    public SandboxOddities? Oddities { get; init; }
}
