namespace CertCentral.Errors;

/// <summary>The request limit was still exceeded after every wait (429).</summary>
public sealed class RateLimitedException : CertCentralException
{
    internal RateLimitedException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}
