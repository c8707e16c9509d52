using CertCentral.Transport;

namespace CertCentral.Finance;

/// <summary>What the account can spend, and what an order costs.</summary>
public sealed class FinanceClient
{
    private readonly ApiConnection _connection;

    internal FinanceClient(ApiConnection connection) => _connection = connection;

    /// <param name="containerId">The division; accounts with several of them must name one. Null leaves it to the server.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Amounts that the server leaves out are null: the available funds are, where the credit is unlimited.</returns>
    public async Task<AccountBalance> GetBalanceAsync(long? containerId, CancellationToken cancellationToken)
    {
        var query = new QueryText().Add("container_id", containerId ?? 0, when: containerId is not null);
        var call = new ApiCall(ApiRoutes.GetBalance) { Query = query };
        var answer = await _connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.Read<AccountBalance>();
    }

    /// <summary>Estimates the price of one order. Nothing is ordered.</summary>
    public async Task<OrderPricing> EstimatePriceAsync(OrderPricingRequest request, CancellationToken cancellationToken)
    {
        Require.NotNull(request, nameof(request));
        var call = new ApiCall(ApiRoutes.EstimatePrice) { Body = request };
        var answer = await _connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.Read<OrderPricing>();
    }
}
