namespace CertCentral.Errors;

/// <summary>The server does not accept the API key (401, or 403 with a code that names the key).</summary>
public sealed class ApiKeyRefusedException : CertCentralException
{
    internal ApiKeyRefusedException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}
