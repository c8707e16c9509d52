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
/// Decides requests, and looks what came of it: any proxy can answer with 200, and the server's refusal is the same for all reasons.
/// </summary>
public sealed class RequestDecision(CertCentralClient client, RequestVerdict verdict)
{
    private string Decided => verdict == RequestVerdict.Approve ? StatusWords.Approved : StatusWords.Rejected;

    /// <param name="before">A request that waits for a decision, as it was confirmed.</param>
    /// <param name="comment">Kept with the request; null for none.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>The request as it is now.</returns>
    /// <exception cref="DocSigningException">
    /// NoOpenRequest: somebody else has decided it. DecisionNotSeen: the server says that it has, or its answer was lost, and the request
    /// shows none.
    /// </exception>
    /// <exception cref="CertCentralException">A call failed; CallRefusedException when the server does not say why.</exception>
    public async Task<SigningRequest> DecideAsync(SigningRequest before, string? comment, CancellationToken cancellationToken)
    {
        long requestId = before.RequestId;
        CertCentralException? lost = null;
        try
        {
            await (verdict == RequestVerdict.Approve
                ? client.Requests.ApproveAsync(requestId, comment, cancellationToken)
                : client.Requests.RejectAsync(requestId, comment, cancellationToken)).ConfigureAwait(false);
        }
        catch (CallRefusedException refused) when (!cancellationToken.IsCancellationRequested)
        {
            SigningRequest request = await ReadAsync(requestId, cancellationToken).ConfigureAwait(false);
            if (refused.Attempts > 1 && request.Status == Decided)
            {
                // The answer to an earlier attempt was lost, and that attempt has decided it.
                return request;
            }

            if (request.Status is null || StatusWords.IsUndecided(request.Status))
            {
                throw;
            }

            throw DecidedAlready(request);
        }
        catch (CertCentralException unknown) when (unknown.Executed is null)
        {
            lost = unknown;
        }

        return await LookAsync(before, lost, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="before">As it was confirmed.</param>
    /// <param name="lost">Why nobody knows what became of the call; null where the server has answered that all is well.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    private async Task<SigningRequest> LookAsync(
        SigningRequest before, CertCentralException? lost, CancellationToken cancellationToken)
    {
        string name = $"{before.Type ?? "The"} request {before.Whose}";
        SigningRequest now;
        try
        {
            now = await ReadAsync(before.RequestId, cancellationToken).ConfigureAwait(false);
        }
        catch (CertCentralException unread)
        {
            throw RequestFaults.DecisionNotSeen(name, Decided, lost, unread);
        }

        if (now.Status is { } status && status != Decided && !StatusWords.IsUndecided(status))
        {
            throw DecidedAlready(now);
        }

        // An account may want a second administrator's word: then the first one's moves it on, and it still waits. Where no answer came,
        // somebody else's may have moved it, and what is not shown says nothing.
        bool hasMoved = verdict == RequestVerdict.Approve && before.Status is not null && now.Status != before.Status;
        return now.Status == Decided || (lost is null && (now.Status is null || hasMoved))
            ? now
            : throw RequestFaults.DecisionNotSeen(name, Decided, lost, unread: null);
    }

    private static DocSigningException DecidedAlready(SigningRequest request) =>
        RequestFaults.DecidedAlready($"{request.Type ?? "The"} request {request.Whose}", request.Status!, request.Processor);

    private async Task<SigningRequest> ReadAsync(long requestId, CancellationToken cancellationToken) =>
        SigningRequest.From(await client.Requests.GetAsync(requestId, cancellationToken).ConfigureAwait(false));
}
