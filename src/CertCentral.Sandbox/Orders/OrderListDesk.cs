using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;

namespace CertCentral.Sandbox.Orders;

internal sealed class OrderListDesk(SandboxAccount account)
{
    public IEnumerable<Route> Routes() => account.State.Version == 0 ? throw new InvalidOperationException() : [];
}
