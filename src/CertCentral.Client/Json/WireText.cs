using System.Globalization;
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
