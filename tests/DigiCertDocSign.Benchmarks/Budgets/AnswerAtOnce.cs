using System.Globalization;
using System.Net;
using System.Text;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>Takes every order at once, each with an id of its own, and shows an account without any.</summary>
internal sealed class AnswerAtOnce : HttpMessageHandler
{
    private const string Placed = """
        {"id":ORDER,"requests":[{"id":98214467,"status":"pending","date":"2026-11-03T09:14:52+00:00","type":"new_request",
        "requester":{"id":880145,"first_name":"Oskar","last_name":"Lindqvist","email":"oskar.lindqvist@fjordlab.example"},
        "comments":"Legal department"}]}
        """;

    private const string Nothing = """
        {"id":880145,"account_id":2140077,"username":"oskar","validations":[],"name_id":"ds_org_individual","products":[],"orders":[],
        "requests":[],"page":{"total":0,"limit":1000,"offset":0}}
        """;

    private long _order = 112_339_870;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Get)
        {
            return Json(HttpStatusCode.OK, Nothing);
        }

        await request.Content!.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        string id = Interlocked.Increment(ref _order).ToString(CultureInfo.InvariantCulture);
        return Json(HttpStatusCode.Created, Placed.Replace("ORDER", id, StringComparison.Ordinal));
    }

    private static HttpResponseMessage Json(HttpStatusCode status, string text) =>
        new(status) { Content = new StringContent(text, Encoding.UTF8, "application/json") };
}
