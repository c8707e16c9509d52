using CertCentral.Errors;

namespace DigiCertDocSign;

/// <summary>Which faults would hit every further row as well, so that a run ends instead of failing thousands of times.</summary>
public static class RunFaults
{
    public static bool EndsRun(Exception fault) => fault switch
    {
        DocSigningException known => EndsRun(known.Kind),
        ApiKeyRefusedException => true,
        _ => false,
    };

    public static bool EndsRun(FaultKind kind) => kind is
        FaultKind.JournalNotWritable or FaultKind.JournalCorrupt or FaultKind.JournalFull or FaultKind.JournalBusy or FaultKind.JournalTooNew
        or FaultKind.MaxOrdersReached or FaultKind.MaxErrorsReached or FaultKind.FundsExhausted or FaultKind.OrganizationNotValidated or FaultKind.AccountUnknown;

    /// <summary>The fault of a run in which more rows failed than it was allowed to have.</summary>
    public static DocSigningException TooManyErrors(int failed, int most, Exception last) => new(
        FaultKind.MaxErrorsReached,
        "MaxErrors",
        $"{failed} rows have failed, more than the {most} that -MaxErrors allows, so the run ends here. The last: {last.Message}");
}
