namespace DigiCertDocSign.Journal;

/// <summary>How long a run goes on trying while its journal cannot be reached, as a database may be for a while.</summary>
/// <param name="Longest">How long, for each thing that it does; zero: it is told at once.</param>
/// <param name="OnWaiting">Hears why it waits.</param>
/// <param name="Stop">Ends the waiting.</param>
public sealed record JournalPatience(TimeSpan Longest, Action<string>? OnWaiting, CancellationToken Stop)
{
    public static JournalPatience None { get; } = new(TimeSpan.Zero, null, CancellationToken.None);
}
