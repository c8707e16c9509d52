using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Wire;

/// <summary>The recorded forms of the wire, as files.</summary>
internal static class Sample
{
    public static IEnumerable<string> Names { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Samples"))
            .Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal)];

    public static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", name));

    public static JToken Tree(string name) => Parse(Text(name));

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
