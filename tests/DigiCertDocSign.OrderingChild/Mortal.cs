using DigiCertDocSign.Journal;

namespace DigiCertDocSign.OrderingChild;

/// <summary>A journal in a file, of a process that may die at each step of taking it in.</summary>
/// <param name="file">The real one.</param>
/// <param name="step">Called at each step; whoever is to die there does not come back.</param>
internal sealed class MortalFile(IJournalFile file, Action step) : IJournalFile
{
    public Task<JournalCopy> ReadAsync(CancellationToken cancellationToken) => file.ReadAsync(cancellationToken);

    public Task<bool> IsLeftAsync(CancellationToken cancellationToken) => file.IsLeftAsync(cancellationToken);

    public async Task<JournalContents> CloseAsync(JournalSeal seal, bool isForced, CancellationToken cancellationToken)
    {
        step();
        JournalContents contents = await file.CloseAsync(seal, isForced, cancellationToken);
        step();
        return contents;
    }

    public async Task SealAsync()
    {
        step();
        await file.SealAsync();
        step();
    }

    public Task ReopenAsync()
    {
        step();
        return file.ReopenAsync();
    }

    public void Dispose() => file.Dispose();
}

/// <summary>The database's part of the same.</summary>
/// <param name="database">The real one.</param>
/// <param name="step">Called when all is written and not committed yet, and when it is committed.</param>
internal sealed class MortalCollector(IJournalCollector database, Action step) : IJournalCollector
{
    public Task<JournalSeal?> FindSealAsync(CancellationToken cancellationToken) => database.FindSealAsync(cancellationToken);

    public Task<JournalSeal> EnsureSealAsync(CancellationToken cancellationToken) => database.EnsureSealAsync(cancellationToken);

    public Task<TakeInPlan> PlanAsync(JournalContents contents, CancellationToken cancellationToken) =>
        database.PlanAsync(contents, cancellationToken);

    public async Task<TakeInPlan> TakeInAsync(JournalContents contents, Action onCommit, CancellationToken cancellationToken)
    {
        TakeInPlan plan = await database.TakeInAsync(
            contents,
            () =>
            {
                onCommit();
                step();
            },
            cancellationToken);
        step();
        return plan;
    }

    public void Dispose() => database.Dispose();
}
