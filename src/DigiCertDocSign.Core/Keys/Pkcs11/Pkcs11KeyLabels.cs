using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DigiCertDocSign;

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
        ILookup<string, (ulong, ulong?)> keys = Pkcs11Object.Find(session, CKO.CKO_PRIVATE_KEY, null, null).ToLookup(
            key => Pkcs11Object.Text(session, key, CKA.CKA_LABEL) ?? "",
            key => (key.ObjectId, publicKeys[IdOf(session, key)].Select(handle => (ulong?)handle).FirstOrDefault()),
            StringComparer.OrdinalIgnoreCase);
        return new Pkcs11KeyLabels(keys, new HashSet<string>(ByIdOf(session, CKO.CKO_CERTIFICATE).Select(same => same.Key), StringComparer.Ordinal));
    }

    /// <summary>The private keys of a label, each with its public part where the token has one; upper and lower case are the same person.</summary>
    public IReadOnlyList<(ulong Key, ulong? PublicKey)> Of(string label) => [.. _keys[label]];

    /// <summary>True when a certificate on the token belongs to the key with this id, so that the key is in use.</summary>
    public bool IsCertified(string id) => _certified.Contains(id);

    // What has no id belongs to nothing.
    private static ILookup<string, ulong> ByIdOf(ISession session, CKO kind) => Pkcs11Object.Find(session, kind, null, null)
        .Select(handle => (Id: IdOf(session, handle), handle.ObjectId))
        .Where(found => found.Id.Length > 0)
        .ToLookup(found => found.Id, found => found.ObjectId, StringComparer.Ordinal);

    private static string IdOf(ISession session, IObjectHandle handle) => Hex.Of(Pkcs11Object.Bytes(session, handle, CKA.CKA_ID) ?? []);
}
