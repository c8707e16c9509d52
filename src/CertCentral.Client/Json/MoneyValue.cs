using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>Amounts, as a number or as text with a point. A comma is not guessed at: it groups here and divides there.</summary>
internal sealed class MoneyValue : WireValue
{
    private const NumberStyles Amount = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public override bool TryRead(JToken token, out object? value)
    {
        value = (token as JValue)?.Value switch
        {
            decimal money => money,
            long whole => (decimal)whole,
            string text when decimal.TryParse(text.Trim(), Amount, CultureInfo.InvariantCulture, out var money) => money,
            _ => null,
        };
        return value is not null;
    }

    // Raw, because the writer would turn 489 into 489.0.
    public override void Write(JsonWriter writer, object value, Secrets secrets) =>
        writer.WriteRawValue(((decimal)value).ToString(CultureInfo.InvariantCulture));
}
