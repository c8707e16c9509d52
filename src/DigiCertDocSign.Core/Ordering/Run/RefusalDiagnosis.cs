using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>
/// Asks, when the server has refused an order, whether the refusal lies in the account: no code for that is documented, and a run must not
/// fail thousands of times for it.
/// </summary>
internal sealed class RefusalDiagnosis(CertCentralClient client, TimeProvider time)
{
    // A list of bad inputs must not cost as many calls again.
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);
    private readonly object _gate = new();
    private long? _asked;

    /// <summary>The fault of the account, if it has one; else what the server said.</summary>
    public async Task<Exception> ExplainAsync(OrderRequest body, CallRefusedException refused, CancellationToken cancellationToken)
    {
        if (body.PaymentMethod != WireWords.Of(PaymentMethod.Balance) || !IsTimeToAsk())
        {
            return refused;
        }

        try
        {
            AccountFunds funds = await AccountFunds.AskAsync(client, body.Container?.Id, cancellationToken).ConfigureAwait(false);
            if (funds.Available is null)
            {
                return refused;
            }

            OrderPrice price = await OrderPrice.AskAsync(client, body.OrderValidity, cancellationToken).ConfigureAwait(false);
            return funds.LastFor(1, price) == false ? OrderFaults.FundsExhausted(funds, price, refused) : refused;
        }
        catch (CertCentralException)
        {
            // The refusal itself is what must be told; that its reason could not be asked for is not.
            return refused;
        }
    }

    private bool IsTimeToAsk()
    {
        lock (_gate)
        {
            bool isTime = _asked is not { } before || time.GetElapsedTime(before) >= AskAgainAfter;
            _asked = isTime ? time.GetTimestamp() : _asked;
            return isTime;
        }
    }
}
