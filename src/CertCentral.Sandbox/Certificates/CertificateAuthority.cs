using CertCentral.Sandbox.Account;

namespace CertCentral.Sandbox.Certificates;

internal sealed class CertificateAuthority(SandboxAccount account)
{
    public bool IsMade => account.State.WorthlessCertificateAuthority is not null;
}
