using System.Net;
using System.Text;

namespace DigiCertDocSign.Tests.Following;

/// <summary>Answers with what the script makes of the path and query: a status and JSON.</summary>
internal sealed class ScriptedHandler(Func<string, (int Status, string Json)> answer) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (int status, string? json) = answer(request.RequestUri!.PathAndQuery["/services/v2/".Length..]);
        return Task.FromResult(
            new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, "application/json") });
    }
}
