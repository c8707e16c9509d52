namespace CertCentral.Errors;

/// <summary>The server or a gateway before it failed (5xx). Whether a change was made is not known.</summary>
public sealed class ServerFaultException : CertCentralException
{
    internal ServerFaultException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}
