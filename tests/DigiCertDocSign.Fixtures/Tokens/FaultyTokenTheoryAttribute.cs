namespace DigiCertDocSign.Tests.Tokens.Faulty;

/// <summary>A theory that needs SoftHSM, OpenSC and a C compiler; skipped, and counted as skipped, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FaultyTokenTheoryAttribute : TheoryAttribute
{
    public FaultyTokenTheoryAttribute() => Skip = FaultyToken.Missing;
}
