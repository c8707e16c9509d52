using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>
/// A list. Empty text is an empty list, a single element is a list of one, and an object whose names are numbers is a list
/// that PHP has numbered. One element that cannot be read leaves the whole list raw, so that no element is lost in silence.
/// </summary>
internal sealed class ListValue<T> : WireValue
{
    private readonly WireValue _element = For(typeof(T));

    public override object? Read(JToken token)
    {
        var list = new List<T>();
        foreach (JToken element in Elements(token))
        {
            if (_element.Read(element) is not { } item)
            {
                return null;
            }

            list.Add((T)item);
        }

        return list;
    }

    public override void Write(JsonWriter writer, object value)
    {
        writer.WriteStartArray();
        foreach (T item in (List<T>)value)
        {
            if (item is null)
            {
                writer.WriteNull();
            }
            else
            {
                _element.Write(writer, item);
            }
        }

        writer.WriteEndArray();
    }

    private static IEnumerable<JToken> Elements(JToken token) =>
        token switch
        {
            JArray array => array,
            JObject numbered when numbered.Properties().All(property => IsIndex(property.Name)) => numbered.PropertyValues(),
            JValue { Value: string { Length: 0 } } => [],
            _ => [token],
        };

    private static bool IsIndex(string name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}

/// <summary>An object whose names are data, from name to text.</summary>
internal sealed class TextMapValue : WireValue
{
    public override object? Read(JToken token)
    {
        if (token is not JObject fields)
        {
            return null;
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JProperty field in fields.Properties())
        {
            if (TextValue.ReadText(field.Value) is not { } text)
            {
                return null;
            }

            map.Add(field.Name, text);
        }

        return map;
    }

    public override void Write(JsonWriter writer, object value)
    {
        writer.WriteStartObject();
        foreach (KeyValuePair<string, string> entry in (Dictionary<string, string>)value)
        {
            writer.WritePropertyName(entry.Key);
            writer.WriteValue(entry.Value);
        }

        writer.WriteEndObject();
    }
}
