using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>JSON text to tokens, and objects to UTF-8.</summary>
internal static class WireText
{
    /// <summary>Reads one JSON value that fills the whole text. Dates stay text, fractions stay decimal.</summary>
    /// <exception cref="JsonException">The text is something else.</exception>
    public static JToken Parse(string text)
    {
        try
        {
            return Parse(text, FloatParseHandling.Decimal);
        }
        catch (JsonReaderException)
        {
            // One number that is too large for a decimal (1e400) must not make the whole answer unreadable. Every other fault is
            // thrown again here.
            return Parse(text, FloatParseHandling.Double);
        }
    }

    /// <summary>The object as UTF-8, without a byte order mark.</summary>
    public static ArraySegment<byte> ToUtf8(WireObject value)
    {
        using var text = new WipedWriter();
        using (var writer =
            new JsonTextWriter(text) { CloseOutput = false, Culture = CultureInfo.InvariantCulture, ArrayPool = WipedChars.Pool })
        {
            WireShape.Of(value.GetType()).Write(writer, value);
        }

        return new ArraySegment<byte>(text.ToUtf8());
    }

    private static JToken Parse(string text, FloatParseHandling fractions)
    {
        using var reader = new JsonTextReader(new StringReader(text))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = fractions,
            ArrayPool = WipedChars.Pool,
        };
        var token = JToken.ReadFrom(reader);
        while (reader.Read())
        {
            if (reader.TokenType != JsonToken.Comment)
            {
                throw new JsonReaderException("Text follows the end of the JSON value.");
            }
        }

        return token;
    }
}

/// <summary>Collects text that is to become UTF-8, and wipes the memory that held it.</summary>
internal sealed class WipedWriter() : TextWriter(CultureInfo.InvariantCulture)
{
    private char[] _text = WipedChars.Pool.Rent(4096);
    private int _length;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        Grow(1);
        _text[_length++] = value;
    }

    public override void Write(char[] buffer, int index, int count)
    {
        Grow(count);
        Array.Copy(buffer, index, _text, _length, count);
        _length += count;
    }

    public override void Write(string? value)
    {
        if (value is not null)
        {
            Grow(value.Length);
            value.CopyTo(0, _text, _length, value.Length);
            _length += value.Length;
        }
    }

    /// <summary>Without a byte order mark.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text, 0, _length);

    protected override void Dispose(bool disposing)
    {
        WipedChars.Pool.Return(_text);
        _text = [];
        _length = 0;
        base.Dispose(disposing);
    }

    private void Grow(int more)
    {
        if (_length + more > _text.Length)
        {
            char[] larger = WipedChars.Pool.Rent(Math.Max(_length + more, 2 * _text.Length));
            Array.Copy(_text, larger, _length);
            WipedChars.Pool.Return(_text);
            _text = larger;
        }
    }
}

/// <summary>Character buffers that are used again. Each is wiped first, because a card number may have passed through it.</summary>
internal sealed class WipedChars : IArrayPool<char>
{
    private const int Length = 4096;
    private const int MostKept = 16;
    private readonly ConcurrentQueue<char[]> _kept = new();

    public static WipedChars Pool { get; } = new();

    public char[] Rent(int minimumLength) =>
        minimumLength > Length ? new char[minimumLength] : _kept.TryDequeue(out char[]? kept) ? kept : new char[Length];

    public void Return(char[]? array)
    {
        if (array is null)
        {
            return;
        }

        Array.Clear(array, 0, array.Length);
        if (array.Length == Length && _kept.Count < MostKept)
        {
            _kept.Enqueue(array);
        }
    }
}
