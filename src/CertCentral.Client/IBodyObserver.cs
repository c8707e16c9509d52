namespace CertCentral;

/// <summary>
/// An observer that sees the bodies of calls as well, for whoever looks for a fault. They are without secrets: no API key, no password and
/// no card number is in them. Data of people are.
/// </summary>
public interface IBodyObserver : ICallObserver
{
    /// <summary>False: nothing is made ready to be seen.</summary>
    bool SeesBodies { get; }

    /// <summary>A body has left, or an answer is there.</summary>
    void OnBody(CallBody body);
}
