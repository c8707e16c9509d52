using CertCentral.Orders;

namespace DigiCertDocSign.Renewing;

/// <summary>An order that is to be renewed or replaced, as the server shows it.</summary>
public sealed class FormerOrder
{
    internal FormerOrder(OrderInfo info, SigningOrder order) => (Info, Order) = (info, order);

    /// <summary>With its person, as far as it is shown.</summary>
    public SigningOrder Order { get; }

    /// <summary>What more it shows, and hands on.</summary>
    internal OrderInfo Info { get; }
}
