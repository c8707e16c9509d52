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

    /// <summary>A path that is not in the file system.</summary>
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
    CertificateKeyMissing,
    CertificateKeyMismatch,
    CertificateMismatch,
    CertificateNotIssued,

    // Following
    OrderOutcomeUnknown,

    /// <summary>The order can never reach what was waited for.</summary>
    OrderEnded,
    WaitTimedOut,
}
