using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Wire;

/// <summary>The recorded forms of the wire, as trees.</summary>
internal static class Sample
{
    public static JToken Tree(string name) => Parse(Samples.Text(name));

    public static JToken Parse(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
        };
        return JToken.ReadFrom(reader);
    }
}
