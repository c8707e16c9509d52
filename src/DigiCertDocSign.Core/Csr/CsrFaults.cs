namespace DigiCertDocSign.Csr;

/// <summary>What can go wrong with a CSR and its file, in words.</summary>
internal static class CsrFaults
{
    public const string Field = "Csr";
    private const string PathField = "CsrPath";

    public static DocSigningException Unreadable(FormatException problem) => new(
        FaultKind.CsrUnreadable,
        Field,
        $"{Field} cannot be read. {problem.Message} Give a PKCS#10 request in PEM, from BEGIN CERTIFICATE REQUEST to END "
            + "CERTIFICATE REQUEST, or a public key from BEGIN PUBLIC KEY to END PUBLIC KEY.",
        problem);

    public static DocSigningException SignatureWrong() => new(
        FaultKind.CsrSignatureWrong,
        Field,
        $"The signature of {Field} is not by its own key: the text was altered or damaged on its way. Take the CSR again from "
            + "where it was made.");

    public static DocSigningException SignatureUnknown(string algorithm) => new(
        FaultKind.CsrSignatureWrong,
        Field,
        $"The signature of {Field} cannot be verified here, since its algorithm {algorithm} is not known. Make the CSR with SHA-256, "
            + "SHA-384 or SHA-512, as New-DocSigningCsr does.");

    /// <param name="first">A person, in words.</param>
    /// <param name="other">Another person who would get the same key.</param>
    public static DocSigningException Shared(string first, string other) => new(
        FaultKind.CsrShared,
        Field,
        $"{Field}: the one given with -Csr would be the key of {first} and of {other}. Each person needs a key of their "
            + "own, so nobody gets this one. Make key and CSR for each with New-DocSigningCsr and pipe its output, "
            + "or give each input a property Csr.");

    public static DocSigningException NamesNobody() => new(
        FaultKind.CsrSubjectInvalid,
        "GivenName",
        "GivenName and Surname are both blank, so the CSR would name nobody. Fill them in.");

    public static DocSigningException FileExists(string path) => new(
        FaultKind.CsrFileExists,
        PathField,
        $"The CSR file {path} exists and is kept, with its key.");

    /// <param name="path">The file.</param>
    /// <param name="problem">Why not.</param>
    /// <param name="consequence">What became of the key, in a sentence.</param>
    public static DocSigningException FileNotWritten(string path, Exception problem, string consequence) => new(
        FaultKind.CsrFileNotWritten,
        PathField,
        $"The CSR file {path} cannot be written. {problem.Message} {consequence}",
        problem);
}
