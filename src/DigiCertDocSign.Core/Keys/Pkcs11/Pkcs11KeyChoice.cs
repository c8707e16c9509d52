using DigiCertDocSign.Crypto;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>
/// Which of a person's keys on a token a new run takes up. Other programs may have put keys there under the same label: what cannot be
/// used stands in nobody's way.
/// </summary>
internal static class Pkcs11KeyChoice
{
    private const int TrialLength = 32; // of a hash; short enough for every kind of key

    /// <param name="session">Logged in.</param>
    /// <param name="labels">Of the token, with at least one key of that label.</param>
    /// <param name="label">Of the person.</param>
    /// <param name="algorithm">What the key has to be.</param>
    /// <param name="hints">Decides where several keys would do.</param>
    /// <param name="token">How the token is called in messages.</param>
    /// <returns>Null when all there is under the label is broken, as a process leaves it that is killed while the token makes a pair.</returns>
    /// <exception cref="DocSigningException">KeyLabelTaken: none of them can be taken up, or it is not clear which one.</exception>
    public static Pkcs11KeyPair? Choose(ISession session, Pkcs11KeyLabels labels, string label, KeyAlgorithm algorithm, KeyHints hints, string token)
    {
        (Pkcs11KeyPair? Key, string? Why)[] all = [.. labels.Of(label).Select(found => Look(session, labels, found, algorithm, hints)).OfType<(Pkcs11KeyPair?, string?)>()];
        if (all.Length == 0)
        {
            return null;
        }

        Pkcs11KeyPair[] usable = [.. all.Where(one => one.Why is null).Select(one => one.Key!)];
        Pkcs11KeyPair[] meant = usable.Length > 1 ? [.. usable.Where(key => IsMeant(key, hints))] : usable;
        return meant.Length == 1 ? meant[0] : throw new DocSigningException(
            FaultKind.KeyLabelTaken,
            Pkcs11KeyStore.LabelField,
            $"{token} already holds {Describe(label, usable.Length, [.. all.Where(one => one.Why is not null).Select(one => one.Why!)])}");
    }

    /// <returns>Null: it is broken.</returns>
    private static (Pkcs11KeyPair? Key, string? Why)? Look(ISession session, Pkcs11KeyLabels labels, (ulong Key, ulong? PublicKey) found, KeyAlgorithm algorithm, KeyHints hints)
    {
        IObjectHandle handle = session.Factories.ObjectHandleFactory.Create(found.Key);
        try
        {
            Pkcs11KeyPair pair = Pkcs11KeyPair.Read(
                session, handle, found.PublicKey is { } publicKey ? session.Factories.ObjectHandleFactory.Create(publicKey) : null);

            // A key whose request is still there is given again with it; without, one that has its certificate is done with.
            bool isDoneWith = labels.IsCertified(pair.Id) && PublicKeys.Sha256Of(pair.SubjectPublicKeyInfo) != hints.PublicKeySha256;
            string? why = isDoneWith ? "with its certificate"
                : pair.Facts.Algorithm != algorithm ? $"of another kind ({pair.Facts.DisplayName})"
                : Pkcs11KeyPair.Weaknesses(session, handle) is { Count: > 0 } weak ? $"that can be copied: {string.Join(", ", weak)}"
                : null;
            return why is null && !Signs(session, pair, handle) ? null : (pair, why);
        }
        catch (DocSigningException unusable) when (unusable.Kind is FaultKind.KeyUnsupported or FaultKind.KeyNotFound)
        {
            return (null, unusable.Kind == FaultKind.KeyNotFound ? "without its public part" : "of a kind that cannot be ordered");
        }
        catch (Pkcs11Exception problem) when (Pkcs11Object.IsBroken(session, problem))
        {
            return null;
        }
    }

    // One that would ask a person for the PIN is taken at its word.
    private static bool Signs(ISession session, Pkcs11KeyPair key, IObjectHandle handle)
    {
        try
        {
            return key.AlwaysAuthenticate || session.Sign(session.Factories.MechanismFactory.Create(Pkcs11KeyPair.Signer(key.Facts)), handle, new byte[TrialLength]).Length > 0;
        }
        catch (Pkcs11Exception problem) when (Pkcs11Object.IsBroken(session, problem))
        {
            return false;
        }
    }

    // A request that is there names its key. Where it is missing, the key was made after the requests that gave way to it.
    private static bool IsMeant(Pkcs11KeyPair key, KeyHints hints)
    {
        string publicKey = PublicKeys.Sha256Of(key.SubjectPublicKeyInfo);
        return hints.PublicKeySha256 is { } wanted ? publicKey == wanted : !hints.SetAside.Contains(publicKey);
    }

    private static string Describe(string label, int usable, string[] others) => usable > 1
        ? $"a key for {label}, and {usable - 1} more of that name, so that it is not clear which one is meant. Use -Force to make a new one beside them; the old ones stay."
        : others.Length == 1
            ? $"a key for {label}, {others[0]}. Use -Force to make a new one beside it; the old one stays."
            : $"{others.Length} keys for {label}, none of which can be taken up: one {string.Join("; one ", others)}. Use -Force to make a new one beside them; the old ones stay.";
}
