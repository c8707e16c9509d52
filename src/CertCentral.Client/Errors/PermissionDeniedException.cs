namespace CertCentral.Errors;

/// <summary>The key is good, but its user or role may not do this (403).</summary>
public sealed class PermissionDeniedException : CertCentralException
{
    internal PermissionDeniedException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}
