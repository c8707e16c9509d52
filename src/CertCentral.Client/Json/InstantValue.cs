using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>Points in time: ISO 8601, or with a blank for the T; without an offset they are UTC.</summary>
internal sealed class InstantValue : WireValue
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd",
    ];

    public override bool TryRead(JToken token, out object? value)
    {
        value = TryReadInstant(token, out var instant) ? instant : null;
        return value is not null;
    }

    // The fraction, and its point, vanish when it is zero.
    public override void Write(JsonWriter writer, object value, Secrets secrets) =>
        writer.WriteValue(((DateTimeOffset)value).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));

    public static bool TryReadInstant(JToken token, out DateTimeOffset instant)
    {
        instant = default;
        return token.Type == JTokenType.String
            && DateTimeOffset.TryParseExact(
                ((string)token!).Trim(), Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
    }
}
