namespace DigiCertDocSign;

/// <summary>
/// Every kind of fault that this module itself can find. The name is the public ErrorId, so a kind is never renamed;
/// the cmdlets' error table gives each one its category and recommended action.
/// </summary>
public enum FaultKind
{
    // People
    EmailMissing,

    // Orders

    // Keys and CSRs

    // Certificates

    // Following
    OrderOutcomeUnknown,
}
