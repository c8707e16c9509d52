namespace DigiCertDocSign;

/// <summary>
/// Every kind of fault that this module itself can find. The name is the public ErrorId, so a kind is never renamed;
/// <see cref="Errors.FaultTable"/> says what each one means and what to do.
/// </summary>
public enum FaultKind
{
    // Connection
    NotConnected,
    ApiKeyInvalid,
    BaseUriInvalid,
    RateLimitInvalid,
    SandboxUnavailable,
    PathInvalid,

    // People
    GivenNameMissing,
    SurnameMissing,
    JobTitleMissing,
    PhoneMissing,
    EmailMissing,
    EmailInvalid,
    PhoneInvalid,
    TextInvalid,
    AccountDisabled,

    // Orders
    AgreementMissing,
    OrganizationMissing,
    OrganizationAmbiguous,
    OrganizationInvalid,
    ContactMissing,
    ContactTypeUnknown,
    ContactInvalid,
    CsrMissing,
    ShippingAddressMissing,
    ShippingAddressInvalid,
    CountryInvalid,
    ValidityMissing,
    ValidityAmbiguous,
    ValidityOutOfRange,
    ExpirationDateInvalid,
    KeyTypeInvalid,
    CsrContradiction,
    CsrShared,
    OrderFieldInvalid,
    CreditCardMissing,
    CreditCardInvalid,
    BillingAddressMissing,
    BillingAddressInvalid,

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
    KeyReferenceInvalid,
    KeyNotFound,
    KeyAmbiguous,
    KeyLabelTaken,
    KeyAlgorithmUnavailable,
    KeyNotProtected,
    TokenModuleUnusable,
    TokenNotFound,
    TokenAmbiguous,
    TokenPinMissing,
    TokenPinWrong,
    TokenPinLocked,
    TokenFull,
    TokenFault,
    TokenBusy,
    KeyAlreadyUsed,
    KeyProviderUnusable,
    CsrFileExists,
    CsrFileNotWritten,
    CsrUnreadable,
    CsrSignatureWrong,
    CsrSubjectInvalid,

    // Certificates
    CertificateUnreadable,
    CertificateFileExists,
    CertificateFileNotWritten,
    CertificateExists,
    CertificateKeyMissing,
    CertificateKeyMismatch,
    CertificateMismatch,
    CertificateNotIssued,

    // Journal
    JournalNotWritable,
    JournalCorrupt,
    JournalFull,
    JournalBusy,
    JournalTooNew,

    // Placing
    OrderOutcomeUnknown,
    EmailOfAnotherPerson,
    OrderNotPlaced,
    MaxOrdersReached,
    MaxErrorsReached,
    FundsExhausted,
    OrganizationNotValidated,
    PlanNotReady,
    AccountUnknown,

    // Following
    OrderEnded,
    WaitTimedOut,
    NoOpenRequest,
    SeveralOpenRequests,
    RequestOfAnotherProduct,
    RequestTypeNotNamed,
}
