using CertCentral;
using CertCentral.Errors;
using CertCentral.Finance;
using CertCentral.Orders;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>
/// Asks, when the server has refused an order, whether the refusal lies in the account: no code for that is documented, and a run must not
/// fail thousands of times for it.
/// </summary>
internal sealed class RefusalDiagnosis(CertCentralClient client, TimeProvider time)
{
    // A list of bad rows must not cost as many calls again.
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);
    private const string BalanceMethod = "balance";
    private long? _asked;

    /// <summary>The fault of the account, if it has one; else what the server said.</summary>
    public async Task<Exception> ExplainAsync(OrderRequest request, RequestRefusedException refused, CancellationToken cancellationToken)
    {
        if (request.PaymentMethod != BalanceMethod || (_asked is { } before && time.GetElapsedTime(before) < AskAgainAfter))
        {
            return refused;
        }

        _asked = time.GetTimestamp();
        try
        {
            var balance = await client.Finance.GetBalanceAsync(request.Container?.Id, cancellationToken).ConfigureAwait(false);
            if (balance.UnlimitedNegativeBalance == true || balance.TotalAvailableFunds is not { } funds)
            {
                return refused;
            }

            var price = await client.Finance.EstimatePriceAsync(
                new OrderPricingRequest { ProductNameId = SigningProduct.NameId, OrderValidity = request.OrderValidity }, cancellationToken).ConfigureAwait(false);
            return funds <= 0 || funds < price.TotalPrice
                ? new DocSigningException(
                    FaultKind.FundsExhausted,
                    "PaymentMethod",
                    $"The account's funds are out: {funds:0.00} {balance.Currency} are left and an order costs {price.TotalPrice:0.00}. CertCentral said: {refused.Message} Add funds and run the command again: who has an order is passed over.",
                    refused)
                : refused;
        }
        catch (CertCentralException)
        {
            // The refusal itself is what must be told; that its reason could not be asked for is not.
            return refused;
        }
    }
}
