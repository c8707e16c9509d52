namespace DigiCertDocSign.Journal;

/// <summary>Who started a run, and where.</summary>
/// <param name="RunId">The run.</param>
/// <param name="UserName">The user of the operating system.</param>
/// <param name="HostName">The machine.</param>
/// <param name="ProcessId">The process on that machine.</param>
/// <param name="StartedAt">By the clock of the journal.</param>
/// <param name="EndedAt">Null while it is at work, and when its process or machine died.</param>
public sealed record RunOwner(
    string RunId, string UserName, string HostName, int ProcessId, DateTimeOffset StartedAt, DateTimeOffset? EndedAt);

/// <summary>Says of intents whose they are.</summary>
internal static class RunOwners
{
    /// <summary>The intent with the user and the host of its run, as far as the journal knows them.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read.</exception>
    public static async Task<OrderIntent> WithOwnerAsync(
        this IOrderJournal journal, OrderIntent intent, CancellationToken cancellationToken) =>
        await journal.FindOwnerAsync(intent.RunId, cancellationToken).ConfigureAwait(false) is { } owner
            ? intent with { UserName = owner.UserName, HostName = owner.HostName }
            : intent;
}
