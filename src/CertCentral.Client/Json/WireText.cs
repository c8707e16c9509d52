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
            // A number that no decimal holds (1e400) must not cost the whole answer; other faults come up again here.
            return Parse(text, FloatParseHandling.Double);
        }
    }

    /// <summary>The object as UTF-8, without a byte order mark.</summary>
    public static ArraySegment<byte> ToUtf8(WireObject value, Secrets secrets)
    {
        using var text = new WipedWriter();
        Write(text, value, secrets);
        return new ArraySegment<byte>(text.ToUtf8());
    }

    public static void Write(TextWriter text, WireObject value, Secrets secrets)
    {
        using var writer = new JsonTextWriter(text) { CloseOutput = false, Culture = CultureInfo.InvariantCulture, ArrayPool = WipedChars.Pool };
        WireShape.Of(value.GetType()).Write(writer, value, secrets);
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
