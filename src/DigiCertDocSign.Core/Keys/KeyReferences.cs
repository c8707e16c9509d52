using DigiCertDocSign.Keys.Cng;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.Keys.Pkcs11;

namespace DigiCertDocSign.Keys;

/// <summary>The kinds of key references.</summary>
public static class KeyReferences
{
    private static readonly string[] PinMarks = ["pin-value", "pin-source"];

    /// <summary>True for a URI of a kind that is known here; anything else is taken for the path of a file.</summary>
    public static bool IsUri(string text) => FileKeyReference.IsOne(text) || Pkcs11Uri.IsOne(text) || CngKeyReference.IsOne(text);

    /// <summary>
    /// The reference as it may be shown and kept: a URI of a store with nothing in it but what is understood, anything else as it is.
    /// Whether the key is there is not looked for.
    /// </summary>
    /// <exception cref="DocSigningException">
    /// KeyReferenceInvalid: a URI of a store that cannot be read, or a PIN in it. The text is not repeated.
    /// </exception>
    public static string Read(string text) =>
        Pkcs11Uri.IsOne(text) ? Pkcs11Uri.Parse(text).ToString()
        : CngKeyReference.IsOne(text) ? CngKeyReference.Parse(text).ToString()
        : !PinMarks.Any(mark => text.IndexOf(mark, StringComparison.OrdinalIgnoreCase) >= 0) ? text
        : throw new DocSigningException(
            FaultKind.KeyReferenceInvalid,
            "KeyReference",
            "KeyReference holds a PIN, which does not belong into a reference, and it is not written as pkcs11:token=LABEL;object=NAME. Take the PIN out and use -Pin.");
}
