namespace DigiCertDocSign;
public static class CsrInspector
{
    public static CsrInfo Inspect(string pem) => throw new NotImplementedException();
    public static string OneLine(string pem) => throw new NotImplementedException();
}
