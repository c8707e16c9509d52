namespace CertCentral.Errors;

/// <summary>An answer that is not what the call promises: HTML, cut off, garbage, a redirect, or JSON without the needed parts. Whether a change was made is not known.</summary>
public sealed class UnreadableAnswerException : CertCentralException
{
    internal UnreadableAnswerException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}
