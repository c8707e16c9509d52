using System.Globalization;
using CertCentral;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using DigiCertDocSign.Cmdlets.Connections;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>An open connection to one CertCentral account. It holds the API key, but shows it nowhere.</summary>
public sealed class DocSigningConnection
{
    private readonly CertCentralClient _client;
    private readonly IDisposable[] _owned;
    private IOrderJournal? _journal;

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
    public bool IsSandbox => Sandbox is not null;

    /// <summary>What time it is in the sandbox, whose clock Step-DocSigningSandbox turns; null for an account.</summary>
    public DateTimeOffset? SandboxDate => IsSandbox ? Time.GetLocalNow() : null;

    public long? AccountId { get; internal set; }

    public string? UserName { get; internal set; }

    /// <summary>The account's roles of the user that the key belongs to.</summary>
    public IReadOnlyList<string> Roles { get; internal set => field = new ReadableList<string>(value); } = new ReadableList<string>([]);

    /// <summary>The limits that this connection keeps to, as "calls/seconds".</summary>
    public IReadOnlyList<string> RateLimit { get; internal set => field = new ReadableList<string>(value); } = new ReadableList<string>([]);

    public DateTimeOffset ConnectedAt { get; internal set; }

    public bool IsOpen { get; private set; } = true;

    /// <summary>Whether commands of this runspace use it when they name no other.</summary>
    public bool IsCurrent => ConnectionStore.Current == this;

    /// <summary>
    /// The file of the journal of orders; null when it is in a database, or in memory as for a sandbox without a file.
    /// </summary>
    public string? JournalPath => JournalPlace.Path;

    /// <summary>Server, database and schema of the journal that a team shares; null when it is in no database.</summary>
    public string? JournalDatabase => JournalPlace.Database;

    internal SeenIds Seen { get; } = new();

    /// <summary>What answers in place of an account; null where an account does.</summary>
    internal SandboxHandler? Sandbox { get; set; }

    internal JournalPlace JournalPlace { get; set; } = JournalPlace.InMemory();

    /// <summary>What calls keep to now: <see cref="RateLimit"/>, or less where CertCentral has refused calls within it.</summary>
    internal CallLimits Limits => new(_client.EffectiveLimits);

    /// <summary>Where an order over this connection goes, in words.</summary>
    internal string Place => IsSandbox
        ? "the sandbox"
        : $"{BaseUri.Host}, account {AccountId?.ToString(CultureInfo.InvariantCulture) ?? "not known yet"}";

    internal TimeProvider Time { get; set; } = TimeProvider.System;

    internal CertCentralClient OpenClient(ICallObserver observer) => _client.WithObserver(observer);

    /// <summary>The journal, opened when it is first needed and made when it is missing.</summary>
    /// <exception cref="DocSigningException">The journal cannot be used; the kind says why.</exception>
    internal IOrderJournal OpenJournal() => _journal ??= JournalPlace.Open(Time);

    /// <summary>The journal, to read in it; null where there is none yet, since reading makes none.</summary>
    /// <exception cref="DocSigningException">The journal cannot be used; the kind says why.</exception>
    internal IOrderJournal? OpenJournalIfAny() => JournalPlace.Exists ? OpenJournal() : null;

    /// <summary>The account that the key belongs to; asked for where the connection was made without a check.</summary>
    /// <exception cref="DocSigningException">AccountUnknown.</exception>
    internal async Task<long> GetAccountIdAsync(CertCentralClient client, CancellationToken cancellationToken) =>
        AccountId ??= (await client.Users.GetMeAsync(cancellationToken)).AccountId
            ?? throw ConnectionFaults.AccountUnknown(this);

    internal void Close()
    {
        IsOpen = false;
        _journal?.Dispose();
        _client.Dispose();
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }
    }

    public override string ToString() => Name;
}
