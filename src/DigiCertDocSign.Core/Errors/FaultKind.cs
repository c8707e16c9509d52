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
    KeyFileExists,
    KeyFileMissing,
    KeyFileUnreadable,
    KeyFileNotWritten,
    KeyPasswordMissing,
    KeyPasswordTooShort,
    KeyPasswordWrong,
    KeyUnsupported,
    KeyNotExportable,
    CsrFileExists,
    CsrFileNotWritten,
    CsrUnreadable,
    CsrSignatureWrong,
    CsrSubjectInvalid,

    // Certificates
    CertificateUnreadable,
    CertificateFileExists,
    CertificateFileNotWritten,
    CertificateKeyMissing,
    CertificateKeyMismatch,
    CertificateMismatch,
    CertificateNotIssued,

    // Following
    OrderOutcomeUnknown,
}
