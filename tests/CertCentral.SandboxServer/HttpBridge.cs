using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CertCentral.SandboxServer;

/// <summary>Between ASP.NET Core's words for HTTP and those of HttpClient.</summary>
internal static class HttpBridge
{
    public static RecordedCall Record(HttpContext context, byte[] body) => new(
        context.Request.Method.ToUpperInvariant(),
        RawTarget(context),
        context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        Encoding.UTF8.GetString(body));

    public static HttpRequestMessage ToMessage(HttpContext context, byte[] body)
    {
        var message = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), $"http://{context.Request.Host}{RawTarget(context)}");
        if (body.Length > 0 || context.Request.ContentType is not null)
        {
            message.Content = new ByteArrayContent(body);
        }

        foreach (KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> header in context.Request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable()))
            {
                message.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable());
            }
        }

        return message;
    }

    /// <param name="response">What the handler answered.</param>
    /// <param name="context">The call at the socket.</param>
    /// <param name="isDateLeftOut">Whether the answer must not tell a time.</param>
    public static async Task CopyAsync(HttpResponseMessage response, HttpContext context, bool isDateLeftOut)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (KeyValuePair<string, IEnumerable<string>> header in response.Headers.Concat(response.Content.Headers))
        {
            context.Response.Headers[header.Key] = header.Value.ToArray();
        }

        context.Response.Headers.Remove("Transfer-Encoding");
        if (isDateLeftOut)
        {
            // Without a Date, Kestrel would put in its own; a reader takes an empty one for none.
            context.Response.Headers.Date = "";
        }

        if ((int)response.StatusCode is 204)
        {
            context.Response.Headers.ContentLength = null;
            return;
        }

        context.Response.ContentLength = response.Content.Headers.ContentLength;
        try
        {
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // What was written so far has to reach the client before the connection breaks.
            await context.Response.Body.FlushAsync(CancellationToken.None);
            context.Abort();
        }
    }

    public static async Task WriteAsync(HttpContext context, ByHand byHand)
    {
        context.Response.StatusCode = byHand.Status;
        context.Response.ContentType = byHand.ContentType;
        foreach (KeyValuePair<string, string> header in byHand.Headers)
        {
            context.Response.Headers.Append(header.Key, header.Value);
        }

        if (byHand.Status is not (204 or 304) && byHand.Status >= 200)
        {
            context.Response.ContentLength = byHand.DeclaredLength ?? byHand.Body.Length;
            await context.Response.Body.WriteAsync(byHand.Body, context.RequestAborted);
        }

        if (byHand.DeclaredLength is not null)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }

    private static string RawTarget(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
}
