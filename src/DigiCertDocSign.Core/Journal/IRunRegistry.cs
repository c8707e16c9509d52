namespace DigiCertDocSign.Journal;

/// <summary>
/// Knows which runs are still at work. An intent belongs to a run; when the run is over, whatever way it ended, another one may take the
/// intent over. This must not hang on clocks or process ids: both lie after a restart.
/// </summary>
public interface IRunRegistry
{
    /// <summary>Says that the run is at work, until the result is disposed or its process dies.</summary>
    IDisposable Enter(string runId);

    /// <summary>Whether the run is still at work.</summary>
    bool IsAtWork(string runId);
}
