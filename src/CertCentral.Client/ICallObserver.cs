namespace CertCentral;

/// <summary>
/// Hears of every attempt and every wait, on whatever thread it happens. Must return quickly; an exception thrown here is
/// dropped, because a lost line of a log must not lose the answer to a paid order.
/// </summary>
public interface ICallObserver
{
    /// <summary>One attempt has ended, with an answer or without.</summary>
    void OnCompleted(CallTrace trace);

    /// <summary>A call starts to wait.</summary>
    void OnWaiting(CallWait wait);

    /// <summary>Something the user should know though the calls go on: a sentence with its consequence. Told once.</summary>
    void OnWarning(string message);
}
