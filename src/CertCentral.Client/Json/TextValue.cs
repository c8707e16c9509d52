using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>Text; numbers and booleans are taken as the text they are.</summary>
internal sealed class TextValue : WireValue
{
    private readonly bool _numberWherePossible;

    private TextValue(bool numberWherePossible) => _numberWherePossible = numberWherePossible;

    public static TextValue Plain { get; } = new(numberWherePossible: false);

    public static TextValue NumberWherePossible { get; } = new(numberWherePossible: true);

    public override bool TryRead(JToken token, out object? value)
    {
        value = token.Type switch
        {
            JTokenType.String => (string?)token,
            JTokenType.Integer or JTokenType.Float => Convert.ToString(((JValue)token).Value, CultureInfo.InvariantCulture),
            JTokenType.Boolean => (bool)token ? "true" : "false",
            _ => null,
        };
        return value is not null;
    }

    public override void Write(JsonWriter writer, object value, Secrets secrets)
    {
        var text = (string)value;
        if (_numberWherePossible && IsWholeNumber(text))
        {
            writer.WriteRawValue(text);
        }
        else
        {
            writer.WriteValue(text);
        }
    }

    // No leading zero: JSON has no such number.
    private static bool IsWholeNumber(string text) =>
        text.Length is > 0 and <= 18 && text[0] != '0' && text.All(character => character is >= '0' and <= '9');
}
