namespace CertCentral.Errors;

/// <summary>No connection could be made (name, connect, TLS, proxy), so nothing was sent.</summary>
public sealed class ServerUnreachableException : CertCentralException
{
    internal ServerUnreachableException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}
