using CertCentral;

namespace DigiCertDocSign.OrderingChild;

/// <summary>What the client warns of, such as a shared count that was given up, is a fault of the child.</summary>
internal sealed class WarningsAsFaults(Action<string> onFault) : ICallObserver
{
    public void OnCompleted(CallTrace trace)
    {
    }

    public void OnWaiting(CallWait wait)
    {
    }

    public void OnWarning(string message) => onFault(message);
}
