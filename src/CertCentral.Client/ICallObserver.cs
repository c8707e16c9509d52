namespace CertCentral;

/// <summary>
/// Hears of every attempt and every wait, on the thread on which it happens. Each method must return quickly. What it throws is
/// ignored, because the answer to a paid order must not be lost together with a line of a log.
/// </summary>
public interface ICallObserver
{
    /// <summary>One attempt has ended, with an answer or without.</summary>
    void OnCompleted(CallTrace trace);

    /// <summary>A call starts to wait.</summary>
    void OnWaiting(CallWait wait);

    /// <summary>
    /// The calls go on, but there is something that the user should know. The message says what follows from it, and comes once.
    /// </summary>
    void OnWarning(string message);
}
