namespace DigiCertDocSign;
public static class CsrBuilder
{
    /// <summary>PEM on several lines.</summary>
    public static string Build(Person person, ISigningKey key, SignatureHash hash) => throw new NotImplementedException();
}
