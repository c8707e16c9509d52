using System.Security;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>
/// How values of one .NET type are read from each form that the server may use, and written in the documented form. A form
/// that means nothing to the type is refused and never bent into it: the caller keeps the raw token.
/// </summary>
internal abstract class WireValue
{
    /// <param name="token">Never null. It is the JSON null for raw values only.</param>
    /// <returns>Null when the token has no form that this type knows.</returns>
    public abstract object? Read(JToken token);

    public abstract void Write(JsonWriter writer, object value);

    /// <param name="type">The type of the property; a nullable value type counts as its value.</param>
    /// <param name="isNumberOnWire">Whether text of digits alone is written as a number.</param>
    public static WireValue For(Type type, bool isNumberOnWire = false)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return isNumberOnWire ? TextValue.NumberWherePossible : TextValue.Plain;
        }

        if (type.IsGenericType)
        {
            Type[] arguments = type.GetGenericArguments();
            return arguments.Length == 2
                ? new TextMapValue()
                : (WireValue)Activator.CreateInstance(typeof(ListValue<>).MakeGenericType(arguments[0]))!;
        }

        return typeof(WireObject).IsAssignableFrom(type) ? new ObjectValue(type) : Scalar(type);
    }

    private static WireValue Scalar(Type type) =>
        type == typeof(long) ? new LongValue()
        : type == typeof(int) ? new IntValue()
        : type == typeof(bool) ? new BooleanValue()
        : type == typeof(decimal) ? new MoneyValue()
        : type == typeof(DateTimeOffset) ? new InstantValue()
        : type == typeof(WireMoment) ? new MomentValue()
        : type == typeof(DateTime) ? new DayValue()
        : type == typeof(WireFlag) ? new FlagValue()
        : type == typeof(SecureString) ? new SecretValue()
        : type == typeof(JToken) ? new RawValue()
        : throw new NotSupportedException($"No wire form is known for {type}.");
}

/// <summary>An object within an object. PHP may send an empty list or an empty text in its place: those stay raw.</summary>
internal sealed class ObjectValue(Type type) : WireValue
{
    public override object? Read(JToken token) => token is JObject fields ? WireShape.Of(type).Read(fields) : null;

    public override void Write(JsonWriter writer, object value) => WireShape.Of(type).Write(writer, (WireObject)value);
}

/// <summary>A value without a fixed form, kept as it came.</summary>
internal sealed class RawValue : WireValue
{
    public override object Read(JToken token) => token;

    public override void Write(JsonWriter writer, object value) => ((JToken)value).WriteTo(writer);
}
