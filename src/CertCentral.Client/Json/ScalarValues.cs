using System.Globalization;
using System.Security;
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

/// <summary>Counts; read as <see cref="LongValue"/> reads.</summary>
internal sealed class IntValue : WireValue
{
    public override bool TryRead(JToken token, out object? value)
    {
        value = LongValue.TryReadLong(token, out var number) && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;
        return value is not null;
    }

    public override void Write(JsonWriter writer, object value, Secrets secrets) => writer.WriteValue((int)value);
}

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

/// <summary>Text that goes over the wire as a number where it is all digits (<c>2048</c>), else as text (<c>p-256</c>).</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NumberOnWireAttribute : Attribute;

/// <summary>Card numbers and verification values.</summary>
internal sealed class SecretValue : WireValue
{
    public override bool TryRead(JToken token, out object? value)
    {
        value = TextValue.Plain.TryRead(token, out var text) ? SecretText.Hide((string)text!) : null;
        return value is not null;
    }

    public override void Write(JsonWriter writer, object value, Secrets secrets) =>
        writer.WriteValue(secrets == Secrets.Plain ? SecretText.Reveal((SecureString)value) : "***");
}

/// <summary>What becomes of a secret when an object is written.</summary>
internal enum Secrets
{
    /// <summary>Three asterisks stand in its place: for people and for files.</summary>
    Masked,

    /// <summary>The text itself: for the body of a request alone.</summary>
    Plain,
}
