using System.Security;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>
/// How values of one .NET type are read from whatever form the server chose, and written in the documented form. A form
/// that means nothing to the type is refused, never bent: the caller keeps the raw token.
/// </summary>
internal abstract class WireValue
{
    /// <param name="token">Never null and never the JSON null, except for raw values.</param>
    /// <param name="value">The value; null when it could not be read.</param>
    public abstract bool TryRead(JToken token, out object? value);

    public abstract void Write(JsonWriter writer, object value, Secrets secrets);

    /// <param name="type">The type of the property; a nullable value type counts as its value.</param>
    /// <param name="isNumberOnWire">Whether all digits go out as a number.</param>
    public static WireValue For(Type type, bool isNumberOnWire = false)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return isNumberOnWire ? TextValue.NumberWherePossible : TextValue.Plain;
        }

        if (type.IsGenericType)
        {
            var arguments = type.GetGenericArguments();
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
        : type == typeof(DateTime) ? new DayValue()
        : type == typeof(WireFlag) ? new FlagValue()
        : type == typeof(SecureString) ? new SecretValue()
        : type == typeof(JToken) ? new RawValue()
        : throw new NotSupportedException($"No wire form is known for {type}.");
}

/// <summary>An object within an object. The empty list and the empty text that PHP puts in its place stay raw.</summary>
internal sealed class ObjectValue(Type type) : WireValue
{
    public override bool TryRead(JToken token, out object? value)
    {
        value = token is JObject fields ? WireShape.Of(type).Read(fields) : null;
        return value is not null;
    }

    public override void Write(JsonWriter writer, object value, Secrets secrets) =>
        WireShape.Of(type).Write(writer, (WireObject)value, secrets);
}

/// <summary>A value without a fixed form, kept as it came.</summary>
internal sealed class RawValue : WireValue
{
    public override bool TryRead(JToken token, out object? value)
    {
        value = token;
        return true;
    }

    public override void Write(JsonWriter writer, object value, Secrets secrets) => ((JToken)value).WriteTo(writer);
}
