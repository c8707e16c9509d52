using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

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
