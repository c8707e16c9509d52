using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>Days without a zone. A time that comes with one is dropped, and the day stays the day that is written.</summary>
internal sealed class DayValue : WireValue
{
    public override bool TryRead(JToken token, out object? value)
    {
        value = InstantValue.TryReadInstant(token, out var instant)
            ? instant.DateTime.Date
            : TryReadNamedMonth(token, out var day) ? day : null;
        return value is not null;
    }

    public override void Write(JsonWriter writer, object value, Secrets secrets) =>
        writer.WriteValue(((DateTime)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static bool TryReadNamedMonth(JToken token, out DateTime day)
    {
        day = default;
        return token.Type == JTokenType.String
            && DateTime.TryParseExact((string)token!, "d MMM yyyy", CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out day);
    }
}
