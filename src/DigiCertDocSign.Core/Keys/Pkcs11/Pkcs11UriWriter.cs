using System.Globalization;
using System.Text;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>Writes PKCS#11 URIs with their attributes in one order, so that equal URIs are equal texts.</summary>
internal static class Pkcs11UriWriter
{
    // unreserved of RFC 3986 and pk11-res-avail of RFC 7512 section 2.3, without what a shell or a person trips over.
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
            // Section 2.3 recommends that all of it is percent-encoded: it is no text.
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
