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

    /// <summary>503 with the HTML page of a gateway that stopped waiting; committed.</summary>
    GatewayPageAfterCommit,

    /// <summary>
    /// The call waits for the delay of the rule, then it is served as usual. If the client leaves before that, it is not committed.
    /// </summary>
    SlowBeforeCommit,

    /// <summary>The call is committed at once, and the answer comes after the delay of the rule.</summary>
    SlowAfterCommit,

    /// <summary>The status and the content type are right, but the body ends in the middle; committed.</summary>
    TruncatedBody,

    /// <summary>The status and the content type are right, but the body is no JSON; committed.</summary>
    GarbageBody,
}
