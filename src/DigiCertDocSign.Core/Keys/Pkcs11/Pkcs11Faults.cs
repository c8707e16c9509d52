using DigiCertDocSign.Crypto;
using Net.Pkcs11Interop.Common;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>Turns the answers of a token or its module into faults that an administrator understands.</summary>
internal static class Pkcs11Faults
{
    private const string ModuleField = "Pkcs11Module";
    private const string TokenField = "TokenLabel";
    private const string PinField = "Pin";
    private const string AlgorithmField = "KeyAlgorithm";
    private const string ReferenceField = "KeyReference";
    private const string LabelField = "Email"; // the key is named after it

    /// <summary>True for the exceptions that the interop library throws when a module fails or refuses.</summary>
    public static bool IsOne(Exception problem) =>
        problem is Pkcs11Exception or UnmanagedException or AttributeValueException or LibraryArchitectureException
            or UnsupportedPlatformException;

    /// <summary>The fault for such an exception.</summary>
    /// <param name="problem">One for which <see cref="IsOne"/> is true.</param>
    /// <param name="token">The token's name in messages.</param>
    public static DocSigningException Of(Exception problem, string token)
    {
        string answer = problem is Pkcs11Exception refusal ? refusal.RV.ToString() : problem.Message;
        CKR? code = (problem as Pkcs11Exception)?.RV;
        (FaultKind kind, string? field, string? message) = OfPin(code, token) ?? OfDevice(code, token, answer);
        return new DocSigningException(kind, field, message, problem);
    }

    private static (FaultKind Kind, string Field, string Message)? OfPin(CKR? code, string token) => code switch
    {
        CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_INVALID or CKR.CKR_PIN_LEN_RANGE => (
            FaultKind.TokenPinWrong,
            PinField,
            $"The PIN is not the one of {Inside(token)}. The run ends here, before more attempts lock the token. Give the right PIN with "
                + "-Pin."),
        CKR.CKR_PIN_LOCKED => (FaultKind.TokenPinLocked, PinField, PinLockedText(token)),
        CKR.CKR_PIN_EXPIRED => (
            FaultKind.TokenPinLocked,
            PinField,
            $"The PIN of {Inside(token)} has expired. Set a new one with the vendor's tool."),
        CKR.CKR_USER_PIN_NOT_INITIALIZED => (
            FaultKind.TokenPinLocked,
            PinField,
            $"No user PIN is set on {Inside(token)} yet. Set one with the vendor's tool."),
        CKR.CKR_USER_NOT_LOGGED_IN => (
            FaultKind.TokenPinMissing,
            PinField,
            PinMissingText(token, "asks for a login")),
        CKR.CKR_FUNCTION_CANCELED => (
            FaultKind.TokenPinMissing,
            PinField,
            $"The PIN entry on the pad of {Inside(token)} was cancelled. Run the command again and enter the PIN."),
        _ => null,
    };

    private static (FaultKind Kind, string Field, string Message) OfDevice(CKR? code, string token, string answer) => code switch
    {
        CKR.CKR_DEVICE_MEMORY => (
            FaultKind.TokenFull,
            TokenField,
            $"{token} has no room for another object."),
        CKR.CKR_TOKEN_NOT_PRESENT or CKR.CKR_DEVICE_REMOVED or CKR.CKR_SLOT_ID_INVALID or CKR.CKR_TOKEN_NOT_RECOGNIZED => (
            FaultKind.TokenNotFound,
            TokenField,
            $"{token} is not there any more ({answer}). Put it back, or restore the way to the HSM, and run the command again: keys "
                + "already made are taken up."),
        CKR.CKR_MECHANISM_INVALID or CKR.CKR_KEY_SIZE_RANGE or CKR.CKR_CURVE_NOT_SUPPORTED or CKR.CKR_DOMAIN_PARAMS_INVALID => (
            FaultKind.KeyAlgorithmUnavailable,
            AlgorithmField,
            $"{token} cannot do that ({answer}). Choose another -KeyAlgorithm; Test-DocSigningKeyStore says what it can make."),
        CKR.CKR_TOKEN_WRITE_PROTECTED or CKR.CKR_SESSION_READ_ONLY => (
            FaultKind.TokenFault,
            TokenField,
            $"{token} is write-protected, so nothing can be put on it. Lift the protection with the vendor's tool."),
        CKR.CKR_SESSION_COUNT => (
            FaultKind.TokenFault,
            TokenField,
            $"{token} has no session free: other programs hold all that it allows. Close them."),
        _ => (
            FaultKind.TokenFault,
            TokenField,
            $"{token} or its module failed: {answer}."),
    };

    public static DocSigningException PinLocked(string token) => new(FaultKind.TokenPinLocked, PinField, PinLockedText(token));

    public static DocSigningException LastAttempt(string token) => new(
        FaultKind.TokenPinLocked,
        PinField,
        $"{token} allows one last attempt before it locks, and that is not spent here. Log in once with the vendor's tool, which "
            + "sets the count back.");

    /// <param name="token">The token's name in messages.</param>
    /// <param name="why">Why it needs the PIN, as the end of a sentence that begins with the token.</param>
    public static DocSigningException PinMissing(string token, string why) =>
        new(FaultKind.TokenPinMissing, PinField, PinMissingText(token, why));

    /// <param name="message">What is wrong with the library and what to do.</param>
    /// <param name="problem">What loading it gave; null when it was not tried.</param>
    public static DocSigningException ModuleUnusable(string message, Exception? problem = null) =>
        new(FaultKind.TokenModuleUnusable, ModuleField, message, problem);

    /// <param name="wanted">The token that the user named.</param>
    /// <param name="module">The path of the module.</param>
    /// <param name="there">A sentence about the tokens that are there.</param>
    public static DocSigningException TokenNotFound(Pkcs11Uri wanted, string module, string there) => new(
        FaultKind.TokenNotFound,
        wanted.Serial is null ? TokenField : "TokenSerial",
        $"The module {module} shows no token with {Asked(wanted)}. {there} Name one of them, by -TokenSerial where the "
            + "label is hard to type, or connect the token.");

    /// <param name="wanted">The token that the user named.</param>
    /// <param name="module">The path of the module.</param>
    /// <param name="count">How many fit.</param>
    /// <param name="fitting">A sentence about them.</param>
    public static DocSigningException TokenAmbiguous(Pkcs11Uri wanted, string module, int count, string fitting) => new(
        FaultKind.TokenAmbiguous,
        TokenField,
        $"The module {module} shows {count} tokens with {Asked(wanted)}. {fitting} Name the right one with -TokenSerial.");

    public static DocSigningException TokenBusy(string token) => new(
        FaultKind.TokenBusy,
        TokenField,
        $"{token} is in use: another run of this user on this machine is making keys on it, and two at once would make two keys for "
            + "one person.");

    /// <param name="token">The token's name in messages.</param>
    /// <param name="missing">What it cannot do, as the end of a sentence that begins with the token.</param>
    /// <param name="kind">Of the key, in words.</param>
    public static DocSigningException Unable(string token, string missing, string kind) => new(
        FaultKind.KeyAlgorithmUnavailable,
        AlgorithmField,
        $"{token} {missing}, so it cannot make a key {kind}. Choose another -KeyAlgorithm; Test-DocSigningKeyStore says what it can make.");

    /// <summary>The message does not repeat the text: the user may have put a PIN into it.</summary>
    public static DocSigningException ReferenceInvalid(string why) => new(
        FaultKind.KeyReferenceInvalid,
        ReferenceField,
        $"{ReferenceField} is no PKCS#11 URI that can be used: {why}. Write it as "
            + "pkcs11:token=LABEL;object=NAME?module-path=/path/to/module.");

    /// <param name="token">The token's name in messages.</param>
    /// <param name="key">Which key, in words.</param>
    public static DocSigningException KeyNotFound(string token, string key) => new(
        FaultKind.KeyNotFound,
        ReferenceField,
        $"{token} holds no private key {key}. Check the reference and the token; a key cannot be made again.");

    /// <param name="token">The token's name in messages.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="key">Which key, in words.</param>
    public static DocSigningException KeyAmbiguous(string token, int count, string key) => new(
        FaultKind.KeyAmbiguous,
        ReferenceField,
        $"{token} holds {count} keys {key}. Add the id of the right one to the reference, as New-DocSigningCsr gives it.");

    public static DocSigningException KeyWithoutId(string label) => new(
        FaultKind.KeyAmbiguous,
        ReferenceField,
        $"The key '{label}' has no CKA_ID, by which programs join a key and its certificate. Give it one with the vendor's tool.");

    public static DocSigningException KeyWithoutPublicPart(string label) => new(
        FaultKind.KeyNotFound,
        ReferenceField,
        $"The token does not show the public part of the key '{label}', so no CSR can be made with it. Put the public key on "
            + "the token too, with the same CKA_ID.");

    public static DocSigningException PublicPartUnreadable(string label, FormatException problem) => new(
        FaultKind.KeyUnsupported,
        ReferenceField,
        $"The public part of the key '{label}' on the token cannot be read. {problem.Message} Make one of "
            + $"{KeyAlgorithmFacts.Supported}.",
        problem);

    /// <param name="label">Of the key.</param>
    /// <param name="wrong">What the token did not do.</param>
    public static DocSigningException NotProtected(string label, IEnumerable<string> wrong) => new(
        FaultKind.KeyNotProtected,
        ReferenceField,
        $"The token does not protect the key '{label}' as it was told to: {string.Join(", ", wrong)}. No CSR was made. The key "
            + "stays there: remove it with the vendor's tool, and use another token or module.");

    /// <param name="token">The token's name in messages.</param>
    /// <param name="what">Which keys it holds and what to do, as the end of a sentence.</param>
    public static DocSigningException LabelTaken(string token, string what) =>
        new(FaultKind.KeyLabelTaken, LabelField, $"{token} already holds {what}");

    public static DocSigningException MadeBefore(string label) => new(
        FaultKind.KeyLabelTaken,
        LabelField,
        $"This run has already made the key of {label} for another CSR. Leave out the second input.");

    /// <param name="token">The token's name in messages.</param>
    /// <param name="label">Of the key.</param>
    /// <param name="others">The certificates that are there, in words.</param>
    public static DocSigningException CertificateExists(string token, string label, string[] others) => new(
        FaultKind.CertificateExists,
        ReferenceField,
        $"{token} holds another certificate for the key '{label}': {string.Join(", ", others)}. It is kept.");

    private static string Asked(Pkcs11Uri wanted) =>
        wanted.Serial is null ? $"the label '{wanted.Token}'" : $"the serial number '{wanted.Serial}'";

    private static string PinMissingText(string token, string why) => $"{token} {why}. Give its PIN with -Pin.";

    private static string PinLockedText(string token) =>
        $"The PIN of {Inside(token)} is locked after too many wrong attempts. Unlock it with the vendor's tool and the SO PIN or PUK.";

    // The name within a sentence.
    private static string Inside(string token) => token.StartsWith("The ", StringComparison.Ordinal) ? "the " + token.Substring(4) : token;
}
