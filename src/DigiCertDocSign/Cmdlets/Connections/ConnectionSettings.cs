using System.Net;
using CertCentral.Pacing;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Cmdlets.Connections;

/// <summary>What Connect-DocSigning was told, the key apart.</summary>
internal sealed class ConnectionSettings
{
    public string? Name { get; init; }

    public required Uri BaseUri { get; init; }

    public Uri? Proxy { get; init; }

    public NetworkCredential? ProxyCredential { get; init; }

    public TimeSpan Timeout { get; init; }

    public required CallLimits Limits { get; init; }

    public required JournalPlace Journal { get; init; }

    public required Version PowerShellVersion { get; init; }

    public required TimeProvider TimeProvider { get; init; }
}
