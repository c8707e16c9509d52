namespace DigiCertDocSign.Keys.Cng;

/// <summary>
/// A key reference of Windows: <c>cng:provider=NAME;key=NAME</c>, both percent-encoded. There is no standard for them; the form follows
/// that of RFC 7512.
/// </summary>
/// <param name="Provider">The name of the key storage provider.</param>
/// <param name="Key">The name of the key in it.</param>
internal sealed record CngKeyReference(string Provider, string Key)
{
    /// <summary>What every such reference begins with.</summary>
    public const string Scheme = "cng:";

    /// <summary>Reads a reference that begins with the scheme.</summary>
    /// <exception cref="DocSigningException">KeyReferenceInvalid.</exception>
    public static CngKeyReference Parse(string text)
    {
        string[] parts = text.Substring(Scheme.Length).Split(';');
        string? provider = Value(parts, "provider="), key = Value(parts, "key=");
        return parts.Length == 2 && provider is { Length: > 0 } && key is { Length: > 0 }
            ? new CngKeyReference(provider, key)
            : throw CngFaults.ReferenceInvalid();
    }

    public override string ToString() =>
        $"{Scheme}provider={Uri.EscapeDataString(Provider)};key={Uri.EscapeDataString(Key).Replace("%40", "@")}";

    private static string? Value(string[] parts, string name) => parts
        .Where(part => part.StartsWith(name, StringComparison.Ordinal))
        .Select(part => Uri.UnescapeDataString(part.Substring(name.Length)))
        .FirstOrDefault();
}
