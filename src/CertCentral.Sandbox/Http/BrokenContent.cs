using System.Net;

namespace CertCentral.Sandbox.Http;

/// <summary>Announces its whole length, gives half of it, then breaks as a lost connection does.</summary>
internal sealed class BrokenContent(byte[] body) : HttpContent
{
    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        using var half = new MemoryStream(body, 0, body.Length / 2);
        await half.CopyToAsync(stream).ConfigureAwait(false);
        await stream.FlushAsync().ConfigureAwait(false);
        throw new IOException("The sandbox broke the connection inside the answer, as its fault plan says.");
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
