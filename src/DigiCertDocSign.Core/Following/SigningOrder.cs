using CertCentral;
using DigiCertDocSign.Following;
using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>One order as the server tells it. Every field but the id and the status may be missing.</summary>
public sealed record SigningOrder
{
    public required long OrderId { get; init; }

    /// <summary>The same, by the name that users try first.</summary>
    public long Id => OrderId;

    /// <summary>The server's word in Pascal case (NeedsApproval, Pending, Issued ...). Words that are not known yet survive.</summary>
    public required string Status { get; init; }

    /// <summary>Given name and surname, else the certificate's common name; null when neither is shown.</summary>
    public string? Person => OrderLine.NameOf(GivenName, Surname, CommonName);

    public string? GivenName { get; init; }

    public string? Surname { get; init; }

    public string? JobTitle { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? CommonName { get; init; }

    public long? OrganizationId { get; init; }

    public string? OrganizationName { get; init; }

    public long? ContainerId { get; init; }

    public string? ProductNameId { get; init; }

    public string? ProductName { get; init; }

    /// <summary>In Pascal case: Email, ShipToken, ClientApp.</summary>
    public string? ProvisioningMethod { get; init; }

    public long? CertificateId { get; init; }

    public string? SerialNumber { get; init; }

    public string? Thumbprint { get; init; }

    public DateTime? ValidFrom { get; init; }

    /// <summary>The last day of validity: a day, not an instant.</summary>
    public DateTime? ValidTill { get; init; }

    public DateTimeOffset? DateCreated => Created;

    public DateTimeOffset? DateIssued { get; init; }

    public decimal? Price { get; init; }

    public string? Currency { get; init; }

    public string? PaymentMethod { get; init; }

    public string? SignatureHash { get; init; }

    public string? KeySize { get; init; }

    public string? CaCertId { get; init; }

    public string? Csr { get; init; }

    /// <summary>For DigiCert's installer tool, when the key lives on a token.</summary>
    public string? HardwareInitCode { get; init; }

    public bool? IsRenewal { get; init; }

    public bool? IsRenewed { get; init; }

    public long? RenewedOrderId { get; init; }

    public IReadOnlyList<string> AdditionalEmails { get; init => field = ReadableList<string>.Of(value); } = ReadableList<string>.None;

    /// <summary>Users who may manage the order, beside the one who placed it. Empty also where the order does not show them.</summary>
    public IReadOnlyList<long> UserIds { get; init => field = ReadableList<long>.Of(value); } = ReadableList<long>.None;

    /// <summary>Whether mails remind of the renewal: On or Off; null where the order does not show it.</summary>
    public string? RenewalMail { get; init; }

    /// <summary>What these mails say besides; null for nothing, and where the order does not show it.</summary>
    public string? RenewalMessage { get; init; }

    public IReadOnlyList<SigningOrderNote> Notes { get; init => field = ReadableList<SigningOrderNote>.Of(value); } =
        ReadableList<SigningOrderNote>.None;

    /// <summary>Oldest first, as sent.</summary>
    public IReadOnlyList<SigningOrderRequest> Requests { get; init => field = ReadableList<SigningOrderRequest>.Of(value); } =
        ReadableList<SigningOrderRequest>.None;

    /// <summary>What came with the order itself, and not with what was done to it later.</summary>
    internal IEnumerable<string?> OrderComments =>
        Requests.Where(request => request.Type is not (StatusWords.Reissue or StatusWords.Revoke)).Select(request => request.Comments);

    /// <summary>It was asked for by itself: what it does not show, it does not have. A list shows less of each order.</summary>
    internal bool IsWhole { get; init; }

    /// <summary>Of the certificate that is shown, in Pascal case; mostly null.</summary>
    internal string? CertificateStatus { get; init; }

    /// <summary>The order that this one renews, as the renewal shows it.</summary>
    internal long? RenewalOfOrderId { get; init; }

    /// <summary>With what the server left out of the date.</summary>
    internal WireMoment? Created { get; init; }

    /// <summary>With its status as it is by now.</summary>
    /// <param name="now">By <see cref="PresentTime.Of"/>.</param>
    internal SigningOrder AsOf(DateTimeOffset now) =>
        StatusWords.AsOf(Status, ValidTill, now) is var status && status == Status ? this : this with { Status = status };

    /// <inheritdoc/>
    public override string ToString() => OrderLine.Of(OrderId, Person, Email, Status);
}
