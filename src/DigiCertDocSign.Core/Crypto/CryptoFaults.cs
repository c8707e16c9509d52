namespace DigiCertDocSign.Crypto;

/// <summary>What can go wrong with keys, passwords, certificates and text, wherever they come from, in words.</summary>
internal static class CryptoFaults
{
    /// <summary>No certificate can be ordered for such a key.</summary>
    /// <param name="name">Kind and size of the key, in words.</param>
    /// <param name="field">The parameter that the fault names.</param>
    public static DocSigningException KeyUnsupported(string name, string field) => new(
        FaultKind.KeyUnsupported,
        field,
        $"{field} holds a key of a kind that cannot be ordered ({name}). Make one of {KeyAlgorithmFacts.Supported}.");

    public static DocSigningException PasswordMissing(string field) => new(
        FaultKind.KeyPasswordMissing,
        field,
        $"{field} is missing: a private key is only written under a password. Give one of at least {PasswordRule.MinimumLength} "
            + "characters.");

    public static DocSigningException PasswordTooShort(string field, int length) => new(
        FaultKind.KeyPasswordTooShort,
        field,
        $"{field} has only {length} characters. Give one of at least {PasswordRule.MinimumLength}; a sentence of several words is better.");

    public static DocSigningException CertificateUnreadable(FormatException problem) => new(
        FaultKind.CertificateUnreadable,
        "Certificate",
        $"The certificate cannot be read. {problem.Message} Download it again, or name a PEM, DER or P7B file.",
        problem);
}
