using CertCentral.Transport;

namespace CertCentral.Finance;

/// <summary>What the account can spend, and what an order costs.</summary>
public sealed class FinanceClient
{
    private readonly ApiConnection _connection;

    internal FinanceClient(ApiConnection connection) => _connection = connection;

    /// <summary>What the account can spend.</summary>
    /// <param name="containerId">
    /// The division. An account with several divisions must name one; null leaves the choice to the server.
    /// </param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Amounts that the server leaves out are null. It leaves out the available funds where the credit has no limit.</returns>
    /// <remarks>Services API: GET finance/balance.</remarks>
    public Task<AccountBalance> GetBalanceAsync(long? containerId, CancellationToken cancellationToken)
    {
        QueryText query = new QueryText().Add("container_id", containerId ?? 0, when: containerId is not null);
        return _connection.ReadAsync<AccountBalance>(new ApiCall(ApiRoutes.GetBalance) { Query = query }, cancellationToken);
    }

    /// <summary>Estimates the price of one order. Nothing is ordered.</summary>
    /// <remarks>Services API: POST finance/order-pricing.</remarks>
    public Task<OrderPricing> EstimatePriceAsync(OrderPricingRequest body, CancellationToken cancellationToken)
    {
        Require.NotNull(body, nameof(body));
        return _connection.ReadAsync<OrderPricing>(new ApiCall(ApiRoutes.EstimatePrice) { Body = body }, cancellationToken);
    }
}
