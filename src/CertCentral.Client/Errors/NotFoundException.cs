namespace CertCentral.Errors;

/// <summary>No such object, or it belongs to another account (404).</summary>
public sealed class NotFoundException : CertCentralException
{
    internal NotFoundException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}
