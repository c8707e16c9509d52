using System.Net;
using System.Text;

namespace DigiCertDocSign.Fixtures;

/// <summary>Answers calls in the process, and remembers them.</summary>
public sealed class StubServer(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    public List<(string Method, string PathAndQuery, string Body)> Calls { get; } = [];

    public static StubServer Answering(string json, HttpStatusCode status = HttpStatusCode.OK) => new(_ => Answer(json, status));

    public static HttpResponseMessage Answer(
        string text, HttpStatusCode status = HttpStatusCode.OK, string mediaType = "application/json") =>
        new(status) { Content = new StringContent(text, Encoding.UTF8, mediaType) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (Calls)
        {
            Calls.Add((request.Method.Method, request.RequestUri!.PathAndQuery, body));
        }

        return answer(request);
    }
}
