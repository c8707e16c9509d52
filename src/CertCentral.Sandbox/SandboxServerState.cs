
namespace CertCentral.Sandbox;

/// <summary>What the sandbox knows and has counted. Every member gives a copy of how it is at that moment.</summary>
public sealed class SandboxServerState
{
    private readonly SandboxEngine _engine;

    internal SandboxServerState(SandboxEngine engine) => _engine = engine;

    /// <summary>The number of orders, rejected and canceled ones included. It is kept in the state file.</summary>
    public int OrdersCreated => _engine.Read(account => account.State.Orders.Count);

    /// <summary>US dollars left.</summary>
    public decimal Balance => _engine.Read(account => account.State.Balance);

    /// <summary>How many calls were answered with 429 because a window was full. A 429 of a fault plan does not count.</summary>
    public int CallsOverLimit => _engine.CallsOverLimit;

    /// <summary>How often each of <see cref="SandboxRoutes"/> was called since the sandbox was made, refused calls included.</summary>
    public IReadOnlyDictionary<string, int> CallsByRoute => _engine.CountByRoute();

    /// <summary>All orders, sorted by id, with every step that is due by now.</summary>
    public IReadOnlyList<SandboxOrder> GetOrders() => _engine.Read(account => account.Orders.Snapshot());
}
