using System.Diagnostics;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Keeping;

namespace DigiCertDocSign.OrderingChild;

/// <summary>Takes a journal in, and kills its own process, as SIGKILL does, at the step that it is told.</summary>
/// <param name="lastStep">The last step, counted from 1; 0 for none.</param>
internal sealed class TakingIn(int lastStep)
{
    private int _steps;

    public async Task RunAsync(string path, JournalPlace place, Action<string> onFault)
    {
        try
        {
            using IJournalCollector database = place.OpenCollector();
            using IJournalFile file = JournalPlace.OpenFile(path);
            await new JournalTakeIn(new DyingFile(file, this), new DyingCollector(database, this), path).TakeAsync(CancellationToken.None);
        }
        catch (DocSigningException fault)
        {
            onFault(fault.Message);
        }
    }

    private void Step()
    {
        if (++_steps == lastStep)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();

            // The signal is on its way; nothing more is done meanwhile.
            Thread.Sleep(Timeout.Infinite);
        }
    }

    private sealed class DyingFile(IJournalFile file, TakingIn owner) : IJournalFile
    {
        public Task<JournalCopy> ReadAsync(CancellationToken cancellationToken) => file.ReadAsync(cancellationToken);

        public Task<bool> IsLeftAsync(CancellationToken cancellationToken) => file.IsLeftAsync(cancellationToken);

        public async Task<JournalContents> CloseAsync(JournalSeal seal, bool isForced, CancellationToken cancellationToken)
        {
            owner.Step();
            JournalContents contents = await file.CloseAsync(seal, isForced, cancellationToken);
            owner.Step();
            return contents;
        }

        public async Task SealAsync()
        {
            owner.Step();
            await file.SealAsync();
            owner.Step();
        }

        public Task ReopenAsync() => file.ReopenAsync();

        public void Dispose() => file.Dispose();
    }

    private sealed class DyingCollector(IJournalCollector database, TakingIn owner) : IJournalCollector
    {
        public Task<JournalSeal?> FindSealAsync(CancellationToken cancellationToken) => database.FindSealAsync(cancellationToken);

        public Task<JournalSeal> EnsureSealAsync(CancellationToken cancellationToken) => database.EnsureSealAsync(cancellationToken);

        public Task<TakeInPlan> PlanAsync(JournalContents contents, CancellationToken cancellationToken) =>
            database.PlanAsync(contents, cancellationToken);

        // All is written when it is told, and not committed yet.
        public Task<TakeInPlan> TakeInAsync(JournalContents contents, Action onCommit, CancellationToken cancellationToken) =>
            database.TakeInAsync(
                contents,
                () =>
                {
                    onCommit();
                    owner.Step();
                },
                cancellationToken);

        public void Dispose() => database.Dispose();
    }
}
