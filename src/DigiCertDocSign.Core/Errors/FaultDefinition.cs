namespace DigiCertDocSign.Errors;

/// <summary>What one kind of fault is called, means and asks for. <see cref="FaultTable"/> holds them all.</summary>
public sealed record FaultDefinition
{
    /// <summary>A fault that this module itself finds; its id is the name of the kind.</summary>
    internal FaultDefinition(
        FaultKind kind, FaultCategory category, string meaning, string remedy, bool endsRun = false, bool isToldWhole = false,
        bool leavesDoubt = false)
        : this(kind.ToString(), category, meaning, remedy, endsRun) => (Kind, IsToldWhole, LeavesDoubt) = (kind, isToldWhole, leavesDoubt);

    /// <summary>A fault that CertCentral, or the way to it, answers with.</summary>
    internal FaultDefinition(Type answer, string id, FaultCategory category, string meaning, string remedy, bool endsRun = false)
        : this(id, category, meaning, remedy, endsRun) => Answer = answer;

    private FaultDefinition(string id, FaultCategory category, string meaning, string remedy, bool endsRun)
    {
        Id = id;
        Category = category;
        Meaning = meaning;
        Remedy = remedy;
        EndsRun = endsRun;
    }

    /// <summary>The public ErrorId: scripts branch on it, so it is never renamed.</summary>
    public string Id { get; }

    public FaultCategory Category { get; }

    /// <summary>What is wrong, in a sentence or two.</summary>
    public string Meaning { get; }

    /// <summary>What the administrator does next, in a sentence or two.</summary>
    public string Remedy { get; }

    /// <summary>True when each further input would fail in the same way, so that the run ends at once.</summary>
    public bool EndsRun { get; }

    /// <summary>
    /// True when each message of this kind says the way out itself, since it is also shown without an error record of ours: a plan shows it
    /// as a reason, PowerShell as what is wrong with a parameter. The record does not say it once more.
    /// </summary>
    public bool IsToldWhole { get; }

    /// <summary>True when it is not known whether something was done, or whose something is: somebody must look.</summary>
    public bool LeavesDoubt { get; }

    /// <summary>Null for an answer of CertCentral.</summary>
    public FaultKind? Kind { get; }

    /// <summary>The exception of the client that stands for the answer; null for what this module itself finds.</summary>
    public Type? Answer { get; }
}

/// <summary>Faults that a user meets at the same work.</summary>
/// <param name="Title">A heading of about_DocSigning_Errors.</param>
/// <param name="Faults">In the order in which the topic tells of them.</param>
public sealed record FaultGroup(string Title, IReadOnlyList<FaultDefinition> Faults);

/// <summary>
/// The categories of PowerShell's error records that occur here, under the same names: this assembly knows no PowerShell.
/// </summary>
public enum FaultCategory
{
    AuthenticationError,
    ConnectionError,
    DeviceError,
    InvalidArgument,
    InvalidData,
    InvalidOperation,
    InvalidResult,
    LimitsExceeded,
    NotImplemented,
    ObjectNotFound,
    OpenError,
    OperationStopped,
    OperationTimeout,
    PermissionDenied,
    ReadError,
    ResourceBusy,
    ResourceExists,
    ResourceUnavailable,
    SecurityError,
    WriteError,
}
