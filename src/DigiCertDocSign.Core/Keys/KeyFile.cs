using System.Security;
namespace DigiCertDocSign;
/// <summary>Reads a private key from a file: PKCS#8 (encrypted or plain), PKCS#1 and SEC1 in PEM or DER, or PFX.</summary>
public static class KeyFile
{
    public static IExportableKey Open(string pathOrReference, SecureString? password) => throw new NotImplementedException();
}
