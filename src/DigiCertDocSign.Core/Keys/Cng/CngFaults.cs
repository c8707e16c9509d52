namespace DigiCertDocSign.Keys.Cng;

/// <summary>
/// Turns the answers of a key storage provider (NTE_ and SCARD_ codes of winerror.h) into faults. Public, since what a provider throws can
/// be tried without one.
/// </summary>
public static class CngFaults
{
    private const int Exists = unchecked((int)0x8009000F); // NTE_EXISTS
    private const int BadKeyset = unchecked((int)0x80090016); // NTE_BAD_KEYSET
    private const int NotFound = unchecked((int)0x80090011); // NTE_NOT_FOUND
    private const int SilentContext = unchecked((int)0x80090022); // NTE_SILENT_CONTEXT
    private const int NotSupported = unchecked((int)0x80090029); // NTE_NOT_SUPPORTED
    private const int BadAlgorithm = unchecked((int)0x80090008); // NTE_BAD_ALGID
    private const int NoKeyRoom = unchecked((int)0x80090023); // NTE_TOKEN_KEYSET_STORAGE_FULL
    private const int WrongPin = unchecked((int)0x8010006B); // SCARD_W_WRONG_CHV
    private const int Blocked = unchecked((int)0x8010006C); // SCARD_W_CHV_BLOCKED
    private const int WindowClosed = unchecked((int)0x8010006E); // SCARD_W_CANCELLED_BY_USER
    private const int Cancelled = unchecked((int)0x80090036); // NTE_USER_CANCELLED
    private const int NoCard = unchecked((int)0x8010000C); // SCARD_E_NO_SMARTCARD

    private const string ProviderField = "KeyStorageProvider";
    private const string ReferenceField = "KeyReference";
    private const string LabelField = "Email"; // the key is named after it

    /// <summary>
    /// True for what Windows or a provider throws. Most is a CryptographicException, but a vendor's library may also be missing or fail in
    /// its own way, and a type of theirs as the id of an error would tell nobody anything.
    /// </summary>
    public static bool IsRefusal(Exception problem) =>
        problem is not (DocSigningException or OperationCanceledException or OutOfMemoryException);

    /// <summary>The fault for an answer.</summary>
    /// <param name="problem">The provider's refusal.</param>
    /// <param name="what">Which key or provider, for the message.</param>
    public static DocSigningException Of(Exception problem, string what)
    {
        (FaultKind kind, string? field, string? message) = problem.HResult switch
        {
            Exists => (
                FaultKind.KeyLabelTaken,
                LabelField,
                $"{what}: a key of that name is there already and is kept. Use -Force to make a new one beside it."),
            BadKeyset or NotFound => (
                FaultKind.KeyNotFound,
                ReferenceField,
                $"{what}: there is no such key. Check provider, name, and that the card is in its reader."),
            SilentContext => (
                FaultKind.TokenPinMissing,
                "Pin",
                $"{what}: the provider wants to show a window, and nobody is there to answer it. Give the PIN with -Pin, or run the "
                    + "command at a desktop."),
            WindowClosed or Cancelled => (
                FaultKind.TokenPinMissing,
                "Pin",
                $"{what}: the window that asked for the PIN was closed without one. Run the command again and enter it there, or give it "
                    + "with -Pin."),
            NotSupported or BadAlgorithm => (
                FaultKind.KeyAlgorithmUnavailable,
                "KeyAlgorithm",
                $"{what}: the provider does not know that kind of key. Choose another -KeyAlgorithm."),
            NoKeyRoom => (
                FaultKind.TokenFull,
                ProviderField,
                $"{what}: the card has no room for another key."),
            WrongPin =>
                (FaultKind.TokenPinWrong, "Pin", $"{what}: the PIN is wrong. The run ends here, before more attempts lock the card."),
            Blocked => (
                FaultKind.TokenPinLocked,
                "Pin",
                $"{what}: the PIN is locked after too many wrong attempts. Unlock it with the vendor's tool."),
            NoCard => (
                FaultKind.TokenNotFound,
                ProviderField,
                $"{what}: there is no smart card in the reader. Put it in, and run the command again."),
            _ => (FaultKind.KeyProviderUnusable, ProviderField, $"{what}: the provider refuses. {problem.Message}"),
        };
        return new DocSigningException(kind, field, message, problem);
    }

    /// <param name="isReference">Whether a reference names the provider, and not a parameter.</param>
    internal static DocSigningException NotWindows(bool isReference)
    {
        string field = isReference ? ReferenceField : ProviderField;
        return new(
            FaultKind.KeyProviderUnusable,
            field,
            $"{field}: key storage providers (CNG) are there on Windows alone.");
    }

    internal static DocSigningException NoProvider(string provider, string[] there) => new(
        FaultKind.KeyProviderUnusable,
        ProviderField,
        $"This machine has no key storage provider '{provider}'. It has: {string.Join(", ", there)}.");

    internal static DocSigningException ReferenceInvalid() => new(
        FaultKind.KeyReferenceInvalid,
        ReferenceField,
        $"{ReferenceField} is no reference to a key of Windows. Write it as cng:provider=NAME;key=NAME, both percent-encoded, as "
            + "New-DocSigningCsr gives it.");

    /// <param name="reference">The key.</param>
    /// <param name="how">What hinders its use, as the end of "holds a key".</param>
    internal static DocSigningException Taken(CngKeyReference reference, string how) => new(
        FaultKind.KeyLabelTaken,
        LabelField,
        $"The provider already holds a key {reference.Key} {how}. Use -Force to make a new one beside it; the old one stays.");

    internal static DocSigningException UsedBefore(CngKeyReference reference) => new(
        FaultKind.KeyLabelTaken,
        LabelField,
        $"This run has already used the key {reference.Key} for another CSR. Leave out the second input, or -KeyName.");

    internal static DocSigningException MadeExportable(CngKeyReference reference) => new(
        FaultKind.KeyNotProtected,
        ReferenceField,
        $"The provider made the key {reference.Key} exportable, against what it was told. No CSR was made. Use another provider.");

    internal static DocSigningException CertificateRefused(Exception problem) => new(
        FaultKind.KeyProviderUnusable,
        ReferenceField,
        $"Windows does not take the certificate into the user's personal store. {problem.Message} Save it to a file with "
            + "Save-DocSigningCertificate, and import it at that account's desktop.",
        problem);
}
