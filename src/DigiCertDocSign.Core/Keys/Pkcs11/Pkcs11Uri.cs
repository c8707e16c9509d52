using System.Globalization;
using System.Text;
using DigiCertDocSign.Crypto;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>
/// A PKCS#11 URI (RFC 7512): which token, which object on it, and which module leads to it. An attribute that is null matches everything. A
/// PIN is never part of it, because URIs are written into objects, journals and logs.
/// </summary>
public sealed record Pkcs11Uri
{
    /// <summary>What every such URI begins with.</summary>
    public const string Scheme = "pkcs11:";

    /// <summary>The token's label.</summary>
    public string? Token { get; init; }

    /// <summary>The token's serial number.</summary>
    public string? Serial { get; init; }

    /// <summary>The token's manufacturer.</summary>
    public string? Manufacturer { get; init; }

    /// <summary>The token's model.</summary>
    public string? Model { get; init; }

    /// <summary>The object's label (CKA_LABEL).</summary>
    public string? Object { get; init; }

    /// <summary>The object's CKA_ID, in upper-case hexadecimal.</summary>
    public string? Id { get; init; }

    /// <summary>The full path of the module's library.</summary>
    public string? ModulePath { get; init; }

    /// <summary>The module's name without folder, <c>lib</c> and ending, for instance <c>softhsm2</c>.</summary>
    public string? ModuleName { get; init; }

    /// <summary>Reads a URI; other tools may have written it.</summary>
    /// <exception cref="DocSigningException">
    /// KeyReferenceInvalid: no such URI, an attribute twice, one that is not known here, or a PIN. The message does not repeat the text.
    /// </exception>
    public static Pkcs11Uri Parse(string text) => Pkcs11UriReader.Read(text);

    /// <summary>The URI, with text in UTF-8, percent-encoded where RFC 7512 section 2.3 wants it.</summary>
    public override string ToString() => Pkcs11UriWriter.Write(this, "private");

    /// <summary>The URI of the certificate that goes with the key.</summary>
    internal string ToCertificateString() => Pkcs11UriWriter.Write(this, "cert");
}

/// <summary>Reads PKCS#11 URIs (RFC 7512 section 2.3).</summary>
internal static class Pkcs11UriReader
{
    private const int MaxLength = 4096; // characters

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="DocSigningException">KeyReferenceInvalid.</exception>
    public static Pkcs11Uri Read(string text)
    {
        if (!text.StartsWith(Pkcs11Uri.Scheme, StringComparison.OrdinalIgnoreCase) || text.Length > MaxLength)
        {
            throw Pkcs11Faults.ReferenceInvalid("it does not begin with pkcs11:, or is too long");
        }

        string rest = text.Substring(Pkcs11Uri.Scheme.Length);
        int question = rest.IndexOf('?');
        string path = question < 0 ? rest : rest.Substring(0, question);
        var uri = new Pkcs11Uri();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, byte[] value) in Attributes(path, ';', seen))
        {
            uri = WithPathAttribute(uri, name, value);
        }

        foreach ((string name, byte[] value) in Attributes(question < 0 ? "" : rest.Substring(question + 1), '&', seen))
        {
            uri = WithQueryAttribute(uri, name, value);
        }

        return uri;
    }

    private static Pkcs11Uri WithPathAttribute(Pkcs11Uri uri, string name, byte[] value) => name switch
    {
        "token" => uri with { Token = Text(value, name) },
        "serial" => uri with { Serial = Text(value, name) },
        "manufacturer" => uri with { Manufacturer = Text(value, name) },
        "model" => uri with { Model = Text(value, name) },
        "object" => uri with { Object = Text(value, name) },
        "id" => uri with { Id = Hex.Of(value) },
        "type" => Text(value, name) is "private" or "public" or "cert"
            ? uri
            : throw Pkcs11Faults.ReferenceInvalid("its type is none that has a key pair; use type=private"),
        "slot-id" or "slot-description" or "slot-manufacturer" => throw Pkcs11Faults.ReferenceInvalid(
            $"{name} names a reader, and a token may sit in another one tomorrow; name the token by token or serial"),
        "library-manufacturer" or "library-description" or "library-version" => throw Pkcs11Faults.ReferenceInvalid(
            $"{name} names the library by what it says of itself; name it by module-path or module-name"),

        // An attribute that narrows the choice in an unknown way may not be ignored (section 2.5): the URI would then mean more keys than
        // it says.
        _ => throw Pkcs11Faults.ReferenceInvalid(
            $"its attribute '{name}' is not known here, and without it another key could be meant. Take it out where it is not needed"),
    };

    // Unknown attributes of the query part do not narrow the choice and are ignored.
    private static Pkcs11Uri WithQueryAttribute(Pkcs11Uri uri, string name, byte[] value) => name switch
    {
        "module-path" => uri with { ModulePath = Text(value, name) },
        "module-name" => uri with { ModuleName = Text(value, name) },
        "pin-value" or "pin-source" => throw Pkcs11Faults.ReferenceInvalid(
            $"it has a {name}; a PIN does not belong into a reference. Take it out and use -Pin"),
        _ => uri,
    };

    private static IEnumerable<(string Name, byte[] Value)> Attributes(string text, char separator, HashSet<string> seen)
    {
        foreach (string attribute in text.Split(separator).Where(attribute => attribute.Length > 0))
        {
            int equals = attribute.IndexOf('=');
            string name = equals < 0 ? "" : attribute.Substring(0, equals);
            if (name.Length == 0
                || !name.All(character => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_'))
            {
                throw Pkcs11Faults.ReferenceInvalid("a part of it is not written as name=value");
            }

            yield return seen.Add(name)
                ? (name, Unescape(attribute.Substring(equals + 1)))
                : throw Pkcs11Faults.ReferenceInvalid($"its attribute '{name}' stands twice");
        }
    }

    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] != '%')
            {
                // RFC 7512 wants all other characters encoded; a label that a person typed as it is, is understood all the same.
                int length = char.IsHighSurrogate(text[index]) && index + 1 < text.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(index, length)));
                index += length - 1;
            }
            else if (index + 2 < text.Length
                && byte.TryParse(
                    text.Substring(index + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes.Add(value);
                index += 2;
            }
            else
            {
                throw Pkcs11Faults.ReferenceInvalid("a percent sign is not followed by two hexadecimal digits");
            }
        }

        return [.. bytes];
    }

    private static string Text(byte[] value, string name)
    {
        try
        {
            return StrictUtf8.GetString(value);
        }
        catch (ArgumentException)
        {
            throw Pkcs11Faults.ReferenceInvalid($"its attribute '{name}' is not UTF-8");
        }
    }
}

/// <summary>Writes PKCS#11 URIs with their attributes in one order, so that equal URIs are equal texts.</summary>
internal static class Pkcs11UriWriter
{
    // The characters "unreserved" of RFC 3986 and "pk11-res-avail" of RFC 7512 section 2.3, without those that a shell or a person
    // misreads.
    private const string Plain = "-._~:@+,=";

    public static string Write(Pkcs11Uri uri, string type)
    {
        var path = new List<string>();
        Add(path, "token", uri.Token, "");
        Add(path, "manufacturer", uri.Manufacturer, "");
        Add(path, "serial", uri.Serial, "");
        Add(path, "model", uri.Model, "");
        Add(path, "object", uri.Object, "");
        if (uri.Id is not null)
        {
            // RFC 7512 section 2.3 recommends to percent-encode all of it: an id is no text.
            path.Add("id=" + string.Concat(Enumerable.Range(0, uri.Id.Length / 2).Select(index => "%" + uri.Id.Substring(2 * index, 2))));
        }

        if (uri.Object is not null || uri.Id is not null)
        {
            path.Add("type=" + type);
        }

        var query = new List<string>();
        Add(query, "module-name", uri.ModuleName, "/");
        Add(query, "module-path", uri.ModulePath, "/");
        return Pkcs11Uri.Scheme + string.Join(";", path) + (query.Count > 0 ? "?" + string.Join("&", query) : "");
    }

    private static void Add(List<string> attributes, string name, string? value, string alsoPlain)
    {
        if (value is not null)
        {
            attributes.Add(name + "=" + Escape(value, alsoPlain));
        }
    }

    private static string Escape(string text, string alsoPlain)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            char character = (char)value;
            bool isPlain = character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9')
                || Plain.Contains(character) || alsoPlain.Contains(character);
            if (isPlain)
            {
                escaped.Append(character);
            }
            else
            {
                escaped.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return escaped.ToString();
    }
}
