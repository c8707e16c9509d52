namespace CertCentral.Sandbox;

/// <summary>When one kind of fault strikes: at the n-th call that matches, or with a probability at any of them.</summary>
public sealed class SandboxFaultRule
{
    public required SandboxFault Fault { get; init; }

    /// <summary>One of <see cref="SandboxRoutes"/>, or null for every route.</summary>
    public string? Route { get; init; }

    /// <summary>The first matching call that can be struck, counted from 1.</summary>
    public int From { get; init; } = 1;

    /// <summary>How many matching calls from there on can be struck; with null, all of them.</summary>
    public int? Calls { get; init; }

    /// <summary>The probability that each of these calls is struck, 0 to 1, drawn from the seed of the plan.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>For the slow faults: how long, by the clock of the sandbox. Infinite: until the client gives up.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// For <see cref="SandboxFault.TooManyRequests"/> and <see cref="SandboxFault.GatewayPage"/>: the Retry-After to send, in whole
    /// seconds.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Strikes the n-th call of a route, once.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="route">One of <see cref="SandboxRoutes"/>, or null for every route.</param>
    /// <param name="call">Counted from 1.</param>
    public static SandboxFaultRule At(SandboxFault fault, string? route, int call = 1) =>
        new() { Fault = fault, Route = route, From = call, Calls = 1 };
}
