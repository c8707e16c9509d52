using CertCentral.Containers;

namespace CertCentral.Orders;

/// <summary>
/// The body of a new order for Document Signing for Business - Employee. Every field that the page of the call names is a property; other
/// fields, such as those of other products, can be put into <see cref="WireObject.ExtraFields"/>. A property that is null is not sent.
/// </summary>
/// <remarks>Services API: POST order/certificate/ds_org_individual.</remarks>
public sealed class OrderRequest : WireObject
{
    public OrderRequestCertificate? Certificate { get; set; }

    /// <summary><c>email</c>, <c>ship_token</c> or <c>client_app</c>.</summary>
    public string? CsProvisioningMethod { get; set; }

    public ShipInfo? ShipInfo { get; set; }

    /// <summary>For the user who approves the order. Kept with the request.</summary>
    public string? Comments { get; set; }

    public OrderRequestOrganization? Organization { get; set; }

    /// <summary>Only its id is sent.</summary>
    public Container? Container { get; set; }

    public long? RenewalOfOrderId { get; set; }
    public string? CustomRenewalMessage { get; set; }
    public List<string>? AdditionalEmails { get; set; }

    /// <summary>Ids of users who may manage the order.</summary>
    public List<long>? UserIdAssignments { get; set; }

    /// <summary>Whether the customer agrees to the Certificate Subscriber Agreement. This library never sets it by itself.</summary>
    public WireFlag? CsaAgreedTo { get; set; }

    public string? PromoCode { get; set; }
    public OrderSubject? Subject { get; set; }
    public OrderValidity? OrderValidity { get; set; }

    /// <summary><c>balance</c>, <c>profile</c> or <c>card</c>.</summary>
    public string? PaymentMethod { get; set; }

    public CreditCard? CreditCard { get; set; }
    public BillingAddress? BillingAddress { get; set; }

    /// <summary>The same order with other comments. The two share all else.</summary>
    public OrderRequest WithComments(string? comments)
    {
        var copy = (OrderRequest)MemberwiseClone();
        copy.Comments = comments;
        return copy;
    }

    internal override string Redact(string text) => CreditCard?.Redact(text) ?? text;
}
