using CertCentral.Sandbox.Http;

namespace CertCentral.Sandbox.Account;

internal sealed class OrganizationDesk(SandboxAccount account)
{
    public IEnumerable<Route> Routes() => account.State.Version == 0 ? throw new InvalidOperationException() : [];
}
