namespace DigiCertDocSign;

/// <summary>The kinds of key references.</summary>
public static class KeyReferences
{
    /// <summary>True for a URI of a kind that is known here; anything else is taken for the path of a file.</summary>
    public static bool IsUri(string text) => FileKeyReference.IsOne(text) || Pkcs11Uri.IsOne(text) || CngKeyReference.IsOne(text);
}
