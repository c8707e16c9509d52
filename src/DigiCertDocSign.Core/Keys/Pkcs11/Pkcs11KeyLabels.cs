using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DigiCertDocSign;

/// <summary>
/// The private keys on a token by their label, and which of them have a certificate beside them. Read once per run: to
/// search the token anew for each of a thousand people would read a million objects.
/// </summary>
internal sealed class Pkcs11KeyLabels
{
    private readonly ILookup<string, ulong> _keys;
    private readonly HashSet<string> _certified;

    private Pkcs11KeyLabels(ILookup<string, ulong> keys, HashSet<string> certified) => (_keys, _certified) = (keys, certified);

    public static Pkcs11KeyLabels Read(ISession session)
    {
        ILookup<string, ulong> keys = Pkcs11Object.Find(session, CKO.CKO_PRIVATE_KEY, null, null)
            .ToLookup(key => Pkcs11Object.Text(session, key, CKA.CKA_LABEL) ?? "", key => key.ObjectId, StringComparer.OrdinalIgnoreCase);
        IEnumerable<string> certified = Pkcs11Object.Find(session, CKO.CKO_CERTIFICATE, null, null)
            .Select(certificate => Pkcs11Object.Bytes(session, certificate, CKA.CKA_ID))
            .Where(id => id is { Length: > 0 })
            .Select(id => Hex.Of(id!));
        return new Pkcs11KeyLabels(keys, new HashSet<string>(certified, StringComparer.Ordinal));
    }

    /// <summary>The private keys of a label; upper and lower case are the same person.</summary>
    public IReadOnlyList<ulong> Of(string label) => [.. _keys[label]];

    /// <summary>True when a certificate on the token belongs to the key with this id, so that the key is in use.</summary>
    public bool IsCertified(string id) => _certified.Contains(id);
}
