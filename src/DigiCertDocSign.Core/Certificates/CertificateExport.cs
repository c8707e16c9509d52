using System.Security;
namespace DigiCertDocSign;
public static class CertificateExport
{
    public static string Extension(CertificateFormat format) => throw new NotImplementedException();
    public static byte[] Write(IssuedCertificate certificate, CertificateFormat format, ISigningKey? key = null, SecureString? password = null) => throw new NotImplementedException();
    public static void Save(string path, IssuedCertificate certificate, CertificateFormat format, ISigningKey? key, SecureString? password, bool overwrite) => throw new NotImplementedException();
}
