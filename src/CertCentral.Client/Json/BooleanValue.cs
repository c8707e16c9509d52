using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>Yes and no: true, 1, "1", "true" in any case, and their opposites.</summary>
internal sealed class BooleanValue : WireValue
{
    public override bool TryRead(JToken token, out object? value)
    {
        value = TryReadBoolean(token, out var flag) ? flag : null;
        return value is not null;
    }

    public override void Write(JsonWriter writer, object value, Secrets secrets) => writer.WriteValue((bool)value);

    public static bool TryReadBoolean(JToken token, out bool flag)
    {
        flag = false;
        switch ((token as JValue)?.Value)
        {
            case bool boolean:
                flag = boolean;
                return true;
            case string text when bool.TryParse(text, out flag):
                return true;
            default:
                var isNumber = LongValue.TryReadLong(token, out var number) && number is 0 or 1;
                flag = isNumber && number == 1;
                return isNumber;
        }
    }
}
