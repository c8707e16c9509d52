using CertCentral.Sandbox.Http;

namespace CertCentral.Sandbox;

/// <summary>What the sandbox knows and has counted. Every member gives a copy, true at the moment of asking.</summary>
public sealed class SandboxServerState
{
    private readonly SandboxEngine _engine;

    internal SandboxServerState(SandboxEngine engine) => _engine = engine;

    /// <summary>Orders that exist, refused and canceled ones too; survives in the state file.</summary>
    public int OrdersCreated => _engine.Read(account => account.State.Orders.Count);

    /// <summary>US dollars left.</summary>
    public decimal Balance => _engine.Read(account => account.State.Balance);

    /// <summary>Calls answered with 429 because a window was full; those of a fault plan are not among them.</summary>
    public int CallsOverLimit => _engine.CallsOverLimit;

    /// <summary>How often each of <see cref="SandboxRoutes"/> was called since the sandbox was made, refused calls too.</summary>
    public IReadOnlyDictionary<string, int> CallsByRoute => _engine.CountByRoute();

    /// <summary>All orders by id, moved on to the clock's present.</summary>
    public IReadOnlyList<SandboxOrder> GetOrders() => _engine.Read(account => account.Orders.Snapshot());
}
