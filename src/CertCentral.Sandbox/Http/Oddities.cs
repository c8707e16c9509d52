namespace CertCentral.Sandbox.Http;

internal sealed class Oddities(SandboxOddities settings)
{
    public SandboxAnswer Apply(SandboxAnswer answer) => settings.Share > 2 ? SandboxAnswer.NoContent : answer;
}
