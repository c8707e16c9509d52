using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Keeping;

/// <summary>
/// Takes the journal in a user's file into a database that a team shares, and seals the file. The file is closed to every run before the
/// database is written to: at no time can both send what one of them has open. Whatever dies when, the same again finishes it.
/// </summary>
/// <param name="file">The journal in the file.</param>
/// <param name="database">What takes it in.</param>
/// <param name="path">The file, for messages.</param>
public sealed class JournalTakeIn(IJournalFile file, IJournalCollector database, string path)
{
    /// <summary>Somebody says that the database which has the file is lost for good.</summary>
    public bool IsForced { get; init; }

    /// <summary>What would be written. Changes nothing.</summary>
    /// <returns>The plan, whether the file is sealed for this database already, and the seal of another one that has it.</returns>
    /// <exception cref="DocSigningException">
    /// JournalFileMissing; JournalBusy: a run is at work on it; JournalSealed or JournalTakeInUnfinished: another database has it, or may
    /// have it; or one of the two cannot be read.
    /// </exception>
    public async Task<(TakeInPlan Plan, bool IsSealed, JournalSeal? Elsewhere)> FindAsync(CancellationToken cancellationToken)
    {
        JournalCopy copy = await file.ReadAsync(cancellationToken).ConfigureAwait(false);
        JournalSeal? elsewhere =
            (await database.FindSealAsync(cancellationToken).ConfigureAwait(false))?.DatabaseId != copy.Seal?.DatabaseId ? copy.Seal : null;
        if (elsewhere is not null && !IsForced)
        {
            throw JournalFaults.Sealed(path, elsewhere);
        }

        if (copy is { Seal: null, IsAtWork: true })
        {
            throw JournalFaults.FileAtWork(path);
        }

        TakeInPlan plan = await database.PlanAsync(copy.Contents, cancellationToken).ConfigureAwait(false);
        return (plan, elsewhere is null && copy.Seal is { IsDone: true }, elsewhere);
    }

    /// <summary>Takes it in.</summary>
    /// <returns>What was written.</returns>
    /// <exception cref="DocSigningException">As <see cref="FindAsync"/>, or one of the two cannot be written to.</exception>
    public async Task<TakeInPlan> TakeAsync(CancellationToken cancellationToken)
    {
        JournalSeal seal = await database.EnsureSealAsync(cancellationToken).ConfigureAwait(false);
        JournalContents contents = await file.CloseAsync(seal, IsForced, cancellationToken).ConfigureAwait(false);
        bool mayBeTaken = false;
        TakeInPlan plan;
        try
        {
            plan = await database.TakeInAsync(contents, () => mayBeTaken = true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (!mayBeTaken)
        {
            await ReopenAsync(problem).ConfigureAwait(false);
            throw;
        }

        await file.SealAsync().ConfigureAwait(false);
        return plan;
    }

    /// <param name="problem">Why nothing was taken, which must not be hidden by what comes of it.</param>
    private async Task ReopenAsync(Exception problem)
    {
        try
        {
            await file.ReopenAsync().ConfigureAwait(false);
        }
        catch (DocSigningException closed) when (problem is DocSigningException)
        {
            throw JournalFaults.NotReopened(path, (DocSigningException)problem, closed);
        }
    }
}
