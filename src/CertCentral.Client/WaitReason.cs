namespace CertCentral;

/// <summary>Why a call waits.</summary>
public enum WaitReason
{
    /// <summary>The call would exceed the limit of the key.</summary>
    Pacing,

    /// <summary>The server said that the limit is exceeded (429): all calls of the key wait.</summary>
    RateLimited,

    /// <summary>An attempt failed and is repeated after a pause.</summary>
    Retry,
}
