using DigiCertDocSign.People;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>An object with named properties, looked up as quickly as PowerShell's own.</summary>
internal sealed class SamplePerson(params (string Name, object? Value)[] properties) : IPersonSource
{
    private readonly Dictionary<string, object?> _values =
        properties.ToDictionary(property => property.Name, property => property.Value, StringComparer.OrdinalIgnoreCase);

    public string TypeName => "Microsoft.ActiveDirectory.Management.ADUser";

    public IReadOnlyCollection<string> PropertyNames => _values.Keys;

    public bool TryGetValue(string name, out object? value) => _values.TryGetValue(name, out value);
}
