using System.Text.RegularExpressions;
using CertCentral.Orders;

namespace CertCentral.Transport;

/// <summary>Takes the secrets of a call out of what the server says, in case it quotes them.</summary>
internal sealed class Redactor(ApiKey key, WireObject? body)
{
    // Twelve to nineteen digits, however they are grouped.
    private static readonly Regex CardNumber = new(@"\d(?:[ -]?\d){11,18}", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));

    public string Clean(string text)
    {
        text = text.Replace(key.Reveal(), key.ToString());
        if ((body as OrderRequest)?.CreditCard is not { } card)
        {
            return text;
        }

        text = CardNumber.Replace(text, "***");
        return card.Cvv is { Length: > 0 } cvv ? Regex.Replace(text, $@"(?<!\w){Regex.Escape(SecretText.Reveal(cvv))}(?!\w)", "***") : text;
    }
}
