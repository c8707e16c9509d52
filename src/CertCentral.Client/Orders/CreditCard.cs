using System.Security;
using System.Text.RegularExpressions;

namespace CertCentral.Orders;

/// <summary>
/// The card that pays one order. The number and the verification value become text only while the body of the call is written.
/// </summary>
public sealed class CreditCard : WireObject
{
    // Twelve to nineteen digits, also in groups.
    private static readonly Regex AnyNumber = new(@"\d(?:[ -]?\d){11,18}", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));

    public SecureString? Number { get; set; }

    /// <summary>Two digits.</summary>
    public string? ExpirationMonth { get; set; }

    /// <summary>Four digits.</summary>
    public string? ExpirationYear { get; set; }

    public SecureString? Cvv { get; set; }
    public string? CardholderName { get; set; }

    /// <summary>
    /// Null is not sent. To send an explicit <c>null</c>, put <c>save_credit_card</c> with a null token into
    /// <see cref="WireObject.ExtraFields"/>.
    /// </summary>
    public bool? SaveCreditCard { get; set; }

    /// <summary><c>"1"</c> or <c>"0"</c>, as text.</summary>
    public string? SetAsDefault { get; set; }

    internal override string Redact(string text)
    {
        text = AnyNumber.Replace(text, "***");
        return Cvv is { Length: > 0 } cvv ? Regex.Replace(text, $@"(?<!\w){Regex.Escape(SecretText.Reveal(cvv))}(?!\w)", "***") : text;
    }
}
