using System.Net;
using System.Text;

namespace DigiCertDocSign.Tests.Following;

/// <summary>Answers 200 with what the script makes of the path and query.</summary>
internal sealed class ScriptedHandler(Func<string, string> answer) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(answer(request.RequestUri!.PathAndQuery["/services/v2/".Length..]), Encoding.UTF8, "application/json"),
        });
}
