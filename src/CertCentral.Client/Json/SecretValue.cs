using System.Security;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

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
