using System.Globalization;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Wire;

/// <summary>
/// Whether all that was sent is still there after reading and writing. The forms that count as the same: a number or a
/// boolean as itself, as text, or (a boolean) as 1 and 0; an instant with or without T and offset; a day with a midnight;
/// for a list, empty text, the lone element, and an object with numbered names.
/// </summary>
internal static class SameOnTheWire
{
    /// <returns>The path of the first thing that is gone; null when nothing is.</returns>
    public static string? FirstLoss(JToken sent, JToken kept) =>
        (sent, kept) switch
        {
            (JObject from, JObject to) => from.Properties().Select(field => FirstLoss(field, to)).FirstOrDefault(loss => loss is not null),
            (JArray from, JArray to) when from.Count == to.Count => from.Zip(to, FirstLoss).FirstOrDefault(loss => loss is not null),
            (JObject from, JArray to) when from.Properties().All(field => int.TryParse(field.Name, out _)) =>
                FirstLoss(new JArray(from.PropertyValues()), to) is null ? null : sent.Path,
            (JValue { Value: "" }, JArray { Count: 0 }) or (JArray { Count: 0 }, JValue { Value: "" }) => null,
            (not JArray, JArray { Count: 1 } to) => FirstLoss(sent, to[0]),
            (JValue from, JValue to) => IsSame(from, to) ? null : sent.Path,
            _ => sent.Path,
        };

    private static string? FirstLoss(JProperty field, JObject kept) =>
        kept.GetValue(field.Name, StringComparison.OrdinalIgnoreCase) is { } value ? FirstLoss(field.Value, value) : field.Path;

    private static bool IsSame(JValue sent, JValue kept)
    {
        if (JToken.DeepEquals(sent, kept))
        {
            return true;
        }

        (string? from, string? to) = (Text(sent).Trim(), Text(kept).Trim());
        return string.Equals(from, to, sent.Type == JTokenType.Boolean ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            || (Number(from) is { } number && Number(to) == number)
            || ((sent.Type == JTokenType.Boolean || kept.Type == JTokenType.Boolean) && Truth(from) is { } truth && Truth(to) == truth)
            || (Instant(from) is { } instant
                && Instant(to) is { } other
                && (other == instant || (to.Length == 10 && from.StartsWith(to, StringComparison.Ordinal))));
    }

    private static string Text(JValue value) => Convert.ToString(value.Value, CultureInfo.InvariantCulture) ?? "null";

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    private static bool? Truth(string text) =>
        text.ToLowerInvariant() switch { "1" or "1.0" or "true" => true, "0" or "0.0" or "false" => false, _ => null };

    private static DateTimeOffset? Instant(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant)
            ? instant
            : null;
}
