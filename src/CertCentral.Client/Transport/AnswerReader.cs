#pragma warning disable CA1835, CA2016 // .NET Framework has neither overload; the token works through the teardown below.
namespace CertCentral.Transport;

/// <summary>Reads an answer whole, however long it takes, unless it is cancelled.</summary>
internal static class AnswerReader
{
    /// <summary>The largest page of orders is some two megabytes.</summary>
    private const int LongestBody = 64 * 1024 * 1024;

    /// <exception cref="IOException">The body ended early, or never ends.</exception>
    public static async Task<ApiAnswer> ReadAsync(ApiCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var mediaType = response.Content?.Headers.ContentType;
        var body = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        return new ApiAnswer(
            call,
            (int)response.StatusCode,
            mediaType?.MediaType?.ToLowerInvariant() ?? string.Empty,
            mediaType?.CharSet ?? string.Empty,
            body);
    }

    private static async Task<ArraySegment<byte>> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content is null)
        {
            return new ArraySegment<byte>([]);
        }

        // .NET Framework does not cancel a read that hangs; taking the answer away under it does.
        using var teardown = cancellationToken.Register(static state => ((HttpResponseMessage)state!).Dispose(), response);
        var promised = response.Content.Headers.ContentLength;
        var memory = new MemoryStream((int)Math.Min(promised ?? 1024, LongestBody));
        using var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        await CopyAsync(stream, memory, cancellationToken).ConfigureAwait(false);
        if (promised > memory.Length)
        {
            throw new IOException($"The answer ended after {memory.Length} of {promised} bytes.");
        }

        return new ArraySegment<byte>(memory.GetBuffer(), 0, (int)memory.Length);
    }

    private static async Task CopyAsync(Stream stream, MemoryStream memory, CancellationToken cancellationToken)
    {
        var buffer = new byte[8192];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            memory.Write(buffer, 0, read);
            if (memory.Length > LongestBody)
            {
                throw new IOException("The answer is longer than 64 MB and is no answer of this API.");
            }
        }
    }
}
