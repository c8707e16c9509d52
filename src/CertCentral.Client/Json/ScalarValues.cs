using System.Globalization;
using System.Security;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>Whole numbers and ids, also as text or as a number whose fraction is zero.</summary>
internal sealed class LongValue : WireValue
{
    public override object? Read(JToken token) => ReadLong(token);

    public override void Write(JsonWriter writer, object value) => writer.WriteValue((long)value);

    public static long? ReadLong(JToken token) => (token as JValue)?.Value switch
    {
        long whole => whole,
        decimal number when number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue => (long)number,
        string text when long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => whole,
        _ => null,
    };
}

/// <summary>Counts; read as <see cref="LongValue"/> reads.</summary>
internal sealed class IntValue : WireValue
{
    public override object? Read(JToken token) =>
        LongValue.ReadLong(token) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    public override void Write(JsonWriter writer, object value) => writer.WriteValue((int)value);
}

/// <summary>
/// Amounts, as a number or as text with a decimal point. A comma is refused: in some countries it groups the digits, in others
/// it is the decimal point.
/// </summary>
internal sealed class MoneyValue : WireValue
{
    private const NumberStyles Amount = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public override object? Read(JToken token) => (token as JValue)?.Value switch
    {
        decimal money => money,
        long whole => (decimal)whole,
        string text when decimal.TryParse(text.Trim(), Amount, CultureInfo.InvariantCulture, out decimal money) => money,
        _ => null,
    };

    // Raw, because the writer would turn 489 into 489.0.
    public override void Write(JsonWriter writer, object value) =>
        writer.WriteRawValue(((decimal)value).ToString(CultureInfo.InvariantCulture));
}

/// <summary>Yes and no: true, 1, "1", "true" in any case, and their opposites.</summary>
internal sealed class BooleanValue : WireValue
{
    public override object? Read(JToken token) => ReadBoolean(token);

    public override void Write(JsonWriter writer, object value) => writer.WriteValue((bool)value);

    public static bool? ReadBoolean(JToken token) => (token as JValue)?.Value switch
    {
        bool boolean => boolean,
        string text when bool.TryParse(text, out bool flag) => flag,
        _ => LongValue.ReadLong(token) switch
        {
            1 => true,
            0 => false,
            _ => null,
        },
    };
}

/// <summary>A flag that remembers whether it is a number on the wire.</summary>
internal sealed class FlagValue : WireValue
{
    public override object? Read(JToken token) =>
        BooleanValue.ReadBoolean(token) is { } flag ? new WireFlag(flag, token.Type == JTokenType.Integer) : null;

    public override void Write(JsonWriter writer, object value)
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

/// <summary>Points in time: ISO 8601, or with a blank in place of the T. Without an offset they are UTC.</summary>
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

    public override object? Read(JToken token) => ReadInstant(token);

    // A fraction of zero is left out together with its point.
    public override void Write(JsonWriter writer, object value) =>
        writer.WriteValue(((DateTimeOffset)value).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));

    public static DateTimeOffset? ReadInstant(JToken token) => token.Type == JTokenType.String ? ReadInstant((string)token!) : null;

    public static DateTimeOffset? ReadInstant(string text) =>
        DateTimeOffset.TryParseExact(
            text.Trim(), Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant)
            ? instant
            : null;
}

/// <summary>Points in time that remember what the server has left out; read as <see cref="InstantValue"/> reads.</summary>
internal sealed class MomentValue : WireValue
{
    private const int LengthOfDay = 10;

    public override object? Read(JToken token) => token.Type == JTokenType.String ? ReadMoment((string)token!) : null;

    public static WireMoment? ReadMoment(string text)
    {
        if (InstantValue.ReadInstant(text) is not { } instant)
        {
            return null;
        }

        text = text.Trim();
        bool hasTime = text.Length > LengthOfDay;
        return new WireMoment(instant, hasTime && text.IndexOfAny(['Z', 'z', '+', '-'], LengthOfDay) >= 0, hasTime);
    }

    // Without a zone it is written without one, so that what was never known is not made up.
    public override void Write(JsonWriter writer, object value)
    {
        var moment = (WireMoment)value;
        string zone = moment.HasZone ? "zzz" : "";
        string form = moment.HasTime ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF" + zone : "yyyy-MM-dd";
        writer.WriteValue(moment.Value.ToString(form, CultureInfo.InvariantCulture));
    }
}

/// <summary>Days without a zone. A time or a zone that comes with a day is dropped: the day stays the day that is written.</summary>
internal sealed class DayValue : WireValue
{
    public override object? Read(JToken token) => InstantValue.ReadInstant(token)?.DateTime.Date ?? ReadNamedMonth(token);

    public override void Write(JsonWriter writer, object value) =>
        writer.WriteValue(((DateTime)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static DateTime? ReadNamedMonth(JToken token) =>
        token.Type == JTokenType.String
        && DateTime.TryParseExact(
            (string)token!, "d MMM yyyy", CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out DateTime day)
            ? day
            : null;
}

/// <summary>Text. Numbers and booleans are read as their text.</summary>
internal sealed class TextValue : WireValue
{
    private readonly bool _numberWherePossible;

    private TextValue(bool numberWherePossible) => _numberWherePossible = numberWherePossible;

    public static TextValue Plain { get; } = new(numberWherePossible: false);

    public static TextValue NumberWherePossible { get; } = new(numberWherePossible: true);

    public override object? Read(JToken token) => ReadText(token);

    public override void Write(JsonWriter writer, object value)
    {
        string text = (string)value;
        if (_numberWherePossible && IsWholeNumber(text))
        {
            writer.WriteRawValue(text);
        }
        else
        {
            writer.WriteValue(text);
        }
    }

    public static string? ReadText(JToken token) => token.Type switch
    {
        JTokenType.String => (string?)token,
        JTokenType.Integer or JTokenType.Float => Convert.ToString(((JValue)token).Value, CultureInfo.InvariantCulture),
        JTokenType.Boolean => (bool)token ? "true" : "false",
        _ => null,
    };

    // No leading zero: JSON has no such number.
    private static bool IsWholeNumber(string text) =>
        text.Length is > 0 and <= 18 && text[0] != '0' && text.All(character => character is >= '0' and <= '9');
}

/// <summary>Marks text that is written as a number where it is all digits (<c>2048</c>), else as text (<c>p-256</c>).</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NumberOnWireAttribute : Attribute;

/// <summary>Card numbers and verification values.</summary>
internal sealed class SecretValue : WireValue
{
    public override object? Read(JToken token) => TextValue.ReadText(token) is { } text ? SecretText.Hide(text) : null;

    public override void Write(JsonWriter writer, object value) => writer.WriteValue(SecretText.Reveal((SecureString)value));
}
