namespace CertCentral.Errors;

/// <summary>The request limit was still exceeded after every wait (429), or the silence that the server wants is longer than the call may wait.</summary>
public sealed class RateLimitedException : CertCentralException
{
    internal RateLimitedException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}
