using System.Globalization;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Http;

/// <summary>Reads one object of the body of a call, and collects every fault in it, in the order of reading.</summary>
internal sealed class WireReader(JObject body, string path, List<KeyValuePair<string, string>> errors)
{
    public static WireReader Of(SandboxCall call) => new(call.ReadBody(), "", []);

    /// <summary>The name of a field in errors, such as <c>organization.contacts[0].email</c>.</summary>
    public string NameOf(string name) => path.Length == 0 ? name : path + "." + name;

    public bool Has(string name) => body[name] is { Type: not JTokenType.Null };

    public void Missing(string name) => Add(ApiException.Missing(NameOf(name)));

    public void Invalid(string name, string message) => Add(ApiException.Invalid(NameOf(name), message));

    public void Add(ApiException error) => errors.AddRange(error.Errors);

    /// <exception cref="ApiException">400 with every fault found so far; nothing when there is none.</exception>
    public void ThrowIfFaulty()
    {
        if (errors.Count > 0)
        {
            throw new ApiException(System.Net.HttpStatusCode.BadRequest, errors);
        }
    }

    /// <summary>Null when absent or blank.</summary>
    public string? Text(string name, int maxLength = int.MaxValue)
    {
        if (!Has(name))
        {
            return null;
        }

        if (body[name]!.Type != JTokenType.String)
        {
            Invalid(name, $"{NameOf(name)} must be a string.");
            return null;
        }

        string text = body.Value<string>(name)!;
        if (text.Length > maxLength)
        {
            Invalid(name, $"{NameOf(name)} must not be longer than {maxLength} characters.");
        }

        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>Null when there was a fault.</summary>
    public string? RequiredText(string name, int maxLength = int.MaxValue)
    {
        int before = errors.Count;
        string? text = Text(name, maxLength);
        if (text is null && errors.Count == before)
        {
            Missing(name);
        }

        return text;
    }

    /// <summary>Null when absent or when there was a fault.</summary>
    public string? OneOf(string name, bool required, params string[] allowed)
    {
        string? text = required ? RequiredText(name) : Text(name);
        if (text is not null && !allowed.Contains(text, StringComparer.Ordinal))
        {
            Invalid(name, $"{NameOf(name)} must be one of {string.Join(", ", allowed)}.");
            return null;
        }

        return text;
    }

    /// <summary>A number, or a string of digits. Null when absent or when there was a fault.</summary>
    public long? Number(string name, bool required = false)
    {
        if (!Has(name))
        {
            if (required)
            {
                Missing(name);
            }

            return null;
        }

        if (TryNumber(body[name]!, out long number))
        {
            return number;
        }

        Invalid(name, $"{NameOf(name)} must be a whole number.");
        return null;
    }

    /// <summary>What has the id that a field holds. Null when absent or when there was a fault.</summary>
    public T? Find<T>(string name, Func<long, T?> find, string noun)
        where T : class
    {
        if (Number(name) is not { } id)
        {
            return null;
        }

        T? found = find(id);
        if (found is null)
        {
            InvalidId(name, noun, id);
        }

        return found;
    }

    /// <summary>The id in an inner object, such as <c>container</c>. Null when the object is absent or when there was a fault.</summary>
    public long? IdIn(string name, IReadOnlyDictionary<long, string> known, string noun)
    {
        if (Object(name) is not { } inner || inner.Number("id", required: true) is not { } id)
        {
            return null;
        }

        if (known.ContainsKey(id))
        {
            return id;
        }

        inner.InvalidId("id", noun, id);
        return null;
    }

    /// <summary>true, false, 1, 0, in quotes or not. Null when absent or when there was a fault.</summary>
    public bool? Flag(string name)
    {
        if (!Has(name))
        {
            return null;
        }

        switch (body[name]!.ToString().ToLowerInvariant())
        {
            case "true" or "1":
                return true;
            case "false" or "0":
                return false;
            default:
                Invalid(name, $"{NameOf(name)} must be true or false.");
                return null;
        }
    }

    /// <summary>Null when absent or when there was a fault.</summary>
    public WireReader? Object(string name, bool required = false)
    {
        if (!Has(name))
        {
            if (required)
            {
                Missing(name);
            }

            return null;
        }

        if (body[name] is JObject inner)
        {
            return new WireReader(inner, NameOf(name), errors);
        }

        Invalid(name, $"{NameOf(name)} must be an object.");
        return null;
    }

    /// <summary>Empty when absent or when there was a fault.</summary>
    public IReadOnlyList<JToken> List(string name)
    {
        switch (body[name])
        {
            case null or { Type: JTokenType.Null }:
                return [];
            case JArray list:
                return [.. list];
            default:
                Invalid(name, $"{NameOf(name)} must be a list.");
                return [];
        }
    }

    /// <summary>The objects of a list; an element of another type is a fault.</summary>
    public IReadOnlyList<WireReader> Objects(string name)
    {
        IReadOnlyList<JToken> list = List(name);
        var readers = new List<WireReader>();
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] is JObject inner)
            {
                readers.Add(new WireReader(inner, $"{NameOf(name)}[{i}]", errors));
            }
            else
            {
                Invalid($"{name}[{i}]", $"{NameOf(name)}[{i}] must be an object.");
            }
        }

        return readers;
    }

    /// <summary>The value as it came; null when absent.</summary>
    public JToken? Raw(string name) => Has(name) ? body[name] : null;

    public static bool TryNumber(JToken token, out long number)
    {
        number = 0;
        return token.Type is JTokenType.Integer or JTokenType.String
            && long.TryParse(token.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private void InvalidId(string name, string noun, long id) => Invalid(name, $"There is no {noun} {id} in this account.");
}
