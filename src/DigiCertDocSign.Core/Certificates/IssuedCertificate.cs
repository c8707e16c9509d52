namespace DigiCertDocSign;
public sealed class IssuedCertificate
{
    public static IssuedCertificate Parse(string text) => throw new NotImplementedException();
    public static IssuedCertificate Parse(byte[] content) => throw new NotImplementedException();
    public string SerialNumber => throw new NotImplementedException();
    public string Thumbprint => throw new NotImplementedException();
    public string Subject => throw new NotImplementedException();
    public string? CommonName => throw new NotImplementedException();
    public string Issuer => throw new NotImplementedException();
    public string? Email => throw new NotImplementedException();
    public DateTimeOffset NotBefore => throw new NotImplementedException();
    public DateTimeOffset NotAfter => throw new NotImplementedException();
    public string PublicKeySha256 => throw new NotImplementedException();
}
