namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>
/// A PKCS#11 URI (RFC 7512): which token, which object on it, and which module leads to it. What is null matches
/// anything. A PIN is never part of it: a URI is written into objects, orders and logs.
/// </summary>
public sealed record Pkcs11Uri
{
    /// <summary>What every such URI begins with.</summary>
    public const string Scheme = "pkcs11:";

    /// <summary>The token's label.</summary>
    public string? Token { get; init; }

    /// <summary>The token's serial number.</summary>
    public string? Serial { get; init; }

    /// <summary>The token's manufacturer.</summary>
    public string? Manufacturer { get; init; }

    /// <summary>The token's model.</summary>
    public string? Model { get; init; }

    /// <summary>The object's label (CKA_LABEL).</summary>
    public string? Object { get; init; }

    /// <summary>The object's CKA_ID, in upper-case hexadecimal.</summary>
    public string? Id { get; init; }

    /// <summary>The full path of the module's library.</summary>
    public string? ModulePath { get; init; }

    /// <summary>The module's name without folder, <c>lib</c> and ending, for instance <c>softhsm2</c>.</summary>
    public string? ModuleName { get; init; }

    /// <summary>True for text that claims to be such a URI.</summary>
    public static bool IsOne(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="DocSigningException">
    /// KeyReferenceInvalid: no such URI, an attribute twice, one that is not known here, or a PIN.
    /// </exception>
    public static Pkcs11Uri Parse(string text) => Pkcs11UriReader.Read(text);

    /// <summary>The URI; text is written in UTF-8 with percent signs where RFC 7512 wants them.</summary>
    public override string ToString() => Pkcs11UriWriter.Write(this, "private");

    /// <summary>The URI of the certificate that goes with the key.</summary>
    internal string ToCertificateString() => Pkcs11UriWriter.Write(this, "cert");
}
