using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;

namespace CertCentral.Sandbox.Requests;

internal sealed class RequestDesk(SandboxAccount account)
{
    public IEnumerable<Route> Routes() => account.State.Version == 0 ? throw new InvalidOperationException() : [];
}
