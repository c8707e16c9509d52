namespace CertCentral.Errors;

/// <summary>No connection could be made (name, connect, TLS, proxy), so nothing was sent.</summary>
public sealed class ServerUnreachableException : CertCentralException
{
    internal ServerUnreachableException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

/// <summary>The connection broke after sending had begun. Whether a change was made is not known.</summary>
public sealed class ConnectionLostException : CertCentralException
{
    internal ConnectionLostException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

/// <summary>No answer came in time, or the server gave up waiting (408). Whether a change was made is not known.</summary>
public sealed class RequestTimedOutException : CertCentralException
{
    internal RequestTimedOutException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

/// <summary>The request limit was still exceeded after every wait (429), or the silence that the server wants is longer than the call may wait.</summary>
public sealed class RateLimitedException : CertCentralException
{
    internal RateLimitedException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

/// <summary>The server does not accept the API key (401, or 403 with a code that names the key).</summary>
public sealed class ApiKeyRefusedException : CertCentralException
{
    internal ApiKeyRefusedException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

/// <summary>The key is good, but its user or role may not do this (403).</summary>
public sealed class PermissionDeniedException : CertCentralException
{
    internal PermissionDeniedException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

/// <summary>No such object, or it belongs to another account (404).</summary>
public sealed class NotFoundException : CertCentralException
{
    internal NotFoundException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

/// <summary>The server refused what was sent (any other 4xx).</summary>
public sealed class RequestRefusedException : CertCentralException
{
    internal RequestRefusedException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

/// <summary>The server or a gateway before it failed (5xx). Whether a change was made is not known.</summary>
public sealed class ServerFaultException : CertCentralException
{
    internal ServerFaultException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

/// <summary>An answer that is not what the call promises: HTML, cut off, garbage, a redirect, or JSON without the needed parts. Whether a change was made is not known.</summary>
public sealed class UnreadableAnswerException : CertCentralException
{
    internal UnreadableAnswerException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}
