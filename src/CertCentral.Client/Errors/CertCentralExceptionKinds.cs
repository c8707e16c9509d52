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
public sealed class CallTimedOutException : CertCentralException
{
    internal CallTimedOutException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

/// <summary>
/// The limit was still exceeded after all waits (429), or the server wants no calls for longer than this call may wait. Where
/// <see cref="CertCentralException.Executed"/> is null, a proxy or a gateway said so and not the API.
/// </summary>
public sealed class RateLimitedException : CertCentralException
{
    internal RateLimitedException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

/// <summary>The API does not accept the key (its own 401, or its own 403 with a code that names the key).</summary>
public sealed class ApiKeyRefusedException : CertCentralException
{
    internal ApiKeyRefusedException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

/// <summary>The key is valid, but its user may not do this (403).</summary>
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

/// <summary>The API refused what was sent (any other 4xx with its own error body).</summary>
public sealed class CallRefusedException : CertCentralException
{
    internal CallRefusedException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

/// <summary>The server failed, or a gateway in front of it (5xx). Whether a change was made is not known.</summary>
public sealed class ServerFaultException : CertCentralException
{
    internal ServerFaultException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

/// <summary>
/// An answer that cannot be used: HTML, cut off, no JSON, a redirect, JSON without a needed field, a list that contradicts itself, or a
/// 4xx that is not in the words of the API, so that somebody else may have given it. Whether a change was made is not known.
/// </summary>
public sealed class UnreadableAnswerException : CertCentralException
{
    internal UnreadableAnswerException(CallFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }

    /// <summary>Whether the same call may get a good answer a moment later.</summary>
    internal bool MayPass { get; init; }
}
