using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Http;

/// <summary>
/// Makes an answer as odd as real answers have been. Its meaning stays, except where an object becomes an empty list. The <c>id</c> and
/// the <c>status</c> of the outermost objects are always kept, though their type may change.
/// </summary>
internal sealed class Oddities(SandboxOddities settings)
{
    /// <summary>
    /// Objects that the real service has sent as an empty list. An object that holds only an id is left alone, because the id is needed.
    /// </summary>
    private static readonly HashSet<string> Emptied = new(["organization", "server_platform", "ca_cert"], StringComparer.Ordinal);

    private static readonly Regex Instant =
        new(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private readonly Random _random = new(settings.Seed);

    public SandboxAnswer Apply(SandboxAnswer answer)
    {
        if (answer.Json is not JObject json)
        {
            return answer;
        }

        var odd = (JObject)json.DeepClone();
        if ((int)answer.Status >= 400)
        {
            BendErrors(odd);
        }
        else
        {
            Bend(odd);
            AddUnknown(odd);
        }

        string text = odd.ToString(Formatting.None);
        if (Strikes())
        {
            text = text.Replace("/", "\\/");
        }

        return SandboxAnswer.OfBytes(
            answer.Status,
            Strikes() ? "application/json; charset=utf-8" : "application/json",
            Encoding.UTF8.GetBytes(text));
    }

    /// <summary>A single error may come as an object instead of a list.</summary>
    private void BendErrors(JObject odd)
    {
        if (odd["errors"] is JArray { Count: 1 } errors && Strikes())
        {
            odd["errors"] = errors[0];
        }
    }

    private void AddUnknown(JObject odd)
    {
        if (odd.Count > 0 && Strikes())
        {
            odd["a_field_added_later"] = new JObject { ["x"] = 1 };
        }
    }

    private void Bend(JObject target)
    {
        foreach (JProperty? property in target.Properties().ToList())
        {
            switch (property.Value)
            {
                case JObject { Count: > 1 } when Emptied.Contains(property.Name) && Strikes():
                    property.Value = new JArray();
                    break;
                case JObject inner:
                    Bend(inner);
                    break;
                case JArray list:
                    BendList(property, list);
                    break;
                case JValue value when Strikes():
                    property.Value = Bend(property.Name, value);
                    break;
                default:
                    break;
            }
        }
    }

    private void BendList(JProperty property, JArray list)
    {
        if (property.Name == "dns_names" && list.Count == 0 && Strikes())
        {
            list.Add(" ");
        }
        else if (property.Name == "additional_emails" && list.Count == 0 && Strikes())
        {
            property.Value = "";
        }

        foreach (JObject inner in list.OfType<JObject>())
        {
            Bend(inner);
        }
    }

    private JValue Bend(string name, JValue value) => (name, value.Value) switch
    {
        ("price" or "base_price" or "total_price", long whole) => new JValue(WireText.Money(whole)),
        (_, long number) => new JValue(number.ToString(CultureInfo.InvariantCulture)),
        (_, decimal number) => new JValue(WireText.Money(number)),
        (_, bool flag) => BendFlag(flag),
        ("type", "new_request") => new JValue("new request"),
        ("signature_hash", string hash) => new JValue(hash.ToUpperInvariant()),
        ("zip", string zip) when long.TryParse(zip, NumberStyles.None, CultureInfo.InvariantCulture, out long digits)
            && digits.ToString(CultureInfo.InvariantCulture) == zip => new JValue(digits),
        ("user_id" or "order_id" or "organization_id", string id) when long.TryParse(
            id, NumberStyles.None, CultureInfo.InvariantCulture, out long digits) => new JValue(digits),
        ("date", string text) when Instant.IsMatch(text) => new JValue(text.Substring(0, 19).Replace('T', ' ')),
        _ => value,
    };

#pragma warning disable CA5394 // Repeatable on purpose: a rehearsal, not a secret.
    private JValue BendFlag(bool flag) => _random.Next(3) switch
    {
        0 => new JValue(flag ? 1 : 0),
        1 => new JValue(flag ? "1" : "0"),
        _ => new JValue(flag ? "true" : "false"),
    };

    private bool Strikes() => _random.NextDouble() < settings.Share;
#pragma warning restore CA5394
}
