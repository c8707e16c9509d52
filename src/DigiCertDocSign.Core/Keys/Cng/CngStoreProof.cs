using System.Security.Cryptography;
using DigiCertDocSign.Crypto;

namespace DigiCertDocSign.Keys.Cng;

/// <summary>What can be said of a key storage provider before a key is made in it.</summary>
internal static class CngStoreProof
{
    private const int Hardware = 1; // NCRYPT_IMPL_HARDWARE_FLAG
    private const int Software = 2; // NCRYPT_IMPL_SOFTWARE_FLAG

    /// <param name="provider">The provider's name.</param>
    /// <param name="facts">The kind of key that is to be made.</param>
    /// <param name="hasPin">Whether a PIN was given.</param>
    /// <param name="isSilent">True where nobody sits at a desktop, so that no window may be shown.</param>
    public static IReadOnlyList<KeyStoreCheck> Check(string provider, KeyAlgorithmFacts facts, bool hasPin, bool isSilent)
    {
        try
        {
            bool able = NCrypt.Supports(provider, NCrypt.AlgorithmOf(facts));
            int? kind = NCrypt.ImplementationOf(provider);
            return
            [
                new KeyStoreCheck("Provider", true, $"The key storage provider '{provider}' is there."),
                new KeyStoreCheck("Pin", null, Pin(hasPin, isSilent)),
                Algorithm(facts, able),
                Certification(kind),
            ];
        }
        catch (CryptographicException problem)
        {
            return [new KeyStoreCheck("Provider", false, CngFaults.Of(problem, $"'{provider}'").Message)];
        }
    }

    private static string Pin(bool hasPin, bool isSilent) => "A provider has no log-in of its own: whether it is unlocked shows when the first key is made. " + (
        hasPin ? "The PIN given is used then."
        : isSilent ? "Nobody sits at a desktop here, so no window can ask for a PIN: where the device wants one, give it with -Pin."
        : "Where the device wants a PIN and -Pin is left out, a window asks for it.");

    private static KeyStoreCheck Algorithm(KeyAlgorithmFacts facts, bool able) =>
        !able ? new KeyStoreCheck("Algorithm", false, $"The provider says that it makes no keys {facts.DisplayName}. Choose another -KeyAlgorithm or provider.")
        : facts.IsRsa ? new KeyStoreCheck("Algorithm", null, $"The provider makes RSA keys. Whether of {facts.Bits} bits shows when the first one is made.")
        : new KeyStoreCheck("Algorithm", true, $"The provider says that it makes keys {facts.DisplayName}.");

    private static KeyStoreCheck Certification(int? kind)
    {
        bool isHardware = kind is { } bits && (bits & Hardware) != 0;
        return kind is { } flags && (flags & Software) != 0 && !isHardware
            ? new KeyStoreCheck("Certification", false, "The provider says that it keeps keys in software, which is no certified hardware, as Adobe's trust list and DigiCert want it for document signing. It serves rehearsals.")
            : new KeyStoreCheck(
                "Certification",
                null,
                $"The provider {(isHardware ? "says that it works in hardware" : "does not say whether it works in hardware")}. Whether the device is certified (FIPS 140 level 2 or higher, or Common Criteria EAL 4+) is what its vendor states; it cannot be proven from here.");
    }
}
