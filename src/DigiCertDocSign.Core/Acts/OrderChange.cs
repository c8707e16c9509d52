using CertCentral;
using CertCentral.Orders;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Acts;

/// <summary>What is to change on one order, and the sentence that says it.</summary>
public sealed class OrderChange
{
    internal OrderChange(SigningOrder order, IReadOnlyList<OrderSetting> settings) => (Order, Settings) = (order, settings);

    /// <summary>The order is already as it is to be.</summary>
    public bool IsNothing => Settings.Count == 0;

    /// <summary>As it was before.</summary>
    public SigningOrder Order { get; }

    internal IReadOnlyList<OrderSetting> Settings { get; }

    /// <summary>For the operator who is asked, without a stop.</summary>
    public string Describe() =>
        $"Order {Order.OrderId}{OrderLine.For(Order.Person, Order.Email)}: {string.Join("; ", Settings.Select(setting => setting.Words))}";
}

/// <summary>One thing that is to be so.</summary>
/// <param name="Name">As in "the note".</param>
/// <param name="Words">What changes.</param>
/// <param name="IsSo">Whether an order shows it; null where it shows neither that nor another.</param>
/// <param name="SendAsync">Asks the server for it.</param>
internal sealed record OrderSetting(
    string Name, string Words, Func<OrderInfo, bool?> IsSo, Func<CertCentralClient, CancellationToken, Task> SendAsync);
