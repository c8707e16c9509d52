using DigiCertDocSign.Crypto;
using DigiCertDocSign.Text;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>Finds the one key that a reference means.</summary>
internal static class Pkcs11KeySearch
{
    /// <summary>The key as it is seen without a login, by its public part; null when the token shows none.</summary>
    /// <exception cref="DocSigningException">KeyAmbiguous or KeyUnsupported.</exception>
    public static Pkcs11KeyPair? TryReadPublic(ISession session, Pkcs11Token token, Pkcs11Uri uri)
    {
        IReadOnlyList<IObjectHandle> found = Pkcs11Object.Find(session, CKO.CKO_PUBLIC_KEY, uri.Object, uri.Id);
        return found.Count == 0 ? null : Pkcs11KeyPair.ReadPublic(session, Single(found, token, uri));
    }

    /// <summary>The private key.</summary>
    /// <exception cref="DocSigningException">KeyNotFound or KeyAmbiguous.</exception>
    public static IObjectHandle FindPrivate(ISession session, Pkcs11Token token, Pkcs11Uri uri)
    {
        IReadOnlyList<IObjectHandle> found = Pkcs11Object.Find(session, CKO.CKO_PRIVATE_KEY, uri.Object, uri.Id);
        return found.Count > 0
            ? Single(found, token, uri)
            : throw Pkcs11Faults.KeyNotFound(token.Name, Describe(uri));
    }

    private static IObjectHandle Single(IReadOnlyList<IObjectHandle> found, Pkcs11Token token, Pkcs11Uri uri) => found.Count == 1
        ? found[0]
        : throw Pkcs11Faults.KeyAmbiguous(token.Name, found.Count, Describe(uri));

    private static string Describe(Pkcs11Uri uri) =>
        uri.Object is null ? uri.Id is null ? "(the reference names none)" : $"with the id {uri.Id}"
        : uri.Id is null ? $"named '{uri.Object}'"
        : $"named '{uri.Object}' with the id {uri.Id}";
}

/// <summary>
/// The private keys on a token by their label, with their public parts, and which of them have a certificate beside them. They are read
/// once per run: to search the token anew for each of a thousand people would read a million objects.
/// </summary>
internal sealed class Pkcs11KeyLabels
{
    private const string InUse = "with its certificate";
    private const int TrialLength = 32; // of a hash; short enough for every kind of key

    private readonly ILookup<EmailAddress, (ulong Key, ulong? PublicKey)> _keys;
    private readonly HashSet<string> _certified;

    private Pkcs11KeyLabels(ILookup<EmailAddress, (ulong Key, ulong? PublicKey)> keys, HashSet<string> certified) =>
        (_keys, _certified) = (keys, certified);

    /// <summary>Reads all keys and certificates of the token.</summary>
    /// <param name="session">Logged in.</param>
    public static Pkcs11KeyLabels Read(ISession session)
    {
        ILookup<string, ulong> publicKeys = ByIdOf(session, CKO.CKO_PUBLIC_KEY);
        (string Id, string Label) NamesOf(IObjectHandle key) => (IdOf(session, key), Pkcs11Object.Text(session, key, CKA.CKA_LABEL) ?? "");
        ILookup<EmailAddress, (ulong, ulong?)> keys = Sound(session, CKO.CKO_PRIVATE_KEY, NamesOf).ToLookup(
            key => EmailAddress.Of(key.Found.Label),
            key => (key.Handle, publicKeys[key.Found.Id].Select(handle => (ulong?)handle).FirstOrDefault()));
        return new Pkcs11KeyLabels(
            keys,
            new HashSet<string>(ByIdOf(session, CKO.CKO_CERTIFICATE).Select(same => same.Key), StringComparer.Ordinal));
    }

    /// <summary>
    /// The private keys of a label, each with its public part where the token has one; all spellings of an address are one person.
    /// </summary>
    public IReadOnlyList<(ulong Key, ulong? PublicKey)> Of(string label) => [.. _keys[EmailAddress.Of(label)]];

    /// <summary>
    /// The key of a person that a new run takes up. Other programs may have put keys on the token under the same label; those that cannot
    /// be used do not count.
    /// </summary>
    /// <param name="session">Logged in.</param>
    /// <param name="label">Of the person; there is at least one key with it.</param>
    /// <param name="algorithm">Kind and size that the key must have.</param>
    /// <param name="hints">Decides where several keys would do.</param>
    /// <param name="token">The token's name in messages.</param>
    /// <returns>
    /// Null when every key of that label is broken, as a process leaves it that is killed while the token makes a pair; or where a new
    /// one is wanted, and each that is there is in use.
    /// </returns>
    /// <exception cref="DocSigningException">KeyLabelTaken: none of them can be taken up, or it is not clear which one.</exception>
    public Pkcs11KeyPair? Choose(ISession session, string label, KeyAlgorithm algorithm, KeyHints hints, string token)
    {
        (Pkcs11KeyPair? Key, string? Why)[] all =
        [
            .. Of(label).Select(found => Look(session, found, algorithm, hints)).OfType<(Pkcs11KeyPair?, string?)>()
                .Where(one => hints.Ordered is null || one.Item2 != InUse),
        ];
        if (all.Length == 0)
        {
            return null;
        }

        Pkcs11KeyPair[] usable = [.. all.Where(one => one.Why is null).Select(one => one.Key!)];
        Pkcs11KeyPair[] meant = usable.Length > 1 ? [.. usable.Where(key => IsMeant(key, hints))] : usable;
        return meant.Length == 1 ? meant[0] : throw Pkcs11Faults.LabelTaken(
            token, Describe(label, usable.Length, [.. all.Where(one => one.Why is not null).Select(one => one.Why!)]));
    }

    /// <returns>The key, and why it cannot be taken up (null when it can); null when the key is broken.</returns>
    private (Pkcs11KeyPair? Key, string? Why)? Look(
        ISession session, (ulong Key, ulong? PublicKey) found, KeyAlgorithm algorithm, KeyHints hints)
    {
        IObjectHandle handle = session.Factories.ObjectHandleFactory.Create(found.Key);
        try
        {
            var pair = Pkcs11KeyPair.Read(
                session, handle, found.PublicKey is { } publicKey ? session.Factories.ObjectHandleFactory.Create(publicKey) : null);

            string? why = IsInUse(pair, hints) ? InUse
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

    // A key whose CSR is still there is given again with it. A key without its CSR that has a certificate is in use.
    private bool IsInUse(Pkcs11KeyPair key, KeyHints hints)
    {
        string sha256 = PublicKeys.Sha256Of(key.SubjectPublicKeyInfo);
        return hints.Ordered?.Contains(sha256) == true || (_certified.Contains(key.Id) && sha256 != hints.PublicKeySha256);
    }

    // A key that would ask a person for the PIN is not tried, and is taken to sign.
    private static bool Signs(ISession session, Pkcs11KeyPair key, IObjectHandle handle)
    {
        try
        {
            using IMechanism mechanism = session.Factories.MechanismFactory.Create(Pkcs11KeyPair.Signer(key.Facts));
            return key.AlwaysAuthenticate || session.Sign(mechanism, handle, new byte[TrialLength]).Length > 0;
        }
        catch (Pkcs11Exception problem) when (Pkcs11Object.IsBroken(session, problem))
        {
            return false;
        }
    }

    // A CSR that is there names its key. Where there is none, the wanted key belongs to none of the CSRs that were set aside.
    private static bool IsMeant(Pkcs11KeyPair key, KeyHints hints)
    {
        string publicKey = PublicKeys.Sha256Of(key.SubjectPublicKeyInfo);
        return hints.PublicKeySha256 is { } wanted ? publicKey == wanted : !hints.SetAside.Contains(publicKey);
    }

    private static string Describe(string label, int usable, string[] others) => usable > 1
        ? $"a key for {label}, and {usable - 1} more of that name, so that it is not clear which one is meant. Use -Force to make a new "
            + "one beside them; the old ones stay."
        : others.Length == 1
            ? $"a key for {label}, {others[0]}. Use -Force to make a new one beside it; the old one stays."
            : $"{others.Length} keys for {label}, none of which can be taken up: one {string.Join("; one ", others)}. Use -Force to make a "
                + "new one beside them; the old ones stay.";

    // An object without an id belongs to no other one.
    private static ILookup<string, ulong> ByIdOf(ISession session, CKO kind) => Sound(session, kind, handle => IdOf(session, handle))
        .Where(found => found.Found.Length > 0)
        .ToLookup(found => found.Found, found => found.Handle, StringComparer.Ordinal);

    /// <summary>Reads each object of a kind, except those that are broken.</summary>
    private static IEnumerable<(ulong Handle, T Found)> Sound<T>(ISession session, CKO kind, Func<IObjectHandle, T> read)
    {
        foreach (IObjectHandle handle in Pkcs11Object.Find(session, kind, null, null))
        {
            T found;
            try
            {
                found = read(handle);
            }
            catch (Pkcs11Exception problem) when (Pkcs11Object.IsBroken(session, problem))
            {
                continue;
            }

            yield return (handle.ObjectId, found);
        }
    }

    private static string IdOf(ISession session, IObjectHandle handle) => Hex.Of(Pkcs11Object.Bytes(session, handle, CKA.CKA_ID) ?? []);
}
