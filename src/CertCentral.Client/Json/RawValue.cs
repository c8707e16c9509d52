using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

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
