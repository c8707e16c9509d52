#pragma warning disable CA2016 // .NET Framework has no such overload; the token works through the teardown below.
namespace CertCentral.Transport;

/// <summary>Reads an answer whole, however long it takes, unless it is cancelled.</summary>
internal static class AnswerReader
{
    /// <summary>The largest page of orders is some two megabytes.</summary>
    private const int LongestBody = 64 * 1024 * 1024;

    /// <exception cref="IOException">The body ended early.</exception>
    /// <exception cref="HttpRequestException">The body ended early, or is longer than any answer of this API.</exception>
    public static async Task<ApiAnswer> ReadAsync(ApiCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var mediaType = response.Content?.Headers.ContentType;
        return new ApiAnswer(
            call,
            (int)response.StatusCode,
            mediaType?.MediaType?.ToLowerInvariant() ?? string.Empty,
            mediaType?.CharSet ?? string.Empty,
            response.Content is { } content ? await ReadAsync(response, content, cancellationToken).ConfigureAwait(false) : new ArraySegment<byte>([]));
    }

    private static async Task<ArraySegment<byte>> ReadAsync(HttpResponseMessage response, HttpContent content, CancellationToken cancellationToken)
    {
        // .NET Framework does not cancel a read that hangs; taking the answer away under it does.
        using var teardown = cancellationToken.Register(static state => ((HttpResponseMessage)state!).Dispose(), response);
        var promised = content.Headers.ContentLength;
        await content.LoadIntoBufferAsync(LongestBody).ConfigureAwait(false);
        var body = await content.ReadAsByteArrayAsync().ConfigureAwait(false);
        return promised > body.Length
            ? throw new IOException($"The answer ended after {body.Length} of {promised} bytes.")
            : new ArraySegment<byte>(body);
    }
}
