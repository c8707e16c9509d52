using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CertCentral.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Transport;

/// <summary>Bodies as they may be shown: whatever is secret by its name or by its value is taken out.</summary>
internal static class ShownBody
{
    private const int Longest = 20_000;
    private const string Hidden = "***";

    private static readonly Regex SecretName = new(
        "pass(word|phrase)|pwd|secret|api_?key|private_key|card_?number|security_code|init_code|token|^(key|pin|cvv|cvc)$|_pin$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeSpan.FromMilliseconds(200));

    /// <summary>What a call has sent.</summary>
    public static string Of(CallInProgress work, Redactor redactor)
    {
        ArraySegment<byte> body = work.Utf8Body();
        return OfJson(Encoding.UTF8.GetString(body.Array!, body.Offset, body.Count), redactor);
    }

    /// <summary>What came back.</summary>
    public static string Of(ApiAnswer answer, Redactor redactor)
    {
        if (answer.IsEmpty)
        {
            return "nothing";
        }

        if (answer.IsJson && !answer.IsHtml)
        {
            try
            {
                return OfJson(answer.Text, redactor);
            }
            catch (JsonException)
            {
                // What cannot be read cannot be searched for secrets, so it is told and not shown.
            }
        }

        string kind = answer.MediaType.Length > 0 ? answer.MediaType : "no media type";
        return string.Format(
            CultureInfo.InvariantCulture, "{0}, {1} bytes{2}", kind, answer.Length, answer.IsHtml ? HtmlTitle.Of(answer, redactor) : "");
    }

    private static string OfJson(string text, Redactor redactor)
    {
        JToken json = WireText.Parse(text);
        Hide(json);
        string shown = redactor.Clean(json.ToString(Formatting.None));
        return shown.Length <= Longest
            ? shown
            : string.Format(CultureInfo.InvariantCulture, "{0}... ({1} characters)", shown.Substring(0, Longest), shown.Length);
    }

    private static void Hide(JToken json)
    {
        if (json is JProperty { Value.Type: not JTokenType.Null } property && IsSecret(property))
        {
            property.Value = Hidden;
            return;
        }

        foreach (JToken inner in json.Children())
        {
            Hide(inner);
        }
    }

    private static bool IsSecret(JProperty property) =>
        SecretName.IsMatch(property.Name)
            || (property.Name == "number" && property.Parent?.Parent is JProperty { Name: "credit_card" });
}
