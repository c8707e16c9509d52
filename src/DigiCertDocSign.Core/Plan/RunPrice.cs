using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Plan;

/// <summary>What the orders of a run cost, in the words in which the operator is asked before each.</summary>
public sealed class RunPrice
{
    private readonly OrderPrice _one;
    private readonly int? _orders;

    private RunPrice(OrderPrice one, int? orders) => (_one, _orders) = (one, orders);

    /// <summary>As a plan has worked it out.</summary>
    public static RunPrice Of(OrderPlanSummary plan) =>
        new(new OrderPrice(plan.UnitPrice, plan.Currency, HasTax: false), plan.ToOrder);

    /// <summary>Asks the account once for a run without a plan. A price that cannot be had is said to be unknown.</summary>
    /// <exception cref="ApiKeyRefusedException">The key is not accepted.</exception>
    /// <remarks>Services API: POST finance/order-pricing.</remarks>
    public static async Task<RunPrice> AskAsync(CertCentralClient client, OrderDraft draft, CancellationToken cancellationToken)
    {
        try
        {
            OrderPrice price = await OrderPrice.AskAsync(client, OrderRules.ValidityOf(draft), cancellationToken).ConfigureAwait(false);
            return new RunPrice(price, null);
        }
        catch (CertCentralException unknown) when (Refusals.Includes(unknown) || PassingFaults.Includes(unknown))
        {
            return Unknown;
        }
    }

    /// <summary>Nobody has asked, or nobody could tell.</summary>
    public static RunPrice Unknown { get; } = new(new OrderPrice(null, null, HasTax: false), null);

    /// <summary>Of one order.</summary>
    internal OrderPrice One => _one;

    /// <param name="number">Of the order in its run, from 1.</param>
    /// <returns>"3 of 40, 489.00 USD each, 19,560.00 USD in all"; without a plan the sum is that of the orders up to this one.</returns>
    public string Describe(int number)
    {
        string place = _orders is { } all ? $"{number} of {all}" : $"order {number} of this run";
        return _one.Amount is null
            ? $"{place}, costs money: the price is not known"
            : $"{place}, {_one} each, {OrderPrice.Text(_one.For(_orders ?? number)!.Value, _one.Currency)} "
                + (_orders is null ? "up to this one" : "in all");
    }
}
