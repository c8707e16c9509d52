using System.Globalization;
using System.Text;

namespace CertCentral.Transport;

/// <summary>The query of a URL. Every name and value is escaped.</summary>
internal sealed class QueryText
{
    private readonly StringBuilder _text;

    public QueryText()
        : this("")
    {
    }

    private QueryText(string text) => _text = new StringBuilder(text);

    public QueryText Copy() => new(_text.ToString());

    public QueryText Add(string name, object value, bool when = true)
    {
        if (when)
        {
            _text.Append(_text.Length == 0 ? '?' : '&')
                .Append(Uri.EscapeDataString(name))
                .Append('=')
                .Append(Uri.EscapeDataString(Convert.ToString(value, CultureInfo.InvariantCulture)!));
        }

        return this;
    }

    public QueryText AddFilter(string name, object? value) => value is null ? this : Add($"filters[{name}]", value);

    /// <summary>A single value without an index, several values with one each.</summary>
    public QueryText AddFilters(string name, IReadOnlyList<string> values)
    {
        if (values.Count == 1)
        {
            return AddFilter(name, values[0]);
        }

        for (int index = 0; index < values.Count; index++)
        {
            Add(FormattableString.Invariant($"filters[{name}][{index}]"), values[index]);
        }

        return this;
    }

    /// <summary>Filters by their name between the brackets.</summary>
    public QueryText AddFilters(IReadOnlyDictionary<string, string> filters)
    {
        foreach (KeyValuePair<string, string> filter in filters)
        {
            AddFilter(filter.Key, filter.Value);
        }

        return this;
    }

    public override string ToString() => _text.ToString();
}
