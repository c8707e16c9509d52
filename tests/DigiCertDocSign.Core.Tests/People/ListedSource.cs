using DigiCertDocSign.People;

namespace DigiCertDocSign.Tests.People;

/// <summary>An object as a directory command returns it: a type name and properties in order.</summary>
internal sealed class ListedSource : IPersonSource
{
    private readonly List<KeyValuePair<string, object?>> _values = [];

    public ListedSource(string typeName, params (string Name, object? Value)[] properties)
    {
        TypeName = typeName;
        _values.AddRange(properties.Select(one => KeyValuePair.Create(one.Name, one.Value)));
        PropertyNames = [.. _values.Select(one => one.Key)];
    }

    public string TypeName { get; }

    public IReadOnlyCollection<string> PropertyNames { get; }

    public bool TryGetValue(string name, out object? value)
    {
        int place = _values.FindIndex(one => string.Equals(one.Key, name, StringComparison.OrdinalIgnoreCase));
        value = place < 0 ? null : _values[place].Value is Func<object?> getter ? getter() : _values[place].Value;
        return place >= 0;
    }
}
