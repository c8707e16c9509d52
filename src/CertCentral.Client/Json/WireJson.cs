using System.Globalization;
using CertCentral.Errors;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Json;

/// <summary>Wire objects from JSON text and back, as the client itself reads and writes them, for files and for tests.</summary>
public static class WireJson
{
    /// <exception cref="UnreadableAnswerException">The text is no JSON object.</exception>
    public static T Read<T>(string json)
        where T : WireObject, new()
    {
        Require.NotNull(json, nameof(json));
        var failure = new CallFailure(string.Empty, string.Empty);
        try
        {
            return WireText.Parse(json) is JObject fields
                ? (T)WireShape.Of(typeof(T)).Read(fields)
                : throw new UnreadableAnswerException(failure, $"The text is no JSON object and so no {typeof(T).Name}.");
        }
        catch (JsonException exception)
        {
            throw new UnreadableAnswerException(failure, $"The text is no JSON, so no {typeof(T).Name} can be read from it.", exception);
        }
    }

    /// <summary>JSON text in which three asterisks stand for every secret.</summary>
    public static string Write(WireObject value)
    {
        Require.NotNull(value, nameof(value));
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        WireText.Write(text, value, Secrets.Masked);
        return text.ToString();
    }
}
