namespace DigiCertDocSign.Orders;

/// <summary>
/// All that is ordered besides the person. Nothing is refused here: <see cref="OrderRules"/> does that, in one place. Null or empty means
/// "not given".
/// </summary>
public sealed record OrderDraft
{
    /// <summary>The operator says that the Certificate Subscriber Agreement is agreed to. Never a default.</summary>
    public bool AgreeToSubscriberAgreement { get; set; }

    /// <summary>Exactly one of this and <see cref="Organization"/>.</summary>
    public long? OrganizationId { get; set; }

    public NewOrganization? Organization { get; set; }

    /// <summary>At least one.</summary>
    public IList<OrderContact> Contacts { get; set; } = [];

    /// <summary>Null: the default of the order page.</summary>
    public ProvisioningMethod? ProvisioningMethod { get; set; }

    public ShippingAddress? ShipTo { get; set; }

    /// <summary>1 to 3. Exactly one of this, <see cref="Days"/> and <see cref="ExpirationDate"/>.</summary>
    public int? Years { get; set; }

    /// <summary>1 to 1095.</summary>
    public int? Days { get; set; }

    /// <summary><c>09 JUN 2029</c> (English months) or <c>2029-06-09</c>; after today and within three years.</summary>
    public string? ExpirationDate { get; set; }

    /// <summary>Id of the intermediate CA, from the product's list of allowed ones.</summary>
    public string? CaCertId { get; set; }

    /// <summary>Read from the CSR where there is one.</summary>
    public KeyType? KeyType { get; set; }

    /// <summary>2048, 3072, 4096, p-256 or p-384. Read from the CSR where there is one.</summary>
    public string? KeySize { get; set; }

    public SignatureHash? SignatureHash { get; set; }

    /// <summary>-1 is "other", the documented default.</summary>
    public long? ServerPlatformId { get; set; }

    /// <summary>Open words, such as <c>ms_document_signing</c>: the server knows which it allows.</summary>
    public IList<string> AdditionalUsages { get; set; } = [];

    /// <summary>Null: the default of the order page.</summary>
    public PaymentMethod? PaymentMethod { get; set; }

    public CreditCard? CreditCard { get; set; }

    public BillingAddress? BillingAddress { get; set; }

    public long? ContainerId { get; set; }

    public long? RenewalOfOrderId { get; set; }

    public string? CustomRenewalMessage { get; set; }

    /// <summary>Who else hears of issue and renewal.</summary>
    public IList<string> AdditionalEmails { get; set; } = [];

    /// <summary>Ids of the users who may manage the order.</summary>
    public IList<long> UserIdAssignments { get; set; } = [];

    public string? PromoCode { get; set; }

    /// <summary>For the administrator who approves the request.</summary>
    public string? Comment { get; set; }

    /// <summary>
    /// A CSR (PKCS#10) or a bare public key in PEM, on one line or many. A CSR that comes with the person must be the same.
    /// </summary>
    public string? Csr { get; set; }

    /// <summary>The order page's own default, e-mail, costs nothing: it demands a CSR.</summary>
    internal ProvisioningMethod ProvisioningOrDefault => ProvisioningMethod ?? DigiCertDocSign.ProvisioningMethod.Email;

    /// <summary>The order page's own default is the balance.</summary>
    internal PaymentMethod PaymentOrDefault => PaymentMethod ?? DigiCertDocSign.PaymentMethod.Balance;
}

/// <summary>The one product that is ordered: Document Signing for Business - Employee.</summary>
internal static class SigningProduct
{
    /// <summary>The product's name on the wire; display names change, this does not.</summary>
    public const string NameId = "ds_org_individual";

    /// <summary>Whether an order certainly is of it, by the product that is shown.</summary>
    public static bool Is(string? shown) => string.Equals(shown, NameId, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether an order may be of it, by the product that is shown: one that shows none, or writes the name in other letters, must be
    /// looked at.
    /// </summary>
    public static bool MayBe(string? shown) => shown is null || Is(shown);
}
