namespace DigiCertDocSign.Tests.Tokens;

/// <summary>A theory that needs SoftHSM and OpenSC; skipped, and counted as skipped, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SoftHsmTheoryAttribute : TheoryAttribute
{
    public SoftHsmTheoryAttribute() => Skip = SoftHsm.Missing;
}
