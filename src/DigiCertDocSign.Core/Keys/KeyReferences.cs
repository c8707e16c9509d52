namespace DigiCertDocSign.Keys;

/// <summary>Reads key references of every kind of store.</summary>
public static class KeyReferences
{
    /// <summary>True for a URI of a known kind of store; any other text is taken for the path of a file.</summary>
    public static bool IsUri(string text) => KeyStores.Named(text) is not null;

    /// <summary>
    /// The reference as it may be shown and kept: the URI of a token's or a provider's key with only the parts that are understood here,
    /// any other text as it is. Does not look whether the key is there.
    /// </summary>
    /// <exception cref="DocSigningException">
    /// KeyReferenceInvalid: a URI of a store that cannot be read, or one that holds a PIN. The message does not repeat the text.
    /// </exception>
    public static string Read(string text) => KeyStores.Of(text).Read(text);
}
