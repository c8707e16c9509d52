using CertCentral.Containers;
using CertCentral.Orders;
using CertCentral.Products;
using DigiCertDocSign.Csr;
using DigiCertDocSign.People;
using Wire = CertCentral.Orders;

namespace DigiCertDocSign.Orders;

/// <summary>A checked draft in the words of the order call. What is not given is not sent.</summary>
internal static class OrderRequestWriter
{
    public static OrderRequest Write(OrderDraft draft, Person person, CsrInfo? csr) => new()
    {
        Certificate = Certificate(draft, csr),
        CsProvisioningMethod = WireWords.Of(draft.ProvisioningOrDefault),
        ShipInfo = draft.ShipTo is { } address ? Shipping(address) : null,
        Comments = TextRules.Clean(draft.Comment),
        Organization = Organization(draft),
        Container = draft.ContainerId is { } container ? new Container { Id = container } : null,
        RenewalOfOrderId = draft.RenewalOfOrderId,
        CustomRenewalMessage = TextRules.Clean(draft.CustomRenewalMessage),
        AdditionalEmails = Texts(draft.AdditionalEmails),
        UserIdAssignments = draft.UserIdAssignments is { Count: > 0 } users ? [.. users.Distinct()] : null,
        CsaAgreedTo = true,
        PromoCode = TextRules.Clean(draft.PromoCode),
        Subject = new OrderSubject
        {
            GivenName = PersonText.Clean(person.GivenName),
            Surname = PersonText.Clean(person.Surname),
            JobTitle = PersonText.Clean(person.JobTitle),
            Phone = PersonText.Clean(person.Phone),
            Email = PersonText.Clean(person.Email),
        },
        OrderValidity = ValidityRules.WireOf(draft),
        PaymentMethod = WireWords.Of(draft.PaymentOrDefault),
        CreditCard = draft.CreditCard is { } card ? Card(card) : null,
        BillingAddress = draft.BillingAddress is { } bill ? Bill(bill) : null,
    };

    private static OrderRequestCertificate Certificate(OrderDraft draft, CsrInfo? csr)
    {
        (string? keyType, string? keySize) = KeyRules.Wire(draft, csr);
        return new OrderRequestCertificate
        {
            ServerPlatform = draft.ServerPlatformId is { } platform ? new ServerPlatform { Id = platform } : null,
            CaCertId = TextRules.Clean(draft.CaCertId),
            UsageDesignation = new UsageDesignation { PrimaryUsage = "signing", AdditionalUsages = Texts(draft.AdditionalUsages) },
            Csr = csr?.OneLine,
            KeySize = keySize,
            CsrKeyType = keyType,
            SignatureHash = draft.SignatureHash is { } hash ? WireWords.Of(hash) : null,
        };
    }

    private static OrderRequestOrganization Organization(OrderDraft draft)
    {
        NewOrganization? given = draft.Organization;
        return new OrderRequestOrganization
        {
            Id = draft.OrganizationId,
            Name = TextRules.Clean(given?.Name),
            AssumedName = TextRules.Clean(given?.AssumedName),
            Address = TextRules.Clean(given?.Address),
            Address2 = TextRules.Clean(given?.Address2),
            City = TextRules.Clean(given?.City),
            State = TextRules.Clean(given?.State),
            Zip = TextRules.Clean(given?.Zip),
            Country = Countries.Code(given?.Country),
            Telephone = TextRules.Clean(given?.Telephone),
            SkipDuplicateOrgCheck = given is { SkipDuplicateOrgCheck: true } ? true : null,
            Contacts = [.. draft.Contacts.Select(Contact)],
        };
    }

    private static OrderRequestContact Contact(OrderContact contact) => new()
    {
        Id = contact.Id,
        UserId = contact.UserId,
        ContactType = WireWords.ContactType(contact.ContactType),
        FirstName = TextRules.Clean(contact.FirstName),
        LastName = TextRules.Clean(contact.LastName),
        Email = TextRules.Clean(contact.Email),
        JobTitle = TextRules.Clean(contact.JobTitle),
        Telephone = TextRules.Clean(contact.Telephone),
    };

    private static ShipInfo Shipping(ShippingAddress address) => new()
    {
        Name = TextRules.Clean(address.Name),
        Addr1 = TextRules.Clean(address.Addr1),
        Addr2 = TextRules.Clean(address.Addr2) ?? "", // marked required, so an empty one is sent
        City = TextRules.Clean(address.City),
        State = TextRules.Clean(address.State),
        Zip = TextRules.Clean(address.Zip),
        Country = Countries.Code(address.Country),
        Method = WireWords.ShippingMethod(address.Method),
    };

    private static Wire.CreditCard Card(CreditCard card) => new()
    {
        Number = card.Number,
        ExpirationMonth = PaymentRules.Month(card.ExpirationMonth),
        ExpirationYear = card.ExpirationYear?.Trim(),
        Cvv = card.Cvv,
        CardholderName = TextRules.Clean(card.CardholderName),
        SaveCreditCard = card.SaveCreditCard,
        SetAsDefault = card.SetAsDefault ? "1" : "0",
    };

    private static Wire.BillingAddress Bill(BillingAddress address) => new()
    {
        Address = TextRules.Clean(address.Address),
        Address2 = TextRules.Clean(address.Address2),
        City = TextRules.Clean(address.City),
        State = TextRules.Clean(address.State),
        Country = Countries.Code(address.Country),
        Zip = TextRules.Clean(address.Zip),
    };

    private static List<string>? Texts(IList<string>? texts) => texts is { Count: > 0 } ? [.. texts.Select(PersonText.Clean)] : null;
}

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
