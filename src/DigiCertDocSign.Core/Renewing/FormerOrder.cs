using CertCentral.Orders;
using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Renewing;

/// <summary>An order that is to be renewed or replaced, as the server shows it.</summary>
public sealed class FormerOrder
{
    internal FormerOrder(OrderInfo info, SigningOrder order) => (Info, Order) = (info, order);

    /// <summary>With its person, as far as it is shown.</summary>
    public SigningOrder Order { get; }

    /// <summary>What more it shows, and hands on.</summary>
    internal OrderInfo Info { get; }

    /// <summary>The certificate of a reissue is valid for what is left of the order.</summary>
    internal bool IsReissued => Info.ReissuesCount > 0 || Order.Requests.Any(request => request.Type == StatusWords.Reissue);

    /// <summary>Since when the order is valid, whatever a reissue has brought; null where that is not shown.</summary>
    internal DateTime? ValidFrom => Info.OrderValidFrom ?? (IsReissued ? null : Order.ValidFrom ?? Order.DateIssued?.UtcDateTime.Date);

    /// <summary>Which usages its certificate has besides signing, also that there are none.</summary>
    internal bool ShowsUsages => Info.Certificate?.UsageDesignation?.AdditionalUsages is not null;

    /// <summary>The fields in which a person of a row is not that of the order. What the row does not have counts for nothing.</summary>
    /// <param name="row">As it is read, without what was given by hand.</param>
    public IReadOnlyList<string> FieldsUnlike(PersonValues row)
    {
        (string Field, bool IsUnlike)[] fields =
        [
            (nameof(row.GivenName), IsUnlike(row.GivenName, Order.GivenName)),
            (nameof(row.Surname), IsUnlike(row.Surname, Order.Surname)),
            (nameof(row.JobTitle), IsUnlike(row.JobTitle, Order.JobTitle)),
            (nameof(row.Phone), IsUnlike(row.Phone, Order.Phone)),
            (nameof(row.Email), row.Email is not null && !EmailAddress.AreSame(row.Email, Order.Email)),
        ];
        return [.. fields.Where(one => one.IsUnlike).Select(one => one.Field)];
    }

    private static bool IsUnlike(string? given, string? shown) =>
        OrderName.Of(given) is { } text && !string.Equals(text, OrderName.Of(shown), StringComparison.Ordinal);
}
