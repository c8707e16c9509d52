namespace CertCentral.Errors;

/// <summary>The server refused what was sent (any other 4xx).</summary>
public sealed class RequestRefusedException : CertCentralException
{
    internal RequestRefusedException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}
