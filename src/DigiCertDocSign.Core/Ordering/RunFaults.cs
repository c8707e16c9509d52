using CertCentral.Errors;

namespace DigiCertDocSign.Ordering;

/// <summary>Which faults would hit every further row as well, so that a run ends instead of failing thousands of times.</summary>
public static class RunFaults
{
    private static readonly HashSet<FaultKind> Kinds =
    [
        // The journal: without it nobody knows what was ordered.
        FaultKind.JournalNotWritable, FaultKind.JournalCorrupt, FaultKind.JournalFull, FaultKind.JournalBusy, FaultKind.JournalTooNew,

        // The account, and the limits that the operator set.
        FaultKind.AccountUnknown, FaultKind.FundsExhausted, FaultKind.OrganizationNotValidated, FaultKind.PlanNotReady, FaultKind.MaxOrdersReached, FaultKind.MaxErrorsReached,

        // The key store: a further try could lock a token.
        FaultKind.TokenModuleUnusable, FaultKind.TokenNotFound, FaultKind.TokenAmbiguous, FaultKind.TokenPinMissing, FaultKind.TokenPinWrong,
        FaultKind.TokenPinLocked, FaultKind.TokenFull, FaultKind.TokenFault, FaultKind.KeyAlgorithmUnavailable, FaultKind.KeyNotProtected,
        FaultKind.KeyProviderUnusable, FaultKind.TokenBusy,
    ];

    public static bool EndsRun(Exception fault) => fault switch
    {
        DocSigningException known => EndsRun(known.Kind),
        ApiKeyRefusedException => true,
        _ => false,
    };

    public static bool EndsRun(FaultKind kind) => Kinds.Contains(kind);

    /// <summary>The fault of a run in which more rows failed than it was allowed to have.</summary>
    public static DocSigningException TooManyErrors(int failed, int most, Exception last) => new(
        FaultKind.MaxErrorsReached,
        "MaxErrors",
        $"{failed} rows have failed, more than the {most} that -MaxErrors allows, so the run ends here. The last: {last.Message}");
}
