using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>
/// A list. Empty text is an empty list, a lone element is a list of one, and an object whose names are numbers is the list
/// that PHP numbered. One element that cannot be read leaves the whole list raw: a list never silently loses a row.
/// </summary>
internal sealed class ListValue<T> : WireValue
{
    private readonly WireValue _element = For(typeof(T));

    public override bool TryRead(JToken token, out object? value)
    {
        value = null;
        var elements = Elements(token);
        if (elements is null)
        {
            return false;
        }

        var list = new List<T>();
        foreach (var element in elements)
        {
            if (!_element.TryRead(element, out var item))
            {
                return false;
            }

            list.Add((T)item!);
        }

        value = list;
        return true;
    }

    public override void Write(JsonWriter writer, object value, Secrets secrets)
    {
        writer.WriteStartArray();
        foreach (var item in (List<T>)value)
        {
            if (item is null)
            {
                writer.WriteNull();
            }
            else
            {
                _element.Write(writer, item, secrets);
            }
        }

        writer.WriteEndArray();
    }

    private static IEnumerable<JToken>? Elements(JToken token) =>
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
