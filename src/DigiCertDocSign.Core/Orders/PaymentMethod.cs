namespace DigiCertDocSign;

/// <summary>Wire: <c>payment_method</c>.</summary>
public enum PaymentMethod
{
    /// <summary>The account's balance. The documented default.</summary>
    Balance,

    /// <summary>The default credit card that is stored in the account.</summary>
    Profile,

    /// <summary>A credit card given with the order.</summary>
    Card,
}
