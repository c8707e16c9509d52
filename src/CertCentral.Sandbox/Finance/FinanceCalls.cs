using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Orders;
using CertCentral.Sandbox.Orders.Rules;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Finance;

/// <summary>The calls for the balance and for a price.</summary>
internal sealed class FinanceCalls(SandboxAccount account)
{
    public IEnumerable<Route> Routes() =>
    [
        new(SandboxRoutes.Balance, GetBalance),
        new(SandboxRoutes.OrderPricing, EstimatePrice),
    ];

    private SandboxAnswer GetBalance(SandboxCall call)
    {
        if (call.GetQuery("container_id") is { } container)
        {
            AccountParts.ContainerOrThrow(container);
        }

        decimal balance = account.State.Balance;
        decimal credit = account.Options.NegativeBalanceLimit;
        // In this answer every amount is a string.
        return SandboxAnswer.Ok(new JObject
        {
            ["balance"] = WireText.Money(balance),
            ["currency"] = Catalogue.Currency,
            ["unpaid_invoice_balance"] = WireText.Money(0),
            ["negative_balance_limit"] = WireText.Money(credit),
            ["used_credit_from_other_containers"] = WireText.Money(0),
            ["total_available_funds"] = WireText.Money(balance + credit),
        });
    }

    private SandboxAnswer EstimatePrice(SandboxCall call)
    {
        var body = WireReader.Of(call);
        var order = new StoredOrder { DateCreated = account.Now };
        if (body.Object("certificate", required: true) is { } certificate && !certificate.Has("dns_names"))
        {
            certificate.Missing("dns_names");
        }

        body.OneOf("product_name_id", required: true, Catalogue.ProductNameId);
        if (body.Has("order_validity"))
        {
            ValidityRules.Read(body, order, account.Now);
        }
        else
        {
            long years = body.Number("validity_years", required: true) ?? 1;
            if (years is < 1 or > 3)
            {
                body.Invalid("validity_years", "validity_years must be 1 to 3.");
            }

            order.ValidityYears = (int)Math.Min(3, Math.Max(1, years));
        }

        body.ThrowIfFaulty();
        JValue price = AccountParts.Price(OrderTerm.Price(order));
        return SandboxAnswer.Ok(new JObject
        {
            ["base_price"] = price,
            ["total_price"] = price.DeepClone(),
            ["currency"] = Catalogue.Currency,
            ["tax"] = WireText.Money(0),
            ["tax_error"] = false,
        });
    }
}
