namespace DigiCertDocSign.Shell.Running;

internal enum RunOutcome
{
    /// <summary>Ran to its end; errors that did not end it have been shown.</summary>
    Completed,

    /// <summary>Ended by an error that nothing caught; it has been shown.</summary>
    Failed,

    /// <summary>Ended by Ctrl+C.</summary>
    Stopped,
}
