using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;

namespace CertCentral.Sandbox.Certificates;

internal sealed class CertificateDesk(SandboxAccount account)
{
    public IEnumerable<Route> Routes() => account.State.Version == 0 ? throw new InvalidOperationException() : [];
}
