using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral;

/// <summary>
/// A JSON object of the Services API. Every property is optional: what the server leaves out is null, and what is null
/// is not sent. Property names are the wire names in Pascal case (<c>csa_agreed_to</c> is <c>CsaAgreedTo</c>).
/// </summary>
public abstract class WireObject
{
    private Dictionary<string, JToken>? _extraFields;

    /// <summary>
    /// Fields, by wire name, that no property holds: fields that this version does not know, explicit nulls, and values of a
    /// form that their property cannot take (<c>[]</c> for an object, text for a number). They are kept as they came and are sent
    /// unchanged. A property that is set wins over an extra field of the same name.
    /// </summary>
    [JsonIgnore]
    public IDictionary<string, JToken> ExtraFields => _extraFields ??= new Dictionary<string, JToken>(StringComparer.Ordinal);

    /// <summary>Takes what is secret of this body out of a text of the server, which may repeat what it was sent.</summary>
    internal virtual string Redact(string text) => text;

    /// <summary>Null when there are none: most objects have none, and no dictionary is made for them.</summary>
    internal IReadOnlyDictionary<string, JToken>? ExtraFieldsOrNull => _extraFields;
}
