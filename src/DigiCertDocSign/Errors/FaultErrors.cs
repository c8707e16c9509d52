using System.Management.Automation;
using DigiCertDocSign.Ordering;

namespace DigiCertDocSign.Errors;

/// <summary>What this module itself can find wrong. The message says what is wrong with this input; the action is the general way out.</summary>
internal static class FaultErrors
{
    private const string PersonAction = "Correct the person's entry in the directory or the list, or name another property with -PropertyMap, and run the command again for this person.";
    private const string OrderAction = "Correct the parameter and run the command again. Nothing was sent.";

    internal static readonly IReadOnlyDictionary<FaultKind, ErrorRow> Rows = new Dictionary<FaultKind, (ErrorCategory Category, string Action)>
    {
        // Connection
        [FaultKind.NotConnected] = (ErrorCategory.ConnectionError, "Run Connect-DocSigning first, or pass an open connection with -Connection."),
        [FaultKind.ApiKeyInvalid] = (ErrorCategory.InvalidArgument, "Copy the key again from CertCentral, Automation > API Keys, without blanks or line breaks."),
        [FaultKind.BaseUriInvalid] = (ErrorCategory.InvalidArgument, "Use -Region US or EU, or an https address with -BaseUri."),
        [FaultKind.RateLimitInvalid] = (ErrorCategory.InvalidArgument, "Write each limit as calls/seconds, as in -RateLimit '100/5','1000/180'."),
        [FaultKind.SandboxUnavailable] = (ErrorCategory.ResourceUnavailable, "Close the session that uses the same -SandboxPath, or name another file."),
        [FaultKind.PathInvalid] = (ErrorCategory.InvalidArgument, "Name a folder or file on a disk, with an ending that fits what is in it."),

        // People
        [FaultKind.GivenNameMissing] = (ErrorCategory.InvalidData, PersonAction),
        [FaultKind.SurnameMissing] = (ErrorCategory.InvalidData, PersonAction),
        [FaultKind.JobTitleMissing] = (ErrorCategory.InvalidData, PersonAction),
        [FaultKind.PhoneMissing] = (ErrorCategory.InvalidData, PersonAction),
        [FaultKind.EmailMissing] = (ErrorCategory.InvalidData, PersonAction),
        [FaultKind.EmailInvalid] = (ErrorCategory.InvalidData, PersonAction),
        [FaultKind.PhoneInvalid] = (ErrorCategory.InvalidData, PersonAction),
        [FaultKind.TextInvalid] = (ErrorCategory.InvalidData, PersonAction),
        [FaultKind.AccountDisabled] = (ErrorCategory.InvalidData, "Leave the person out, enable the account, or use -Force when the disabled account is meant."),

        // Orders
        [FaultKind.AgreementMissing] = (ErrorCategory.InvalidArgument, "Read the Certificate Subscriber Agreement; when you agree, say so with -AgreeToSubscriberAgreement."),
        [FaultKind.OrganizationMissing] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.OrganizationAmbiguous] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.OrganizationInvalid] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.ContactMissing] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.ContactTypeUnknown] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.ContactInvalid] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.CsrMissing] = (ErrorCategory.InvalidArgument, "Make key and CSR with New-DocSigningCsr and pipe its output into New-DocSigningOrder, or choose another -ProvisioningMethod."),
        [FaultKind.ShippingAddressMissing] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.ShippingAddressInvalid] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.CountryInvalid] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.ValidityMissing] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.ValidityAmbiguous] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.ValidityOutOfRange] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.ExpirationDateInvalid] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.KeyTypeInvalid] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.CsrContradiction] = (ErrorCategory.InvalidArgument, "Leave out -KeyType and -KeySize: they are read from the CSR."),
        [FaultKind.CsrShared] = (ErrorCategory.InvalidArgument, "Make key and CSR for each person with New-DocSigningCsr and pipe its output into New-DocSigningOrder, without -Csr."),
        [FaultKind.OrderFieldInvalid] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.CreditCardMissing] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.CreditCardInvalid] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.BillingAddressMissing] = (ErrorCategory.InvalidArgument, OrderAction),
        [FaultKind.BillingAddressInvalid] = (ErrorCategory.InvalidArgument, OrderAction),

        // Keys and CSRs
        [FaultKind.KeyFileExists] = (ErrorCategory.ResourceExists, "Use the key that is there, or set it aside under a dated name and make a new one with -Force."),
        [FaultKind.KeyFileMissing] = (ErrorCategory.ObjectNotFound, "Check the path; the file may have been moved."),
        [FaultKind.KeyFileUnreadable] = (ErrorCategory.ReadError, "Check that the file is a private key and that this account may read it."),
        [FaultKind.KeyFileNotWritten] = (ErrorCategory.WriteError, "Check that the folder is there, has room and may be written to by this account."),
        [FaultKind.KeyPasswordMissing] = (ErrorCategory.InvalidArgument, "Give the password: -KeyPassword opens or protects a private key, -Password protects the Pfx that is saved."),
        [FaultKind.KeyPasswordTooShort] = (ErrorCategory.InvalidArgument, "Choose a longer password."),
        [FaultKind.KeyPasswordWrong] = (ErrorCategory.AuthenticationError, "Give the password that the key was made with."),
        [FaultKind.KeyUnsupported] = (ErrorCategory.InvalidArgument, "Use RSA 2048, 3072 or 4096, or ECC P-256 or P-384, with its private part in reach."),
        [FaultKind.KeyNotExportable] = (ErrorCategory.InvalidOperation, "Save the certificate without its key, in a format other than Pfx."),
        [FaultKind.KeyReferenceInvalid] = (ErrorCategory.InvalidArgument, "Use the KeyReference that New-DocSigningCsr gave, or write a PKCS#11 URI (RFC 7512) without a PIN."),
        [FaultKind.KeyNotFound] = (ErrorCategory.ObjectNotFound, "Check the reference and that the right token is connected."),
        [FaultKind.KeyAmbiguous] = (ErrorCategory.InvalidArgument, "Use the KeyReference that New-DocSigningCsr gave: it holds the key's id."),
        [FaultKind.KeyLabelTaken] = (ErrorCategory.ResourceExists, "Leave the person out, or make a new key beside the old one with -Force. The old one stays."),
        [FaultKind.KeyAlgorithmUnavailable] = (ErrorCategory.NotImplemented, "Choose another -KeyAlgorithm, or another token. Test-DocSigningKeyStore says what the store can make."),
        [FaultKind.KeyNotProtected] = (ErrorCategory.SecurityError, "Use another token or module; remove the key with the vendor's tool."),
        [FaultKind.TokenModuleUnusable] = (ErrorCategory.OpenError, "Name the PKCS#11 library of the token's vendor, of the same bitness as PowerShell, with -Pkcs11Module."),
        [FaultKind.TokenNotFound] = (ErrorCategory.ObjectNotFound, "Connect the token, or name the right one with -TokenLabel or -TokenSerial."),
        [FaultKind.TokenAmbiguous] = (ErrorCategory.InvalidArgument, "Name the right token with -TokenSerial."),
        [FaultKind.TokenPinMissing] = (ErrorCategory.InvalidArgument, "Give the token's PIN with -Pin."),
        [FaultKind.TokenPinWrong] = (ErrorCategory.AuthenticationError, "Give the right PIN. It is not tried again by itself: tokens lock after a few wrong attempts."),
        [FaultKind.TokenPinLocked] = (ErrorCategory.AuthenticationError, "Unlock the token or set its PIN with the vendor's tool."),
        [FaultKind.TokenFull] = (ErrorCategory.LimitsExceeded, "Make room with the vendor's tool, or use another token. Keys already made are taken up by the next run."),
        [FaultKind.TokenFault] = (ErrorCategory.DeviceError, "Look at the device and its log, then run the command again. Keys already made are taken up."),
        [FaultKind.TokenBusy] = (ErrorCategory.ResourceBusy, "Wait until the other run has ended, or stop it, and run the command again. Keys already made are taken up."),
        [FaultKind.KeyAlreadyUsed] = (ErrorCategory.InvalidArgument, "Call the command once for each person, each with a key of their own."),
        [FaultKind.KeyProviderUnusable] = (ErrorCategory.ResourceUnavailable, "Name a key storage provider of this Windows machine, or use a key file or a PKCS#11 token."),
        [FaultKind.CsrFileExists] = (ErrorCategory.ResourceExists, "The person has key and CSR already. Use them, or set both aside and make new ones with -Force."),
        [FaultKind.CsrFileNotWritten] = (ErrorCategory.WriteError, "Check that the folder is there, has room and may be written to by this account. The key is safe."),
        [FaultKind.CsrUnreadable] = (ErrorCategory.InvalidData, "Give the CSR as PEM text, from '-----BEGIN CERTIFICATE REQUEST-----' to its END line."),
        [FaultKind.CsrSignatureWrong] = (ErrorCategory.InvalidData, "The CSR was damaged or changed after it was signed. Make it again from its key."),
        [FaultKind.CsrSubjectInvalid] = (ErrorCategory.InvalidData, PersonAction),

        // Certificates
        [FaultKind.CertificateUnreadable] = (ErrorCategory.InvalidData, "Check that it is a certificate, and fetch it again."),
        [FaultKind.CertificateFileExists] = (ErrorCategory.ResourceExists, "Move the file away, choose another folder, or replace it with -Force."),
        [FaultKind.CertificateFileNotWritten] = (ErrorCategory.WriteError, "Check that the folder has room and may be written to by this account."),
        [FaultKind.CertificateExists] = (ErrorCategory.ResourceExists, "Look at the certificate that the message names. With -Force the new one takes its place; the key stays."),
        [FaultKind.CertificateKeyMissing] = (ErrorCategory.InvalidArgument, "Name the private key with -KeyReference and its password with -KeyPassword, or do without it: save in another format than Pfx, leave out -SignatureCheck."),
        [FaultKind.CertificateKeyMismatch] = (ErrorCategory.InvalidData, "Use the key that the order's CSR was made with. Test-DocSigningCertificate shows what differs."),
        [FaultKind.CertificateMismatch] = (ErrorCategory.InvalidResult, "Fetch it again; if it stays wrong, ask DigiCert support and name the order."),
        [FaultKind.CertificateNotIssued] = (ErrorCategory.ObjectNotFound, "Get-DocSigningOrderStatus says who must act next; Wait-DocSigningOrder waits for it."),

        // Journal
        [FaultKind.JournalNotWritable] = (ErrorCategory.WriteError, "Mend the rights of the journal's folder, or name another file with Connect-DocSigning -JournalPath. Nothing is ordered without a journal."),
        [FaultKind.JournalCorrupt] = (ErrorCategory.ReadError, "Restore the journal from a backup. Without one, move it away and compare the live orders in CertCentral before you order again."),
        [FaultKind.JournalFull] = (ErrorCategory.WriteError, "Make room on the disk and run the command again: it goes on where it stopped."),
        [FaultKind.JournalBusy] = (ErrorCategory.ResourceBusy, "Run the command again. When it stays so, look which process holds the journal."),
        [FaultKind.JournalTooNew] = (ErrorCategory.InvalidData, "Update the module, or name another journal with Connect-DocSigning -JournalPath."),

        // Placing
        [FaultKind.OrderOutcomeUnknown] = (ErrorCategory.OperationStopped, "Do not order for this person elsewhere. Run Resume-DocSigningOrder, or the same command again: both ask CertCentral what became of the order before anything is sent."),
        [FaultKind.OrderNotPlaced] = (ErrorCategory.ResourceUnavailable, "CertCentral loses orders at present. Nothing was placed for this person; run the command again later."),
        [FaultKind.EmailOfAnotherPerson] = (ErrorCategory.ResourceExists, "Look at the order that the message names. Revoke or cancel it when its person has left; -AllowDuplicate orders beside it."),
        [FaultKind.MaxOrdersReached] = (ErrorCategory.LimitsExceeded, "Run the command again for the other people, with a larger -MaxOrders or as it is: who has an order is passed over."),
        [FaultKind.MaxErrorsReached] = (ErrorCategory.LimitsExceeded, "Mend the rows that failed. New-DocSigningPlan shows every fault of a list before anything is ordered."),
        [FaultKind.FundsExhausted] = (ErrorCategory.LimitsExceeded, "Add funds to the account, or choose another -PaymentMethod, and run the command again: who has an order is passed over."),
        [FaultKind.OrganizationNotValidated] = (ErrorCategory.InvalidOperation, "Have the organization validated for document signing in CertCentral. With -Force orders are placed all the same and wait for that validation."),
        [FaultKind.PlanNotReady] = (ErrorCategory.InvalidOperation, "Mend what the plan's checks name ($plan[0].Plan.Checks) and plan again. With -Force the plan is ordered all the same."),
        [FaultKind.AccountUnknown] = (ErrorCategory.InvalidResult, "Connect again. When it stays so, ask DigiCert support why user/me does not name the account."),

        // Following
        [FaultKind.OrderEnded] = (ErrorCategory.InvalidResult, "Get-DocSigningOrder shows the order and its requests."),
        [FaultKind.WaitTimedOut] = (ErrorCategory.OperationTimeout, "Whoever the message names must act; then wait again. Vetting takes days: a scheduled look at Get-DocSigningOrderStatus serves better than a long -TimeoutSec."),
        [FaultKind.NoOpenRequest] = (ErrorCategory.ObjectNotFound, "Nothing is to be approved. Get-DocSigningOrderStatus says who must act next."),
        [FaultKind.SeveralOpenRequests] = (ErrorCategory.InvalidArgument, "Get-DocSigningRequest lists the requests; name the one that is meant with -RequestId."),
    }.ToDictionary(row => row.Key, row => new ErrorRow(row.Key.ToString(), row.Value.Category, row.Value.Action, RunFaults.EndsRun(row.Key)));
}
