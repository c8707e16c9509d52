using System.Security;

namespace DigiCertDocSign;

/// <summary>A card to pay one order with. Number and CVV stay in secure strings until the body of the order call is written.</summary>
public sealed class CreditCard
{
    /// <summary>12 to 19 digits without spaces.</summary>
    public SecureString? Number { get; set; }

    /// <summary>1 to 12, with or without a leading zero.</summary>
    public string? ExpirationMonth { get; set; }

    /// <summary>Four digits.</summary>
    public string? ExpirationYear { get; set; }

    /// <summary>Three or four digits.</summary>
    public SecureString? Cvv { get; set; }

    public string? CardholderName { get; set; }

    /// <summary>Unset: no preference is sent.</summary>
    public bool? SaveCreditCard { get; set; }

    /// <summary>Makes this card the account's default way to pay.</summary>
    public bool SetAsDefault { get; set; }

    /// <inheritdoc/>
    public override string ToString() => "(credit card)";
}
