using System.Management.Automation;
using CertCentral;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Cmdlets;

/// <summary>
/// How each cmdlet takes what is piped into it where that may be a change of Compare-DocSigningDirectory: its own kinds, while they hold.
/// A comparison is what its list and the orders were at one moment: once the scope was compared again, or nobody can tell whether it was,
/// nothing is bought or ended by it.
/// </summary>
/// <param name="cmdlet">Says with -Verbose what it leaves.</param>
/// <param name="kinds">What the cmdlet carries out.</param>
internal sealed class ChangeTaker(DocSigningCmdlet cmdlet, params DirectoryChangeKind[] kinds)
{
    /// <summary>A run may take hours, and another process may compare meanwhile; to read it for each order would take longer.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private IReadOnlyList<ScopeMemory> _scopes = [];
    private long? _readAt;

    /// <summary>Nothing is carried out, so that what a comparison under -WhatIf has found is good enough.</summary>
    public bool OnlyPlans { get; init; }

    /// <summary>What is ended cannot be had back, so that the scope is read again for each change.</summary>
    public bool Ends { get; init; }

    /// <summary>Takes what is no change, and the changes that the cmdlet carries out; the others it leaves to the next.</summary>
    /// <param name="piped">The input.</param>
    /// <param name="target">Whose orders were compared; null for a command that needs no account and has none.</param>
    /// <param name="openClient">Talks to the account.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>Whether the input is the cmdlet's, and the change that it is; null for an input that is none.</returns>
    /// <exception cref="DocSigningException">ChangeOutdated or ChangeUnclear; or the journal cannot be read.</exception>
    public async Task<(bool IsTaken, ChangeInput? Change)> TakeAsync(
        PSObject? piped, DocSigningConnection? target, Func<CertCentralClient> openClient, CancellationToken cancellationToken)
    {
        if (ChangeInput.Of(piped) is not { } change)
        {
            return (true, null);
        }

        if (change.Kind is { } kind && !kinds.Contains(kind))
        {
            cmdlet.LeaveOut();
            cmdlet.WriteVerbose($"Left to another command: {change}.");
            return (false, change);
        }

        if (target is null)
        {
            change.RequireWhole(TimeProvider.System.GetUtcNow());
            return (true, change);
        }

        CertCentralClient client = openClient();
        var now = PresentMoment.Of(client, target.Time);
        change.RequireWhole(now);
        long accountId = await target.GetAccountIdAsync(client, cancellationToken);
        change.RequireAccount(target);
        change.RequireLast(await ReadScopesAsync(target, accountId, cancellationToken), now, OnlyPlans || cmdlet.IsTrial);
        return (true, change);
    }

    private async Task<IReadOnlyList<ScopeMemory>> ReadScopesAsync(
        DocSigningConnection target, long accountId, CancellationToken cancellationToken)
    {
        if (!Ends && _readAt is { } readAt && target.Time.GetElapsedTime(readAt) < Fresh)
        {
            return _scopes;
        }

        _scopes = target.OpenJournalIfAny() is { } journal ? await journal.ReadScopesAsync(accountId, cancellationToken) : [];
        _readAt = target.Time.GetTimestamp();
        return _scopes;
    }
}
