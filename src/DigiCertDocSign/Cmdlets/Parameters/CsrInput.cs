using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Ordering;

namespace DigiCertDocSign;

/// <summary>A CSR, and whose it is and where its private key lives, when the object that brought it says so.</summary>
public sealed class CsrInput
{
    internal CsrInput(string text, object? broughtBy)
    {
        Text = text;
        if (Bare.Value(broughtBy) is null or string or object[])
        {
            return;
        }

        var source = PSObject.AsPSObject(broughtBy);
        KeyReference = TextOf(source, nameof(KeyReference));
        Owner = OwnerOf(source);
    }

    /// <summary>PEM.</summary>
    public string Text { get; }

    /// <summary>As it was given; null for a CSR that came alone.</summary>
    public string? KeyReference { get; }

    /// <summary>Whom it was made for; null for a CSR that came alone.</summary>
    internal CsrOwner? Owner { get; }

    /// <summary>Whom the CSR of a piped object was made for; null when the object is not that of New-DocSigningCsr.</summary>
    internal static CsrOwner? OwnerOfOutput(PSObject? piped) =>
        piped?.Properties[nameof(SigningCsr.PublicKeySha256)] is not null && TextOf(piped, nameof(SigningCsr.Csr)) is not null
            ? OwnerOf(piped)
            : null;

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static CsrOwner? OwnerOf(PSObject source)
    {
        string name = $"{TextOf(source, nameof(SigningCsr.GivenName))} {TextOf(source, nameof(SigningCsr.Surname))}".Trim();
        string? email = TextOf(source, nameof(SigningCsr.Email));
        return name.Length == 0 && email is null ? null : new CsrOwner(name.Length == 0 ? null : name, email);
    }

    private static string? TextOf(PSObject source, string property) =>
        source.Properties[property]?.Value as string is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
