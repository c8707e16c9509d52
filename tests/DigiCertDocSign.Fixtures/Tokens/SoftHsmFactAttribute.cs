namespace DigiCertDocSign.Tests.Tokens;

/// <summary>A fact that needs SoftHSM and OpenSC; skipped, and counted as skipped, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SoftHsmFactAttribute : FactAttribute
{
    public SoftHsmFactAttribute() => Skip = SoftHsm.Missing;
}
