namespace CertCentral.Errors;

/// <summary>No answer came in time, or the server gave up waiting (408). Whether a change was made is not known.</summary>
public sealed class RequestTimedOutException : CertCentralException
{
    internal RequestTimedOutException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}
