using DigiCertDocSign.Crypto;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>
/// The private keys on a token by their label, with their public parts, and which of them have a certificate beside them. Read once
/// per run: to search the token anew for each of a thousand people would read a million objects.
/// </summary>
internal sealed class Pkcs11KeyLabels
{
    private readonly ILookup<string, (ulong Key, ulong? PublicKey)> _keys;
    private readonly HashSet<string> _certified;

    private Pkcs11KeyLabels(ILookup<string, (ulong Key, ulong? PublicKey)> keys, HashSet<string> certified) => (_keys, _certified) = (keys, certified);

    public static Pkcs11KeyLabels Read(ISession session)
    {
        ILookup<string, ulong> publicKeys = ByIdOf(session, CKO.CKO_PUBLIC_KEY);
        ILookup<string, (ulong, ulong?)> keys = Sound(session, CKO.CKO_PRIVATE_KEY, key => (Id: IdOf(session, key), Label: Pkcs11Object.Text(session, key, CKA.CKA_LABEL) ?? "")).ToLookup(
            key => key.Found.Label,
            key => (key.Handle, publicKeys[key.Found.Id].Select(handle => (ulong?)handle).FirstOrDefault()),
            StringComparer.OrdinalIgnoreCase);
        return new Pkcs11KeyLabels(keys, new HashSet<string>(ByIdOf(session, CKO.CKO_CERTIFICATE).Select(same => same.Key), StringComparer.Ordinal));
    }

    /// <summary>The private keys of a label, each with its public part where the token has one; upper and lower case are the same person.</summary>
    public IReadOnlyList<(ulong Key, ulong? PublicKey)> Of(string label) => [.. _keys[label]];

    /// <summary>True when a certificate on the token belongs to the key with this id, so that the key is in use.</summary>
    public bool IsCertified(string id) => _certified.Contains(id);

    // What has no id belongs to nothing.
    private static ILookup<string, ulong> ByIdOf(ISession session, CKO kind) => Sound(session, kind, handle => IdOf(session, handle))
        .Where(found => found.Found.Length > 0)
        .ToLookup(found => found.Found, found => found.Handle, StringComparer.Ordinal);

    /// <summary>What is read of each object of a kind, without those that are broken.</summary>
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
