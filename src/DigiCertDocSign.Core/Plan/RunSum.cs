using DigiCertDocSign.Ordering;

namespace DigiCertDocSign.Plan;

/// <summary>What the orders of a run that do not cost the same come to, in the words in which the operator is asked before each.</summary>
public sealed class RunSum
{
    private readonly List<OrderPrice> _orders = [];

    /// <param name="next">Of the order that is asked about now.</param>
    /// <returns>"order 3 of this run, 489.00 USD, 1,467.00 USD up to this one".</returns>
    public string Add(RunPrice next)
    {
        _orders.Add(next.One);
        string place = $"order {_orders.Count} of this run";
        if (next.One.Amount is null)
        {
            return $"{place}, costs money: the price is not known";
        }

        OrderPrice[] known = [.. _orders.Where(price => price.Amount is not null)];
        IEnumerable<string> sums = known.GroupBy(price => price.Currency, StringComparer.OrdinalIgnoreCase)
            .Select(group => OrderPrice.Text(group.Sum(price => price.Amount!.Value), group.Key));
        int unknown = _orders.Count - known.Length;
        return $"{place}, {next.One}, {string.Join(" and ", sums)} up to this one"
            + (unknown == 0 ? "" : $" without {unknown} of which the price is not known");
    }

    /// <summary>The order that was asked about last was declined, so it costs nothing.</summary>
    public void TakeBack() => _orders.RemoveAt(_orders.Count - 1);
}
