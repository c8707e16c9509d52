namespace CertCentral.SandboxServer;

internal enum ByHandKind
{
    Drop,
    Hang,
    Answer,
}
