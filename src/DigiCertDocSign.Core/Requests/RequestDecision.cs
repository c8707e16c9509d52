using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Requests;

/// <summary>What an administrator of the account decides about a request.</summary>
public enum RequestVerdict
{
    /// <summary>DigiCert works on it.</summary>
    Approve,

    /// <summary>Nothing comes of it.</summary>
    Reject,
}

/// <summary>
/// Decides requests. Of one that is refused it says what became of it, since the server's answer is the same for all reasons.
/// </summary>
public sealed class RequestDecision(CertCentralClient client, RequestVerdict verdict)
{
    /// <param name="requestId">Of a request that waits for a decision.</param>
    /// <param name="comment">Kept with the request; null for none.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="DocSigningException">NoOpenRequest: it is decided already.</exception>
    /// <exception cref="CertCentralException">A call failed; CallRefusedException when the server does not say why.</exception>
    public async Task DecideAsync(long requestId, string? comment, CancellationToken cancellationToken)
    {
        try
        {
            await (verdict == RequestVerdict.Approve
                ? client.Requests.ApproveAsync(requestId, comment, cancellationToken)
                : client.Requests.RejectAsync(requestId, comment, cancellationToken)).ConfigureAwait(false);
        }
        catch (CallRefusedException refused) when (!cancellationToken.IsCancellationRequested)
        {
            var request =
                SigningRequest.From(await client.Requests.GetAsync(requestId, cancellationToken).ConfigureAwait(false));
            if (refused.Attempts > 1 && request.Status == (verdict == RequestVerdict.Approve ? StatusWords.Approved : StatusWords.Rejected))
            {
                // The answer to an earlier attempt was lost, and that attempt has decided it.
                return;
            }

            if (request.Status is null || StatusWords.IsUndecided(request.Status))
            {
                throw;
            }

            throw RequestFaults.DecidedAlready($"{request.Type ?? "The"} request {request.Whose}", request.Status, request.Processor);
        }
    }
}
