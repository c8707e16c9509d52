namespace DigiCertDocSign.Keys.Files;

/// <summary>What can go wrong with key files, and with the files of the certificates that belong to them, in words.</summary>
internal static class FileFaults
{
    public const string PathField = "KeyPath";
    public const string PasswordField = "KeyPassword";
    private const string CertificateField = "Path";
    private const string ReferenceField = "KeyReference";

    /// <summary>The message does not repeat the text: there is a PIN in it.</summary>
    public static DocSigningException PinInReference() => new(
        FaultKind.KeyReferenceInvalid,
        ReferenceField,
        $"{ReferenceField} holds a PIN, which does not belong into a reference, and it is not written as "
            + "pkcs11:token=LABEL;object=NAME. Take the PIN out and use -Pin.");

    public static DocSigningException Missing(string path) =>
        new(FaultKind.KeyFileMissing, PathField, $"There is no key file {path}. Check the path; a folder is not enough.");

    public static DocSigningException TooLarge(string path) => new(
        FaultKind.KeyFileUnreadable,
        PathField,
        $"The file {path} is far too large for a key. Name a PEM, DER or PFX file of a private key.");

    public static DocSigningException Unreadable(string path, Exception problem) =>
        new(FaultKind.KeyFileUnreadable, PathField, $"The key file {path} cannot be read. {problem.Message}", problem);

    /// <summary>The file can be read, and what it holds cannot.</summary>
    public static DocSigningException NoKeyInside(string path, FormatException problem) => new(
        FaultKind.KeyFileUnreadable,
        PathField,
        $"The file {path} holds no private key that can be read. {problem.Message} Name a PEM, DER or PFX file of a private key.",
        problem);

    public static DocSigningException PasswordMissing(string path) => new(
        FaultKind.KeyPasswordMissing, PasswordField, $"The key in {path} is encrypted. Give its password with "
            + $"-{PasswordField}; an empty one, as Azure Key Vault gives to a PFX, is -{PasswordField} (New-Object SecureString).");

    public static DocSigningException PasswordWrong(string path, Exception problem) => new(
        FaultKind.KeyPasswordWrong,
        PasswordField,
        $"{PasswordField} does not open the key in {path}: the password is wrong, or the file is damaged.",
        problem);

    public static DocSigningException NamedAsPfx(string path) => new(
        FaultKind.PathInvalid,
        PathField,
        $"{PathField}: {path} ends like a PFX, and a new key is written in PEM. Name a file that ends in .pem. "
            + "A PFX that is there is used as it is without -Force; one of key and certificate is made by Save-DocSigningCertificate.");

    /// <summary>A key file is in the way.</summary>
    /// <param name="path">The file.</param>
    /// <param name="canBeReplaced">Whether -Force makes a new key in its place.</param>
    /// <param name="why">Sentences, with a blank before each.</param>
    /// <param name="inner">The fault that opening it gave.</param>
    public static DocSigningException Exists(string path, bool canBeReplaced, string why = "", Exception? inner = null) => new(
        FaultKind.KeyFileExists,
        PathField,
        $"The key file {path} exists and is kept: without it, a certificate made for it is worthless.{why} "
            + (canBeReplaced
                ? "Use -Force to set it aside and make a new one, or name another place."
                : "Name another place to make a new one."),
        inner);

    public static DocSigningException MadeBefore(string path) => new(
        FaultKind.KeyFileExists,
        PathField,
        $"This run has already made the key file {path} for another CSR, and one file holds one key. Leave out the second input, "
            + "or give each person a file of their own.");

    /// <param name="path">The file.</param>
    /// <param name="problem">Why not.</param>
    /// <param name="where">Where an earlier key is now, with a blank before; empty when none was moved.</param>
    public static DocSigningException NotWritten(string path, Exception problem, string where) => new(
        FaultKind.KeyFileNotWritten,
        PathField,
        $"The key file {path} cannot be written, so no CSR was made. {problem.Message}{where}",
        problem);

    /// <param name="path">The file.</param>
    /// <param name="problem">Why not.</param>
    /// <param name="where">Where an earlier file is now, with a blank before; empty when none was moved.</param>
    public static DocSigningException CertificateNotWritten(string path, Exception problem, string where) => new(
        FaultKind.CertificateFileNotWritten,
        CertificateField,
        $"The certificate file {path} cannot be written. {problem.Message}{where}",
        problem);

    /// <param name="path">The file in the certificate's place.</param>
    /// <param name="besideKey">Whether the place is beside a key file, and not one that the user named.</param>
    /// <param name="problem">Why it cannot be read.</param>
    public static DocSigningException EarlierUnreadable(string path, bool besideKey, Exception problem) => new(
        FaultKind.CertificateFileNotWritten,
        besideKey ? ReferenceField : CertificateField,
        $"The file {path} is in the certificate's place and cannot be read. {problem.Message}",
        problem);

    /// <param name="path">The file.</param>
    /// <param name="difference">What it lacks, as the end of a sentence that begins with it.</param>
    /// <param name="whatForceDoes">What -Force does beside replacing it, in brackets with a blank before; empty when nothing.</param>
    public static DocSigningException CertificateExists(string path, string difference, string whatForceDoes) => new(
        FaultKind.CertificateFileExists,
        CertificateField,
        $"The file {path} exists and is kept: it {difference}. Use -Force to replace it{whatForceDoes}, or name another place.");

    /// <param name="path">A file beside the key.</param>
    /// <param name="holds">What it holds, in words.</param>
    public static DocSigningException OtherBesideKey(string path, string holds) => new(
        FaultKind.CertificateFileExists,
        ReferenceField,
        $"The file {path} exists and is kept: it holds {holds}. Use -Force to replace it, or move it away.");

    /// <param name="path">A file beside the key.</param>
    public static DocSigningException KeyBesideKey(string path) => new(
        FaultKind.CertificateFileExists,
        ReferenceField,
        $"The file {path} holds a private key, which is never replaced, not even with -Force. Move it away; the "
            + "certificate belongs in its place.");
}
