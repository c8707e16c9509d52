using DigiCertDocSign.Crypto;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>Which kinds of key a token says that it can make and sign with.</summary>
internal static class Pkcs11Abilities
{
    /// <summary>Null when the token says that it can; else what is missing, in words that follow "The token".</summary>
    public static string? Missing(Pkcs11Token token, KeyAlgorithmFacts facts)
    {
        IMechanismInfo? generator = TryInfo(token, Pkcs11KeyPair.Generator(facts));
        IMechanismInfo? signer = TryInfo(token, Pkcs11KeyPair.Signer(facts));
        return generator is not { MechanismFlags.GenerateKeyPair: true } ? $"does not make {(facts.IsRsa ? "RSA" : "elliptic-curve")} keys ({Pkcs11KeyPair.Generator(facts)})"
            : signer is not { MechanismFlags.Sign: true } ? $"does not sign with {(facts.IsRsa ? "RSA" : "elliptic-curve")} keys ({Pkcs11KeyPair.Signer(facts)})"
            : generator.MaxKeySize > 0 && ((ulong)facts.Bits > generator.MaxKeySize || (ulong)facts.Bits < generator.MinKeySize)
                ? $"makes such keys of {generator.MinKeySize} to {generator.MaxKeySize} bits, not of {facts.Bits}"
            : null;
    }

    /// <exception cref="DocSigningException">KeyAlgorithmUnavailable.</exception>
    public static void Require(Pkcs11Token token, KeyAlgorithmFacts facts)
    {
        if (Missing(token, facts) is { } missing)
        {
            throw new DocSigningException(
                FaultKind.KeyAlgorithmUnavailable,
                "KeyAlgorithm",
                $"{token.Name} {missing}, so it cannot make a key {facts.DisplayName}. Choose another -KeyAlgorithm; Test-DocSigningKeyStore says what it can make.");
        }
    }

    // The list counts: a module may still describe what its configuration has taken away.
    private static IMechanismInfo? TryInfo(Pkcs11Token token, CKM mechanism) =>
        token.Slot.GetMechanismList().Contains(mechanism) ? token.Slot.GetMechanismInfo(mechanism) : null;
}
