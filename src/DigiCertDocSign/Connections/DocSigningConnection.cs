using CertCentral;
using CertCentral.Pacing;

namespace DigiCertDocSign;

/// <summary>An open connection to one CertCentral account. It holds the API key, but shows it nowhere.</summary>
public sealed class DocSigningConnection
{
    private readonly CertCentralClient _client;
    private readonly IDisposable[] _owned;

    /// <param name="client">Closed with the connection.</param>
    /// <param name="owned">What else is closed with it.</param>
    internal DocSigningConnection(CertCentralClient client, params IDisposable[] owned)
    {
        _client = client;
        _owned = owned;
    }

    public string Name { get; internal set; } = "";

    public Uri BaseUri { get; internal set; } = CertCentralRegions.Us;

    /// <summary>True: nothing done over this connection costs anything, and no certificate from it is worth anything.</summary>
    public bool IsSandbox { get; internal set; }

    public long? AccountId { get; internal set; }

    public string? UserName { get; internal set; }

    /// <summary>The account's roles of the user that the key belongs to.</summary>
    public IReadOnlyList<string> Roles { get; internal set; } = [];

    /// <summary>The limits that this connection keeps to, as "calls/seconds".</summary>
    public IReadOnlyList<string> RateLimit { get; internal set; } = [];

    public DateTimeOffset ConnectedAt { get; internal set; }

    public bool IsOpen { get; private set; } = true;

    /// <summary>What <see cref="RateLimit"/> says.</summary>
    internal RequestLimits Limits { get; set; } = RequestLimits.Published;

    internal TimeProvider Time { get; set; } = TimeProvider.System;

    internal CertCentralClient OpenClient(IRequestObserver observer) => _client.WithObserver(observer);

    internal void Close()
    {
        IsOpen = false;
        _client.Dispose();
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }
    }

    public override string ToString() => Name;
}
