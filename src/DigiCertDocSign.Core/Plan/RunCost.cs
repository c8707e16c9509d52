using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using DigiCertDocSign.Ordering;

namespace DigiCertDocSign.Plan;

/// <summary>What the new orders of a run cost. Orders of one validity cost the same, so each price is asked for once at the most.</summary>
public sealed class RunCost
{
    private readonly Dictionary<(int?, int?, string?), Kind> _kinds = [];

    /// <summary>Null while the price of an order is not known, where there are several currencies, and where nothing was bought.</summary>
    public decimal? Sum => Currencies is { Length: 1 } && _kinds.Values.All(kind => kind.Price?.Amount is not null)
        ? _kinds.Values.Sum(kind => kind.Price!.For(kind.Orders))
        : null;

    /// <summary>Of the sum.</summary>
    public string? Currency => Sum is null ? null : Currencies[0];

    private string?[] Currencies => [.. _kinds.Values.Select(kind => kind.Price?.Currency).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <param name="validity">Of a new order.</param>
    /// <param name="known">Its price, where the operator was asked about it.</param>
    public void Add(OrderValidity? validity, RunPrice? known)
    {
        (int?, int?, string?) key = (validity?.Years, validity?.Days, validity?.CustomExpirationDate);
        if (!_kinds.TryGetValue(key, out Kind? kind))
        {
            _kinds[key] = kind = new Kind(validity);
        }

        kind.Orders++;
        kind.Price = known?.One.Amount is null ? kind.Price : known.One;
    }

    /// <summary>Asks for the prices that are not known. One that cannot be had leaves the sum unknown: the orders stand.</summary>
    public async Task AskAsync(CertCentralClient client, CancellationToken cancellationToken)
    {
        foreach (Kind kind in _kinds.Values.Where(kind => kind.Price is null))
        {
            try
            {
                kind.Price = await OrderPrice.AskAsync(client, kind.Validity, cancellationToken).ConfigureAwait(false);
            }
            catch (CertCentralException)
            {
                return;
            }
        }
    }

    private sealed class Kind(OrderValidity? validity)
    {
        public OrderValidity? Validity => validity;

        public int Orders { get; set; }

        public OrderPrice? Price { get; set; }
    }
}
