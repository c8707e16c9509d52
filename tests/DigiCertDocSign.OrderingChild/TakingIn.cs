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
            var takeIn = new JournalTakeIn(new MortalFile(file, Step), new MortalCollector(database, Step), path);
            await takeIn.TakeAsync(CancellationToken.None);
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
}
