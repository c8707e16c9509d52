using System.Net;
using System.Net.Http.Headers;

namespace CertCentral.Transport;

/// <summary>
/// A JSON body. That of a paid call goes over the wire once only: .NET Framework silently sends a request again when a
/// kept connection turns out to be dead, and it cannot know whether the first was read.
/// </summary>
internal sealed class OnceContent : HttpContent
{
    private readonly ArraySegment<byte> _utf8;
    private readonly bool _repeatable;
    private int _written;

    public OnceContent(ArraySegment<byte> utf8, bool repeatable)
    {
        _utf8 = utf8;
        _repeatable = repeatable;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Headers.ContentLength = utf8.Count;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        if (Interlocked.Exchange(ref _written, 1) == 1 && !_repeatable)
        {
            throw new IOException("The connection broke while a call that must not be repeated was sent.");
        }

        return stream.WriteAsync(_utf8.Array!, _utf8.Offset, _utf8.Count);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _utf8.Count;
        return true;
    }
}
