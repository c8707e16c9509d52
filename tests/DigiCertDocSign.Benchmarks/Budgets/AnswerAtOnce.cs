using System.Net;
using System.Text;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>Takes every order at once.</summary>
internal sealed class AnswerAtOnce : HttpMessageHandler
{
    private const string Answer = """
        {"id":112339871,"requests":[{"id":98214467,"status":"pending","date":"2026-11-03T09:14:52+00:00","type":"new_request","requester":{"id":880145,"first_name":"Oskar","last_name":"Lindqvist","email":"oskar.lindqvist@fjordlab.example"},"comments":"Legal department"}]}
        """;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await request.Content!.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        return new HttpResponseMessage(HttpStatusCode.Created) { Content = new StringContent(Answer, Encoding.UTF8, "application/json") };
    }
}
