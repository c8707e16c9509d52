namespace DigiCertDocSign;

/// <summary>A CSR, and where its private key lives, when the object that brought it says so.</summary>
public sealed class CsrInput
{
    internal CsrInput(string text, string? keyReference) => (Text, KeyReference) = (text, keyReference);

    /// <summary>PEM.</summary>
    public string Text { get; }

    /// <summary>As it was given; null for a CSR that came alone.</summary>
    public string? KeyReference { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
