using DigiCertDocSign.Crypto;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Keys.Provided;

/// <summary>What can go wrong with a key object of the caller's, in words.</summary>
internal static class ProvidedFaults
{
    public const string Field = "Key";

    /// <param name="kind">Of the key, in words.</param>
    /// <param name="wanted">The kind that the user asked for, in words.</param>
    public static DocSigningException OtherKind(string kind, string wanted) => new(
        FaultKind.KeyUnsupported,
        Field,
        $"{Field} is of the kind {kind}, and KeyAlgorithm asks for {wanted}. Leave out -KeyAlgorithm, or give a key of that kind.");

    public static DocSigningException AlreadyUsed() => new(
        FaultKind.KeyAlreadyUsed,
        Field,
        $"{Field} serves one person, and another one came before.");

    public static DocSigningException NoPublicPart(Exception problem) => new(
        FaultKind.KeyUnsupported,
        Field,
        $"{Field} does not say its public part: {Said(problem)} Give an RSA or ECDsa object of {KeyAlgorithmFacts.Supported}.",
        problem);

    public static DocSigningException DoesNotSign(Exception problem) => new(
        FaultKind.KeyUnsupported,
        Field,
        $"{Field} does not sign: {Said(problem)} Give an object that holds the private key, or reaches it and is allowed to sign.",
        problem);

    // Only the first line: below it, clients of vaults write the headers and bodies of answers.
    private static string Said(Exception problem)
    {
        string? first = problem.Message.Split('\n')
            .Select(line => Sentence.WithoutStop(line.Trim()))
            .FirstOrDefault(line => line.Length > 0);
        return (first ?? problem.GetType().Name) + ".";
    }
}
