namespace DigiCertDocSign;

/// <summary>
/// Every kind of fault that this module itself can find. The name is the public ErrorId, so a kind is never renamed;
/// the cmdlets' error table gives each one its category and recommended action.
/// </summary>
public enum FaultKind
{
    // Connection
    NotConnected,
    ApiKeyInvalid,
    BaseUriInvalid,
    RateLimitInvalid,

    /// <summary>The sandbox's state file cannot be used.</summary>
    SandboxUnavailable,

    /// <summary>A path that is not in the file system, or whose ending belongs to another kind of file.</summary>
    PathInvalid,

    // People
    GivenNameMissing,
    SurnameMissing,
    JobTitleMissing,
    PhoneMissing,
    EmailMissing,
    EmailInvalid,
    PhoneInvalid,

    /// <summary>A text holds control characters, invisible characters or broken Unicode.</summary>
    TextInvalid,

    /// <summary>The directory says that the person's account is disabled.</summary>
    AccountDisabled,

    // Orders
    AgreementMissing,
    OrganizationMissing,

    /// <summary>An organization id and organization details are both given.</summary>
    OrganizationAmbiguous,
    OrganizationInvalid,
    ContactMissing,
    ContactTypeUnknown,
    ContactInvalid,

    /// <summary>Provisioning by e-mail certifies a key that exists already, so a CSR is needed.</summary>
    CsrMissing,
    ShippingAddressMissing,
    ShippingAddressInvalid,
    CountryInvalid,
    ValidityMissing,

    /// <summary>More than one of years, days and expiration date is given.</summary>
    ValidityAmbiguous,
    ValidityOutOfRange,

    /// <summary>The expiration date is not written in a form that means the same in every culture.</summary>
    ExpirationDateInvalid,
    KeyTypeInvalid,

    /// <summary>Key type or size given for the order differ from those of the CSR.</summary>
    CsrContradiction,

    /// <summary>One CSR is given for the orders of several people.</summary>
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

    /// <summary>Several keys of the store fit one reference.</summary>
    KeyAmbiguous,

    /// <summary>The store holds a key of this name that must not be used for another request.</summary>
    KeyLabelTaken,

    /// <summary>The store cannot make or use a key of that kind and size.</summary>
    KeyAlgorithmUnavailable,

    /// <summary>The store made a key that can be copied, against what it was told.</summary>
    KeyNotProtected,

    /// <summary>The PKCS#11 library is missing, is none, or does not start.</summary>
    TokenModuleUnusable,
    TokenNotFound,
    TokenAmbiguous,
    TokenPinMissing,
    TokenPinWrong,

    /// <summary>The PIN is locked, has expired, was never set, or has one attempt left.</summary>
    TokenPinLocked,
    TokenFull,
    TokenFault,

    /// <summary>Another run of the same user makes keys on the token.</summary>
    TokenBusy,

    /// <summary>One key was given by hand for more than one person.</summary>
    KeyAlreadyUsed,

    /// <summary>A key storage provider of Windows is not there, or refuses.</summary>
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

    /// <summary>Another certificate lies beside the key on its token.</summary>
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

    /// <summary>A newer version of the module wrote the journal.</summary>
    JournalTooNew,

    // Placing
    OrderOutcomeUnknown,

    /// <summary>A live order stands for the e-mail address, but for a person of another name.</summary>
    EmailOfAnotherPerson,

    /// <summary>The order was sent and certainly did not arrive, more than once.</summary>
    OrderNotPlaced,

    /// <summary>The run has placed as many orders as it was allowed to.</summary>
    MaxOrdersReached,

    /// <summary>More rows failed than the run was allowed to have.</summary>
    MaxErrorsReached,
    FundsExhausted,

    /// <summary>The organization's validation for document signing has run out.</summary>
    OrganizationNotValidated,

    /// <summary>The plan that is piped in says that the account is not ready.</summary>
    PlanNotReady,

    /// <summary>The server did not say which account the key belongs to.</summary>
    AccountUnknown,

    // Following

    /// <summary>The order can never reach what was waited for.</summary>
    OrderEnded,
    WaitTimedOut,

    /// <summary>No request of the order waits for a decision.</summary>
    NoOpenRequest,

    /// <summary>More than one request of the order waits for a decision.</summary>
    SeveralOpenRequests,
}
