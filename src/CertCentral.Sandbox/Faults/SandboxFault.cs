namespace CertCentral.Sandbox;

/// <summary>What can go wrong with one call. "Commit" is the moment when the call has done its work on the account.</summary>
public enum SandboxFault
{
    /// <summary>429 <c>request_limit_exceeded</c>; not committed.</summary>
    TooManyRequests,

    /// <summary>The connection breaks; not committed.</summary>
    DropBeforeCommit,

    /// <summary>The connection breaks instead of the answer; committed.</summary>
    DropAfterCommit,

    /// <summary>The connection breaks in the middle of the answer's body; committed.</summary>
    DropInsideBody,

    /// <summary>500 with a JSON error; not committed.</summary>
    ServerErrorBeforeCommit,

    /// <summary>500 with a JSON error; committed all the same.</summary>
    ServerErrorAfterCommit,

    /// <summary>503 with the HTML page of a gateway; not committed.</summary>
    GatewayPage,

    /// <summary>503 with the HTML page of a gateway that lost patience; committed.</summary>
    GatewayPageAfterCommit,

    /// <summary>Nothing happens for the rule's delay, then the call is served as usual. Gone clients leave it uncommitted.</summary>
    SlowBeforeCommit,

    /// <summary>The call is committed at once, the answer comes after the rule's delay.</summary>
    SlowAfterCommit,

    /// <summary>Status and type are right, the body ends in the middle; committed.</summary>
    TruncatedBody,

    /// <summary>Status and type are right, the body is no JSON at all; committed.</summary>
    GarbageBody,
}
