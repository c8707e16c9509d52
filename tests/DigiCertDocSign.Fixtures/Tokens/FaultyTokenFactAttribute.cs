namespace DigiCertDocSign.Tests.Tokens.Faulty;

/// <summary>A fact that needs SoftHSM, OpenSC and a C compiler; skipped, and counted as skipped, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FaultyTokenFactAttribute : FactAttribute
{
    public FaultyTokenFactAttribute() => Skip = FaultyToken.Missing;
}
