using System.Runtime.CompilerServices;
using CertCentral;
using CertCentral.Requests;

namespace DigiCertDocSign.Requests;

/// <summary>
/// The requests that nobody has decided yet. Whether the order list shows the orders behind them is not documented, so a search for an
/// order reads these first: an order that is approved meanwhile has left them, but is in the list by then.
/// </summary>
internal static class UndecidedRequests
{
    /// <summary>
    /// The first step of an approval in two and of an order that brings a new organization, then the second: this is the way that requests
    /// go. If the lists were read the other way round, a request that moves on meanwhile would be in neither.
    /// </summary>
    private static readonly string[] Statuses = ["submitted", "pending"];

    /// <param name="client">The account.</param>
    /// <param name="onList">Hears after each list how many requests it had.</param>
    /// <param name="cancellationToken">Stops the calls: one for each thousand requests of each status, and one at least.</param>
    /// <exception cref="CertCentral.Errors.CertCentralException">A list could not be read.</exception>
    /// <remarks>Services API: GET request.</remarks>
    public static async IAsyncEnumerable<RequestSummary> ListAsync(
        CertCentralClient client, Action<int>? onList, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string status in Statuses)
        {
            int count = 0;
            IAsyncEnumerable<RequestSummary> list =
                client.Requests.ListAsync(new RequestQuery { Status = status }, cancellationToken);
            await foreach (RequestSummary request in list.ConfigureAwait(false))
            {
                count++;
                yield return request;
            }

            onList?.Invoke(count);
        }
    }
}
