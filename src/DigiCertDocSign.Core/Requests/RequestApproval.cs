using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Requests;

/// <summary>
/// Approves requests. Of one that is refused it says what became of it, since the server's answer is the same for all reasons.
/// </summary>
public sealed class RequestApproval(CertCentralClient client)
{
    /// <param name="requestId">Of a request that waits for a decision.</param>
    /// <param name="comment">Kept with the request; null for none.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="DocSigningException">NoOpenRequest: it is decided already.</exception>
    /// <exception cref="CertCentralException">A call failed; CallRefusedException when the server does not say why.</exception>
    public async Task ApproveAsync(long requestId, string? comment, CancellationToken cancellationToken)
    {
        try
        {
            await client.Requests.ApproveAsync(requestId, comment, cancellationToken).ConfigureAwait(false);
        }
        catch (CallRefusedException) when (!cancellationToken.IsCancellationRequested)
        {
            var request =
                SigningRequest.From(await client.Requests.GetAsync(requestId, cancellationToken).ConfigureAwait(false));
            if (request.Status is null || StatusWords.IsUndecided(request.Status))
            {
                throw;
            }

            throw RequestFaults.DecidedAlready(
                requestId, request.Type, request.OrderId, request.Status, request.Processor);
        }
    }
}
