using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>An object whose names are data, from name to text.</summary>
internal sealed class TextMapValue : WireValue
{
    public override bool TryRead(JToken token, out object? value)
    {
        value = null;
        if (token is not JObject fields)
        {
            return false;
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields.Properties())
        {
            if (!TextValue.Plain.TryRead(field.Value, out var text))
            {
                return false;
            }

            map.Add(field.Name, (string)text!);
        }

        value = map;
        return true;
    }

    public override void Write(JsonWriter writer, object value, Secrets secrets)
    {
        writer.WriteStartObject();
        foreach (var entry in (Dictionary<string, string>)value)
        {
            writer.WritePropertyName(entry.Key);
            writer.WriteValue(entry.Value);
        }

        writer.WriteEndObject();
    }
}
