using DigiCertDocSign.Crypto;
using DigiCertDocSign.Work;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>What can be found out about a token before it makes a key.</summary>
internal static class Pkcs11StoreChecks
{
    /// <summary>The checks Module, Token, Pin, Algorithm and Certification, in this order.</summary>
    /// <exception cref="Exception">One for which <see cref="Pkcs11Faults.IsOne"/> is true: the token went away.</exception>
    public static async Task<IReadOnlyList<KeyStoreCheck>> CheckAsync(
        Pkcs11Sessions sessions, KeyAlgorithmFacts facts, CancellationToken cancellationToken)
    {
        Pkcs11Token token = sessions.Token;
        KeyStoreCheck[] seen =
            await Uninterruptible.RunAsync(() => new[] { Module(token), Token(token) }, cancellationToken).ConfigureAwait(false);
        KeyStoreCheck pin = await PinAsync(sessions, cancellationToken).ConfigureAwait(false);
        KeyStoreCheck[] told = await Uninterruptible.RunAsync(
            () => new[] { Algorithm(token, facts), Certification(token, facts) },
            cancellationToken).ConfigureAwait(false);
        return [.. seen, pin, .. told];
    }

    /// <summary>Ends here for a token that says that it cannot make such a key and sign with it.</summary>
    /// <exception cref="DocSigningException">KeyAlgorithmUnavailable.</exception>
    public static void RequireAble(Pkcs11Token token, KeyAlgorithmFacts facts)
    {
        if (Missing(token, facts) is { } missing)
        {
            throw Pkcs11Faults.Unable(token.Name, missing, facts.DisplayName);
        }
    }

    private static KeyStoreCheck Module(Pkcs11Token token)
    {
        ILibraryInfo library = token.LibraryInfo;
        return new KeyStoreCheck(
            "Module",
            true,
            $"{token.Uri.ModulePath}: {library.LibraryDescription.TrimEnd()} {library.LibraryVersion} of "
                + $"{library.ManufacturerId.TrimEnd()}, Cryptoki {library.CryptokiVersion}.");
    }

    private static KeyStoreCheck Token(Pkcs11Token token) => token.Info.TokenFlags.WriteProtected
        ? new KeyStoreCheck("Token", false, $"{token.Name} is write-protected, so no key can be made on it.")
        : new KeyStoreCheck("Token", true, $"{token.Name} is there; it allows {Sessions(token.Info)} sessions at once.");

    private static string Sessions(ITokenInfo info) =>
        info.MaxSessionCount is > 0 and < int.MaxValue ? $"{info.MaxSessionCount}" : "any number of";

    private static async Task<KeyStoreCheck> PinAsync(Pkcs11Sessions sessions, CancellationToken cancellationToken)
    {
        bool countWasLow = sessions.Token.Info.TokenFlags.UserPinCountLow;
        try
        {
            await sessions.RunAsync(_ => true, login: true, cancellationToken).ConfigureAwait(false);
            return new KeyStoreCheck("Pin", true, countWasLow
                ? "The PIN is right. Wrong ones had been tried before; the count is set back now."
                : "The PIN is right.");
        }
        catch (DocSigningException problem)
        {
            ITokenFlags now = await Uninterruptible.RunAsync(
                () => sessions.Token.Slot.GetTokenInfo().TokenFlags,
                cancellationToken).ConfigureAwait(false);
            string left = now.UserPinLocked ? ""
                : now.UserPinFinalTry ? " One attempt is left."
                : now.UserPinCountLow ? " The token counts wrong attempts; few may be left."
                : "";
            return new KeyStoreCheck("Pin", false, problem.Message + left);
        }
    }

    private static KeyStoreCheck Algorithm(Pkcs11Token token, KeyAlgorithmFacts facts) => Missing(token, facts) is { } missing
        ? new KeyStoreCheck("Algorithm", false, $"The token {missing}, so it cannot make a key {facts.DisplayName}.")
        : new KeyStoreCheck("Algorithm", true, $"The token says that it makes and uses keys {facts.DisplayName}.");

    private static KeyStoreCheck Certification(Pkcs11Token token, KeyAlgorithmFacts facts)
    {
        ITokenInfo info = token.Info;
        CKM generator = Pkcs11KeyPair.Generator(facts);
        bool inHardware = token.Slot.GetMechanismList().Contains(generator) && token.Slot.GetMechanismInfo(generator).MechanismFlags.Hw;
        return new KeyStoreCheck(
            "Certification",
            null,
            $"It calls itself {info.ManufacturerId.TrimEnd()} {info.Model.TrimEnd()}, hardware {info.HardwareVersion}, firmware "
                + $"{info.FirmwareVersion}, and says that it makes such keys in "
                + $"{(inHardware ? "hardware" : "software")}. Whether it is certified (FIPS 140 level 2 or higher, or Common Criteria EAL "
                + "4+) is what its vendor states; it cannot be proven from here.");
    }

    /// <summary>
    /// What the token lacks to make such a key and sign with it, in words that follow "The token"; null when it says that it can.
    /// </summary>
    private static string? Missing(Pkcs11Token token, KeyAlgorithmFacts facts)
    {
        IMechanismInfo? generator = TryInfo(token, Pkcs11KeyPair.Generator(facts));
        IMechanismInfo? signer = TryInfo(token, Pkcs11KeyPair.Signer(facts));
        return generator is not { MechanismFlags.GenerateKeyPair: true }
            ? $"does not make {(facts.IsRsa ? "RSA" : "elliptic-curve")} keys ({Pkcs11KeyPair.Generator(facts)})"
            : signer is not { MechanismFlags.Sign: true }
                ? $"does not sign with {(facts.IsRsa ? "RSA" : "elliptic-curve")} keys ({Pkcs11KeyPair.Signer(facts)})"
                : generator.MaxKeySize > 0 && ((ulong)facts.Bits > generator.MaxKeySize || (ulong)facts.Bits < generator.MinKeySize)
                    ? $"makes such keys of {generator.MinKeySize} to {generator.MaxKeySize} bits, not of {facts.Bits}"
                : null;
    }

    // Only the list is asked: a module may still describe a mechanism that its configuration has taken away.
    private static IMechanismInfo? TryInfo(Pkcs11Token token, CKM mechanism) =>
        token.Slot.GetMechanismList().Contains(mechanism) ? token.Slot.GetMechanismInfo(mechanism) : null;
}
