using DigiCertDocSign.Errors;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Plan;

/// <summary>Whether the journal can be used as a run uses it: opened, and with locks that other processes see.</summary>
internal static class JournalCheck
{
    private const string Name = "Journal";

    /// <param name="place">Where the journal is. One that is not there yet is not made.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    public static async Task<AccountCheck> AskAsync(JournalPlace place, Func<IOrderJournal> open, CancellationToken cancellationToken)
    {
        if (!place.Exists)
        {
            return FolderOf(place.Path!);
        }

        try
        {
            IJournalRun run = await open().EnterRunAsync(Guid.NewGuid().ToString("N"), cancellationToken).ConfigureAwait(false);
            await using (run.ConfigureAwait(false))
            {
                await run.EnsureAtWorkAsync(cancellationToken).ConfigureAwait(false);
                return new AccountCheck(
                    Name, run.Warning is null ? true : null, run.Warning ?? $"The journal ({place}) can be opened, and its locks hold.");
            }
        }
        catch (DocSigningException fault)
        {
            return new AccountCheck(Name, false, FaultTable.Whole(fault));
        }
    }

    /// <summary>The same for a plan, which writes nothing and may be made by whoever may only read: whether a run would send now.</summary>
    /// <param name="journal">What earlier runs know.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    public static async Task<AccountCheck> AskAsync(IOrderJournal journal, CancellationToken cancellationToken)
    {
        DocSigningException? fault;
        try
        {
            fault = await journal.FindHindranceAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DocSigningException unreadable)
        {
            fault = unreadable;
        }

        return fault is null
            ? new AccountCheck(Name, true, "The journal says nothing that keeps a run from ordering.")
            : new AccountCheck(Name, false, FaultTable.Whole(fault));
    }

    /// <summary>Writes nothing, so it cannot tell whether the user may write there.</summary>
    private static AccountCheck FolderOf(string path)
    {
        string? there = Path.GetDirectoryName(path);
        while (there is not null && !Directory.Exists(there))
        {
            there = File.Exists(there) ? null : Path.GetDirectoryName(there);
        }

        return there is null
            ? new AccountCheck(
                Name,
                false,
                $"The journal {path} cannot be made: a file or nothing is in the place of its folder. Name another with Connect-DocSigning "
                    + "-JournalPath.")
            : new AccountCheck(Name, null, $"There is no journal {path} yet. The first order makes it, and tries its locks out before.");
    }
}
