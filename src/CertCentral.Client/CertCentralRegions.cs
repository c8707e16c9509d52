namespace CertCentral;

/// <summary>The public addresses of the Services API. An account lives in exactly one of them.</summary>
public static class CertCentralRegions
{
    public static Uri Us { get; } = new("https://www.digicert.com/services/v2");

    public static Uri Eu { get; } = new("https://certcentral.digicert.eu/services/v2");
}
