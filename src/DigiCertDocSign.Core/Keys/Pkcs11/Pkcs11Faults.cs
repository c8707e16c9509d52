using Net.Pkcs11Interop.Common;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>Turns the answers of a token or its module into faults that an administrator understands.</summary>
internal static class Pkcs11Faults
{
    public const string ModuleField = "Pkcs11Module";
    public const string TokenField = "TokenLabel";
    public const string PinField = "Pin";
    private const string AlgorithmField = "KeyAlgorithm";

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
        CKR.CKR_PIN_LOCKED => (FaultKind.TokenPinLocked, PinField, Locked(token)),
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
            $"{token} asks for a login. Give its PIN with -Pin."),
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
            $"{token} has no room for another object. Remove objects that nobody needs with the vendor's tool, or use another token."),
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
            $"{token} has no session free: other programs hold all that it allows. Close them and run the command again: keys already made "
                + "are taken up."),
        _ => (
            FaultKind.TokenFault,
            TokenField,
            $"{token} or its module failed: {answer}. Look at the device and its log, then run the command again: keys already made are "
                + "taken up."),
    };

    /// <summary>The message for a locked PIN.</summary>
    /// <param name="token">The token's name in messages.</param>
    public static string Locked(string token) =>
        $"The PIN of {Inside(token)} is locked after too many wrong attempts. Unlock it with the vendor's tool and the SO PIN or PUK.";

    // The name within a sentence.
    private static string Inside(string token) => token.StartsWith("The ", StringComparison.Ordinal) ? "the " + token.Substring(4) : token;
}
