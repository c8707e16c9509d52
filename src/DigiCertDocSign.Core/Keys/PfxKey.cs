using System.Security;
using Org.BouncyCastle.Pkcs;

namespace DigiCertDocSign;

/// <summary>The private key inside a PFX (PKCS#12, RFC 7292) that some other tool wrote.</summary>
internal static class PfxKey
{
    public static PlatformSigningKey Read(byte[] content, string path, SecureString? password)
    {
        Pkcs12Store store = Load(content, path, KeyFile.Require(password, path));
        string[] names = [.. store.Aliases.Where(store.IsKeyEntry)];
        if (names.Length != 1)
        {
            throw new FormatException(names.Length == 0 ? "It is a PFX without a private key." : $"It is a PFX with {names.Length} private keys; one is expected.");
        }

        var info = Der.Read(() => PrivateKeyInfoFactory.CreatePrivateKeyInfo(store.GetKey(names[0]).Key));
        return PrivateKeys.FromPkcs8(info, FileKeyReference.FromPath(path), KeyFile.PathField);
    }

    private static Pkcs12Store Load(byte[] content, string path, SecureString password)
    {
        Pkcs12Store store = new Pkcs12StoreBuilder().Build();
        try
        {
            SecretText.Use(password, text =>
            {
                using var stream = new MemoryStream(content, writable: false);
                store.Load(stream, text);
                return true;
            });
            return store;
        }
        catch (IOException problem) when (problem.Message.Contains("password") || problem.Message.Contains("MAC"))
        {
            throw KeyFile.WrongPassword(path, problem);
        }
        catch (Exception problem) when (problem is not (DocSigningException or OutOfMemoryException))
        {
            throw new FormatException("It looks like a PFX, but is damaged or of a kind that is not read here.", problem);
        }
    }
}
