using System.Net;

namespace DigiCertDocSign.Tests.Orders;

/// <summary>Answers every call with one text and keeps what was sent.</summary>
internal sealed class CapturingHandler(HttpStatusCode status, string answer) : HttpMessageHandler
{
    public List<string> Bodies { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        return new HttpResponseMessage(status) { Content = new StringContent(answer, System.Text.Encoding.UTF8, "application/json") };
    }
}
