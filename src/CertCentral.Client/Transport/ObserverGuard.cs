namespace CertCentral.Transport;

/// <summary>Keeps what an observer throws away from the call it watches.</summary>
internal readonly struct ObserverGuard(ICallObserver? observer)
{
    public bool IsListening => observer is not null;

    public void Completed(CallTrace trace)
    {
        try
        {
            observer?.OnCompleted(trace);
        }
        catch (Exception)
        {
            // Said in the contract of the observer: the answer to a paid order matters more than a line of a log.
        }
    }

    public void Waiting(CallWait wait)
    {
        try
        {
            observer?.OnWaiting(wait);
        }
        catch (Exception)
        {
            // As above.
        }
    }

    public void Warn(string message)
    {
        try
        {
            observer?.OnWarning(message);
        }
        catch (Exception)
        {
            // As above.
        }
    }
}
