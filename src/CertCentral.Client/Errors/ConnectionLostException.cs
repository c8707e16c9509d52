namespace CertCentral.Errors;

/// <summary>The connection broke after sending had begun. Whether a change was made is not known.</summary>
public sealed class ConnectionLostException : CertCentralException
{
    internal ConnectionLostException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}
