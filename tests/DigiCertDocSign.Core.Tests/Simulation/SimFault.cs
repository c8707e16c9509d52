namespace DigiCertDocSign.Tests.Simulation;

/// <summary>What goes wrong with one call.</summary>
internal enum SimFault
{
    None,
    DropBefore,
    DropAfter,
    Unreachable,
    TooMany,
    ErrorBefore,
    ErrorAfter,
    GatewayPage,
    Truncated,
    Garbage,

    /// <summary>The server never sees the call, and nobody answers.</summary>
    Hang,

    /// <summary>The server has done its work, and nobody answers.</summary>
    HangAfter,

    /// <summary>Nobody answers, and the server does its work up to a minute after that.</summary>
    HangAndCommitLate,
}
