using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>A flag that remembers whether it is a number on the wire.</summary>
internal sealed class FlagValue : WireValue
{
    public override bool TryRead(JToken token, out object? value)
    {
        value = BooleanValue.TryReadBoolean(token, out var flag) ? new WireFlag(flag, token.Type == JTokenType.Integer) : null;
        return value is not null;
    }

    public override void Write(JsonWriter writer, object value, Secrets secrets)
    {
        var flag = (WireFlag)value;
        if (flag.AsNumber)
        {
            writer.WriteValue(flag.Value ? 1 : 0);
        }
        else
        {
            writer.WriteValue(flag.Value);
        }
    }
}
