namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>The bounds and defaults of -SettleSec and -PatienceSec, which several cmdlets take.</summary>
internal static class WaitSeconds
{
    public const int Most = 86400;
    public const int Settle = 900;
    public const int Patience = 900;
}
