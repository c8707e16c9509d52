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

    /// <exception cref="DocSigningException">KeyNotFound or KeyAmbiguous.</exception>
    public static IObjectHandle FindPrivate(ISession session, Pkcs11Token token, Pkcs11Uri uri)
    {
        IReadOnlyList<IObjectHandle> found = Pkcs11Object.Find(session, CKO.CKO_PRIVATE_KEY, uri.Object, uri.Id);
        return found.Count > 0
            ? Single(found, token, uri)
            : throw new DocSigningException(
                FaultKind.KeyNotFound,
                "KeyReference",
                $"{token.Name} holds no private key {Describe(uri)}. Check the reference and the token; a key cannot be made again.");
    }

    private static IObjectHandle Single(IReadOnlyList<IObjectHandle> found, Pkcs11Token token, Pkcs11Uri uri) => found.Count == 1
        ? found[0]
        : throw new DocSigningException(
            FaultKind.KeyAmbiguous,
            "KeyReference",
            $"{token.Name} holds {found.Count} keys {Describe(uri)}. Add the id of the right one to the reference, as New-DocSigningCsr gives it.");

    private static string Describe(Pkcs11Uri uri) =>
        uri.Object is null ? uri.Id is null ? "(the reference names none)" : $"with the id {uri.Id}"
        : uri.Id is null ? $"named '{uri.Object}'"
        : $"named '{uri.Object}' with the id {uri.Id}";
}
