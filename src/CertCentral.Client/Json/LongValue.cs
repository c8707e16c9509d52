using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>Whole numbers and ids, also as text or as a number with an empty fraction.</summary>
internal sealed class LongValue : WireValue
{
    public override bool TryRead(JToken token, out object? value)
    {
        value = TryReadLong(token, out var number) ? number : null;
        return value is not null;
    }

    public override void Write(JsonWriter writer, object value, Secrets secrets) => writer.WriteValue((long)value);

    public static bool TryReadLong(JToken token, out long number)
    {
        number = 0;
        switch ((token as JValue)?.Value)
        {
            case long whole:
                number = whole;
                return true;
            case decimal money when money == decimal.Truncate(money) && money is >= long.MinValue and <= long.MaxValue:
                number = (long)money;
                return true;
            case string text:
                return long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
            default:
                return false;
        }
    }
}
