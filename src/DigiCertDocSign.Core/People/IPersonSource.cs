using System.Collections;

namespace DigiCertDocSign.People;

/// <summary>
/// What describes a person: a directory object, a line of a CSV file, a hashtable. Names are looked up without regard to case. The
/// <see cref="object.ToString"/> of a source that is itself a value (an SmtpAddress, say) is that value's text.
/// </summary>
public interface IPersonSource
{
    /// <summary>The full type name, as in <c>Microsoft.ActiveDirectory.Management.ADUser</c>; it tells which advice fits.</summary>
    string TypeName { get; }

    IReadOnlyCollection<string> PropertyNames { get; }

    bool TryGetValue(string name, out object? value);
}

/// <summary>A hashtable or any other dictionary as a source; keys that are not texts are passed over.</summary>
public sealed class DictionaryPersonSource : IPersonSource
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _names = [];

    /// <param name="dictionary">Copied. Of two keys that differ in case only, the first is kept.</param>
    public DictionaryPersonSource(IDictionary dictionary)
    {
        TypeName = dictionary.GetType().FullName ?? "";
        foreach (DictionaryEntry entry in dictionary)
        {
            Add(entry.Key as string, entry.Value);
        }
    }

    private DictionaryPersonSource(string typeName) => TypeName = typeName;

    public string TypeName { get; }

    public IReadOnlyCollection<string> PropertyNames => _names;

    public static DictionaryPersonSource From(IEnumerable<KeyValuePair<string, object?>> pairs)
    {
        var source = new DictionaryPersonSource(pairs.GetType().FullName ?? "");
        foreach (KeyValuePair<string, object?> pair in pairs)
        {
            source.Add(pair.Key, pair.Value);
        }

        return source;
    }

    public bool TryGetValue(string name, out object? value) => _values.TryGetValue(name, out value);

    private void Add(string? name, object? value)
    {
        if (name is not null && !_values.ContainsKey(name))
        {
            _values.Add(name, value);
            _names.Add(name);
        }
    }
}
