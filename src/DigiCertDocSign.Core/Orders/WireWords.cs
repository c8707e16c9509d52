using DigiCertDocSign.People;

namespace DigiCertDocSign.Orders;

/// <summary>The order call's own words for our enumerations. Null for a value that is none of them.</summary>
internal static class WireWords
{
    public static string? Of(ProvisioningMethod method) => method switch
    {
        ProvisioningMethod.Email => "email",
        ProvisioningMethod.ShipToken => "ship_token",
        ProvisioningMethod.ClientApp => "client_app",
        _ => null,
    };

    public static string? Of(PaymentMethod method) => method switch
    {
        PaymentMethod.Balance => "balance",
        PaymentMethod.Profile => "profile",
        PaymentMethod.Card => "card",
        _ => null,
    };

    // The page says "sha-256" once and "sha256" where it lists the values.
    public static string? Of(SignatureHash hash) => hash switch
    {
        SignatureHash.Sha256 => "sha256",
        SignatureHash.Sha384 => "sha384",
        SignatureHash.Sha512 => "sha512",
        _ => null,
    };

    public static string? Of(KeyType type) => type switch
    {
        KeyType.Rsa => "rsa",
        KeyType.Ecc => "ecc",
        _ => null,
    };

    /// <summary>In any case, with or without the underscore: organization_contact, OrganizationContact.</summary>
    public static string? ContactType(string? text) => text is null ? null : PropertyName.Normalize(text) switch
    {
        "organizationcontact" => "organization_contact",
        "technicalcontact" => "technical_contact",
        "verifiedcontact" => "verified_contact",
        _ => null,
    };

    /// <summary>P-384, p384 and p-384 are one size. The order page's p-354 is a misprint: sister pages say p-384.</summary>
    public static string? KeySize(string text) => PropertyName.Normalize(text) switch
    {
        "2048" => "2048",
        "3072" => "3072",
        "4096" => "4096",
        "p256" => "p-256",
        "p384" => "p-384",
        _ => null,
    };

    public static KeyType KeyTypeOf(string keySize) => keySize[0] == 'p' ? KeyType.Ecc : KeyType.Rsa;

    /// <summary>Upper case, as the page lists it; samples in lower case exist.</summary>
    public static string? ShippingMethod(string? text) =>
        text?.Trim().ToUpperInvariant() is { } word && word is "STANDARD" or "EXPEDITED" ? word : null;
}
