using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

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
